import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isWriteTarget } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import { ROOTS } from './builtins/behaviors.ts';
import { PROCESS_FUNCTIONS } from './builtins/process.ts';
import { FOLLOWED_PLACES } from './limits.ts';

/** A place of a file where an object of the runtime may be given a property, or is passed on to where that may happen. */
export interface Change {
  readonly node: Node;
  /** What it may be where that is not known: the object of all globals, or a module by the name that the call gives. */
  readonly perhaps: 'globals' | 'module' | undefined;
}

/** How an object is reached: `['Map', 'prototype']`. */
export type Path = readonly string[];

/** The names of the object of all globals. */
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self']);

/** What runs a text that may name the object of all globals. */
const RUNNING: ReadonlySet<string> = new Set(['eval', 'runInThisContext']);

/** What gives modules. */
export const REQUIRING: ReadonlySet<string> = new Set(['_load', 'getBuiltinModule', 'require']);

/** What a global may be that a program can change, or get such a one from. */
export const NAMES: ReadonlySet<string> = new Set([...ROOTS, ...GLOBAL_OBJECTS, 'eval']);

/** What stands in a path for something of the runtime that is not named, and for a function that is made of a text. */
export const SOMETHING = '*';
const MADE_FUNCTION = 'Function()';

/** Methods that change the object that they are called on, or give it, or hand on what it promises. */
const CHANGING: ReadonlySet<string> = new Set([
  '__defineGetter__',
  '__defineSetter__',
  'catch',
  'finally',
  'then',
  'valueOf',
]);

/** What makes nothing but a primitive, a test or a class of an object. */
const READING: ReadonlySet<string> = new Set([
  'BinaryExpression',
  'ClassDeclaration',
  'ClassExpression',
  'ExpressionStatement',
  'IfStatement',
  'TSTypeQuery',
  'TSQualifiedName',
  'TemplateLiteral',
  'UnaryExpression',
]);

/** Follows an object from where it is named through names and properties, as long as nothing more is done with it. */
export class ChangeSearch {
  readonly changes = new Map<Node, Change>();
  readonly #file: ProgramFile;
  /** The names that were followed, with the paths to what they hold. */
  readonly #seen = new Set<string>();
  #count: number;

  /** @param count how many places were followed before */
  constructor(file: ProgramFile, count = 0) {
    this.#file = file;
    this.#count = count;
  }

  /** Follows an object from where it is named. */
  start(node: Node, path: Path): void {
    this.#count = 0;
    if (node.type === 'Identifier' && this.#file.bindings.getVariable(node)?.identifiers.includes(node)) {
      this.#followPattern(node, node, path);
    } else {
      this.#followUse(node, path);
    }
  }

  /** The same from a call of a function of which the name is known. */
  startAtCall(call: CallNode, name: string): void {
    this.#count = 0;
    this.#followResult(call, [name]);
  }

  /** `this` in a function that is not strict: where it is called without an object, that is the one of all globals. */
  startAtThis(node: TSESTree.ThisExpression, unit: CodeUnit): void {
    this.#count = 0;
    this.#followMade(node, ['globalThis'], 'globals', () => !this.#file.isStrict(unit));
  }

