import { isKnownModule } from '../dataflow/builtins/known-modules.ts';
import { getPropertyName, unwrap } from '../program/syntax.ts';
import type { ClassNode, Node } from '../program/syntax.ts';
import type { SourceFile } from '../program/source-file.ts';
import { Tree } from '../program/tree.ts';

/** A file that names fields, perhaps those of objects that other files make. */
export interface FieldMention {
  /** The fields. */
  readonly names: readonly string[];
  /** Whether it does so in a method of what it may extend, copy into or borrow for: by `this`, or by a member of that name. */
  readonly isMethod: boolean;
}

/** What every text has in it that names one of some fields: `.socket`, `['socket']`, `{ socket }`, `socket() {}`. */
export function createMentionPattern(names: Iterable<string>): RegExp {
  const words = [...names].map(toWord).join('|');
  return new RegExp(`(?:[.'"\`{,;*}]|[\\r\\n]|\\b(?:async|get|set))\\s*(?:${words})(?![\\w$])`, 'u');
}

/** A name within a regular expression. */
function toWord(name: string): string {
  return name.replace(/[^\w$]/gu, '').replaceAll('$', '\\$');
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
      tree.classes.some((each) => this.#extendsOther(each) && hasMember(each, name))
    );
  }

  /** Whether a class may extend one of another file. */
  #extendsOther({ superClass }: ClassNode): boolean {
    const expression = superClass && unwrap(superClass);
    if (expression?.type === 'MemberExpression' && expression.object.type === 'Identifier') {
      return !this.#isOfRuntime(expression.object.name);
    }
    return (
      !!expression &&
      (expression.type !== 'Identifier' ||
        !(
          this.#isOfRuntime(expression.name) ||
          this.#tree.classes.some(({ id }) => id?.name === expression.name)
        ))
    );
  }

  /** Whether a constructor that is no class may extend one of another file: `util.inherits(Server, Link)`. */
  get #inheritsFromOther(): boolean {
    const parents = this.#text.matchAll(
      /\binherits\w*\s*\(\s*[\w$.]+\s*,\s*(?:require\s*\(\s*['"])?([\w$]+)|\.prototype\s*=\s*(?:new|Object\.create\s*\()\s*([\w$]+)/gu,
    );
    return Array.from(parents, ([, inherited, created]) => inherited ?? created ?? '').some(
      (name) =>
        !this.#isOfRuntime(name) &&
        !new RegExp(`\\bfunction\\s+${toWord(name)}\\s*\\(`, 'u').test(this.#text),
    );
  }

  /** Whether a name is that of a module of Node.js, or of what the file imports from one. */
  #isOfRuntime(name: string): boolean {
    const imported = new RegExp(
      `(?<![\\w$])${toWord(name)}(?![\\w$])[^;\\n]*(?:\\bfrom\\b|\\brequire\\s*\\()\\s*["'\`]([^"'\`\\n]+)`,
      'u',
    ).exec(this.#text);
    return isKnownModule(imported?.[1] ?? name);
  }

  /** `this`, or a variable that the file gives it: `const self = this`. */
  #isOfThis(node: Node): boolean {
    return (
      node.type === 'ThisExpression' ||
      node.type === 'Super' ||
      (node.type === 'Identifier' &&
        new RegExp(`(?<![\\w$])${toWord(node.name)}\\s*=\\s*this\\b(?!\\s*[.[(])`, 'u').test(this.#text))
    );
  }

  #isThisDestructured(pattern: Node): boolean {
    const parent = this.#tree.getParent(pattern);
    return parent?.type === 'VariableDeclarator' && parent.init?.type === 'ThisExpression';
  }

  /**
   * Whether the class around a node, or outside of classes the file, has a field of this name alone: nothing above sets or reads
   * it.
   */
  #isDefinedAround(node: Node, name: string): boolean {
    const tree = this.#tree;
    const around = tree.getClass(tree.getThisUnit(node));
    if (around ? this.#extendsOther(around) : this.#inheritsFromOther) {
      return false;
    }
    // What a class extends that stands in the same file has it as well.
    const isWithin = (owner: ClassNode | undefined): boolean =>
      around?.superClass !== null || owner === around;
    const isWritten = tree.getMembers(name).some((member) => {
      const { value, parent } = tree.getUse(member);
      return (
        parent?.type === 'AssignmentExpression' &&
        parent.left === value &&
        this.#isOfThis(member.object) &&
        isWithin(tree.getClass(tree.getThisUnit(member)))
      );
    });
    return isWritten || tree.classes.some((each) => isWithin(each) && hasMember(each, name));
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
