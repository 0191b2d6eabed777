import { getPropertyName } from '../program/syntax.ts';
import type { ClassNode, Node } from '../program/syntax.ts';
import type { SourceFile } from '../program/source-file.ts';
import { Tree } from '../program/tree.ts';

/** A file that names fields as it would name those of objects which other files make. */
export interface FieldMention {
  /** The fields. */
  readonly names: readonly string[];
  /** Whether it does so in a method of what it may extend, copy into or borrow for: by `this`, or by a member of that name. */
  readonly isMethod: boolean;
}

/** What every text has in it that names one of some fields: `.socket`, `['socket']`, `{ socket }`, `socket() {}`. */
export function createMentionPattern(names: Iterable<string>): RegExp {
  const words = [...names].map((name) => name.replace(/[^\w$]/gu, '').replaceAll('$', '\\$')).join('|');
  return new RegExp(`(?:[.'"\`{,;*}]|[\\r\\n]|\\b(?:async|get|set))\\s*(?:${words})(?![\\w$])`, 'u');
}

/**
 * The fields that a file names which may be those of others.
 *
 * @param source the file
 * @param names the fields to look for, each with whether TypeScript's `private` alone keeps others from it
 */
export function findMentioned(source: SourceFile, names: ReadonlyMap<string, boolean>): FieldMention {
  const file = new MentioningFile(source);
  const found: string[] = [];
  let isMethod = false;
  for (const [name, isDeclared] of names) {
    if (isDeclared && source.isTypeScript === true && !/\bany\b|@ts-|\[\s*['"`]/u.test(source.text)) {
      // The compiler refuses it.
      continue;
    }
    const isBorrowed = file.mayBorrow(name);
    if (isBorrowed || file.mayRead(name)) {
      found.push(name);
      isMethod ||= isBorrowed;
    }
  }
  return { names: found, isMethod };
}

class MentioningFile {
  readonly #tree: Tree;
  readonly #text: string;

  constructor({ ast, visitorKeys, text }: SourceFile) {
    this.#tree = new Tree(ast, visitorKeys);
    this.#text = text;
  }

  /** Whether it reads or writes a field of an object that is not its own `this`. */
  mayRead(name: string): boolean {
    const tree = this.#tree;
    return (
      tree.getMembers(name).some(({ object }) => !this.#isOfThis(object)) ||
      tree.getDestructuredReads(name).some(({ pattern }) => !this.#isThisDestructured(pattern)) ||
      // `Object.assign(client, { _port: 5353 })`
      (tree.getProperties(name).length > 0 && /\b(?:assign|extend|merge|mixin)\w*\s*\(/iu.test(this.#text))
    );
  }

  /** Whether one of its methods may be one of an object that another file makes. */
  mayBorrow(name: string): boolean {
    const tree = this.#tree;
    const isUsed = tree
      .getMembers(name)
      .some((member) => this.#isOfThis(member.object) && !this.#isDefinedAround(member, name));
    return (
      isUsed ||
      tree
        .getDestructuredReads(name)
        .some(({ pattern }) => this.#isThisDestructured(pattern) && !this.#isDefinedAround(pattern, name)) ||
      tree.getProperties(name).some(({ method }) => method) ||
      tree.classes.some((each) => each.superClass !== null && hasMember(each, name))
    );
  }

  /** `this`, or a variable that the file gives it: `const self = this`. */
  #isOfThis(node: Node): boolean {
    return (
      node.type === 'ThisExpression' ||
      node.type === 'Super' ||
      (node.type === 'Identifier' &&
        new RegExp(`(?<![\\w$])${node.name.replaceAll('$', '\\$')}\\s*=\\s*this\\b(?!\\s*[.[(])`, 'u').test(
          this.#text,
        ))
    );
  }

  #isThisDestructured(pattern: Node): boolean {
    const parent = this.#tree.getParent(pattern);
    return parent?.type === 'VariableDeclarator' && parent.init?.type === 'ThisExpression';
  }

  /** Whether the class around a node, or outside of classes the file, has a field of this name itself. */
  #isDefinedAround(node: Node, name: string): boolean {
    const tree = this.#tree;
    const around = tree.getClass(tree.getThisUnit(node));
    const isWritten = tree.getMembers(name).some((member) => {
      const { value, parent } = tree.getUse(member);
      return (
        parent?.type === 'AssignmentExpression' &&
        parent.left === value &&
        this.#isOfThis(member.object) &&
        (!around || tree.getClass(tree.getThisUnit(member)) === around)
      );
    });
    return isWritten || tree.classes.some((each) => (!around || each === around) && hasMember(each, name));
  }
}

/** Whether a class says itself that it has a member. */
function hasMember({ body }: ClassNode, name: string): boolean {
  return body.body.some(
    (member) =>
      ('key' in member && getPropertyName(member) === name) ||
      (member.type === 'MethodDefinition' &&
        member.kind === 'constructor' &&
        member.value.params.some(
          (parameter) =>
            parameter.type === 'TSParameterProperty' &&
            parameter.parameter.type === 'Identifier' &&
            parameter.parameter.name === name,
        )),
  );
}