  /** What is done with an expression where it stands. */
  #followUse(node: Node, path: Path): void {
    const { value, parent } = this.#file.tree.getUse(node);
    this.#count++;
    if (this.#count > FOLLOWED_PLACES) {
      this.#note(node);
      return;
    }
    switch (parent?.type) {
      case 'MemberExpression':
        if (parent.object === value) {
          this.#followMember(node, parent, path);
        }
        return;
      case 'CallExpression':
      case 'NewExpression':
        if (parent.callee === value) {
          this.#followResult(parent, path);
        } else {
          this.#note(node);
        }
        return;
      case 'VariableDeclarator':
        this.#followPattern(parent.id, node, path);
        return;
      case 'LogicalExpression':
      case 'AwaitExpression':
        this.#followUse(parent, path);
        return;
      case 'ConditionalExpression':
        if (parent.test !== value) {
          this.#followUse(parent, path);
        }
        return;
      default:
        if (!READING.has(parent?.type ?? '')) {
          this.#note(node);
        }
    }
  }

  /**
   * What is done with the names that a pattern gives a value to.
   *
   * @param node what gives it
   */
  #followPattern(pattern: Node, node: Node, path: Path): void {
    const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
    if (target.type === 'ObjectPattern') {
      this.#followProperties(target, node, path);
      return;
    }
    const { bindings } = this.#file;
    const variable = bindings.getVariable(target);
    const key = `${target.range[0]} ${path.join('.')}`;
    if (target.type !== 'Identifier' || !variable || this.#file.getExportedNames(variable).length > 0) {
      this.#note(node);
    } else if (!this.#seen.has(key)) {
      this.#seen.add(key);
      for (const read of bindings.getReads(variable)) {
        this.#followUse(read, path);
      }
    }
  }

  #followProperties({ properties }: TSESTree.ObjectPattern, node: Node, path: Path): void {
    for (const property of properties) {
      if (property.type !== 'Property') {
        this.#note(node);
        continue;
      }
      const next = addName(path, getPropertyName(property));
      if (next) {
        this.#followPattern(property.value, node, next);
      }
    }
  }

  #followMember(node: Node, member: TSESTree.MemberExpression, path: Path): void {
    const name = getPropertyName(member);
    if (isWritten(this.#file, member)) {
      if (!isGlobalObject(path) || name === undefined || NAMES.has(name)) {
        this.#note(node);
      }
      return;
    }
    const { value, parent } = this.#file.tree.getUse(member);
    const isCalled = parent?.type === 'CallExpression' && parent.callee === value;
    if (isCalled && (name === undefined || CHANGING.has(name))) {
      this.#note(node);
      return;
    }
    const next = addName(path, name);
    if (next) {
      this.#followUse(member, next);
    }
  }

  /** What a call gives of the runtime: most give nothing of it. */
  #followResult(call: CallNode, path: Path): void {
    const name = path.at(-1) ?? '';
    const { value, parent } = this.#file.tree.getUse(call);
    const isCalled = parent?.type === 'CallExpression' && parent.callee === value;
    if (path.includes('getPrototypeOf')) {
      this.#followUse(call, [SOMETHING]);
    } else if (name === 'Function' || (isCalled && path[0] === SOMETHING)) {
      this.#followUse(call, [MADE_FUNCTION]);
    } else if (path[0] === MADE_FUNCTION || RUNNING.has(name)) {
      this.#followMade(call, ['globalThis'], 'globals');
    } else if (REQUIRING.has(name)) {
      this.#followMade(call, [SOMETHING], 'module');
    }
  }

  /** What is no object of the runtime by its form, and matters only if it may be changed. */
  #followMade(node: Node, path: Path, perhaps: Change['perhaps'], canBe = (): boolean => true): void {
    const search = new ChangeSearch(this.#file, this.#count);
    search.#followUse(node, path);
    if (search.changes.size > 0 && canBe()) {
      this.#note(node, perhaps);
      for (const change of search.changes.values()) {
        this.#note(change.node, change.perhaps);
      }
    }
  }

  #note(node: Node, perhaps?: Change['perhaps']): void {
    this.changes.set(node, { node, perhaps: perhaps ?? this.changes.get(node)?.perhaps });
  }
}

/** The path to a property; undefined where that is nothing of the runtime that could be changed. */
function addName(path: Path, name: string | undefined): Path | undefined {
  if (isGlobalObject(path)) {
    return name === undefined ? [SOMETHING] : NAMES.has(name) ? [name] : undefined;
  }
  const isData = path[0] === 'process' && name !== undefined && !Object.hasOwn(PROCESS_FUNCTIONS, name);
  return isData ? undefined : [...path, name ?? SOMETHING];
}

function isGlobalObject(path: Path): boolean {
  return path.length === 1 && GLOBAL_OBJECTS.has(path[0] ?? '');
}

/** Whether a property is written, and not only what it holds put into another object. */
export function isWritten({ tree }: ProgramFile, member: Node): boolean {
  const use = tree.getUse(member);
  const { value, parent } = use;
  switch (parent?.type) {
    case 'Property':
      return tree.getParent(parent)?.type === 'ObjectPattern';
    case 'AssignmentPattern':
      return parent.left === value;
    default:
      return isWriteTarget(use);
  }
}
