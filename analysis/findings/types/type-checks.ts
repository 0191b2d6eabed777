import type { SocketApi } from '../../apis/description.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { forEachChild, getParameters, getValue, isCall, isClass, isNode } from '../../program/syntax.ts';
import type { ClassNode, FunctionNode, Node } from '../../program/syntax.ts';
import { findAnnotated, getPatternPath } from './annotated-patterns.ts';
import { getDeclaredTypes, getFirstName } from './declared-types.ts';
import { findDocTypes, hasDocContract } from './doc-comments.ts';
import { DocTypes } from './doc-types.ts';
import { findConstructors, findOverloads } from './signatures.ts';
import { getNodes } from './type-nodes.ts';
import { toDeclared } from './type-path.ts';
import type { TypePath } from './type-path.ts';
import { findOwner, getDeclared, isHidden } from './typed-members.ts';
import type { TypedObject } from './typed-object.ts';
import { WrittenTypes } from './written-types.ts';

/** Asks the types that one file writes down, in its code and in its comments, whether they accept an object without an option. */
export class TypeChecks {
  readonly #file: ProgramFile;
  readonly #api: SocketApi;
  readonly #types: WrittenTypes;
  readonly #docs: DocTypes;
  #reason: string | undefined;

  constructor(file: ProgramFile, typed: TypedObject) {
    this.#file = file;
    this.#api = typed.api;
    this.#types = new WrittenTypes(file, typed);
    this.#docs = new DocTypes(file, typed);
  }

  /** Why the object must keep the option, as far as is known. */
  get reason(): string | undefined {
    return this.#reason;
  }

  refuse(reason: string): void {
    this.#reason ??= reason;
  }

  check(annotation: unknown, path: TypePath): void {
    const inner =
      isNode(annotation) && /^(?:TS)?TypeAnnotation$/u.test(annotation.type)
        ? getNodes(annotation, 'typeAnnotation')[0]
        : annotation;
    const refusal = isNode(inner) ? this.#types.findRefusal(inner, toDeclared(path)) : undefined;
    if (refusal) {
      this.refuse(`its type at ${this.#file.formatPlace(refusal)} may ask for it`);
    }
  }

  /**
   * Types that stand in comments at a declaration.
   *
   * @returns whether there are any
   */
  checkDocs(node: Node, tag: 'type' | 'returns' | 'param', path: TypePath, name?: string): boolean {
    const docs = findDocTypes(this.#file, node, tag, name);
    for (const doc of docs) {
      if (!this.#docs.accepts(doc.text, toDeclared(path))) {
        this.refuse(`its type in the comment at ${this.#file.formatPlace(doc.node)} may ask for it`);
      }
    }
    return docs.length > 0;
  }

  /** A name whose type is taken from a value that holds the object: the type would change with it. */
  checkTaken(name: string | undefined, isClassName = false): void {
    const { queries, indexed, takenInComments } = getDeclaredTypes(this.#file);
    if (name === undefined) {
      return;
    }
    const taken = queries.get(name) ?? (isClassName ? indexed.get(name) : undefined);
    if (taken) {
      this.refuse(`its type is taken at ${this.#file.formatPlace(taken)}`);
    } else if (takenInComments.has(name)) {
      this.refuse(`its type is taken by a comment, as 'typeof ${name}'`);
    }
  }

  /**
   * A variable, a parameter or a part of a pattern that is given the object.
   *
   * @returns whether it says what it takes
   */
  checkPattern(pattern: Node, path: TypePath): boolean {
    const annotation = getValue(pattern, 'typeAnnotation');
    if (isNode(annotation)) {
      this.check(annotation, path);
      return true;
    }
    return pattern.type === 'Identifier' && this.#checkVariableDocs(pattern, path);
  }

  /** The same for a name or a pattern within patterns, of which any may say what it takes. */
  checkNested(name: Node, path: TypePath): boolean {
    const pattern = findAnnotated(this.#file, name);
    if (pattern) {
      this.check(getValue(pattern, 'typeAnnotation'), [
        ...getPatternPath(this.#file, name, pattern),
        ...path,
      ]);
      return true;
    }
    return name.type === 'Identifier' && this.#checkVariableDocs(name, path);
  }

  #checkVariableDocs(identifier: Node, path: TypePath): boolean {
    const definition = this.#file.bindings.getVariable(identifier)?.defs[0];
    const name: Node | undefined = definition?.name;
    if (!definition || name?.type !== 'Identifier') {
      return false;
    }
    const kind: string = definition.type;
    const declaration: Node = definition.node;
    if (kind === 'Parameter') {
      return [
        this.checkDocs(declaration, 'param', path, name.name),
        this.checkDocs(name, 'type', path),
      ].includes(true);
    }
    return declaration.type === 'VariableDeclarator' && this.checkDocs(declaration, 'type', path);
  }

  /**
   * A member of a class that is given the object, or that gives it.
   *
   * @returns whether it is declared what it takes, or gives
   */
  checkMember(member: Node, path: TypePath): boolean {
    if (member.type === 'MethodDefinition' || member.type === 'TSAbstractMethodDefinition') {
      const [step, ...rest] = path;
      const method: Node = member.value;
      if (member.kind === 'set') {
        this.checkParameter(method, 0, path);
        return true;
      }
      if (member.kind === 'get') {
        return this.checkReturn(method, path);
      }
      return step === '()' && this.checkReturn(method, rest);
    }
    const annotation = getValue(getDeclared(member), 'typeAnnotation');
    this.check(annotation, path);
    return [isNode(annotation), this.checkDocs(member, 'type', path)].includes(true);
  }

  /** What a function returns, or yields. */
  checkReturn(unit: Node, path: TypePath): boolean {
    const returnType = getValue(unit, 'returnType');
    const annotation = isNode(returnType) ? getValue(returnType, 'typeAnnotation') : undefined;
    this.check(annotation, path);
    const parent = this.#file.tree.getParent(unit);
    const isGetter = parent && 'kind' in parent && parent.kind === 'get';
    return [
      isNode(annotation),
      this.checkDocs(unit, 'returns', path),
      isGetter === true && this.checkDocs(parent, 'type', path),
    ].includes(true);
  }

  /**
   * A parameter of a function, or of the constructor of a class, by its position.
   *
   * @returns `generic` where its type is that of the argument
   */
  checkParameter(callee: Node, index: number, path: TypePath): 'generic' | 'plain' {
    const forms = isClass(callee)
      ? this.#getConstructors(callee)
      : [callee, ...findOverloads(this.#file, callee)];
    let isGeneric = false;
    for (const form of forms) {
      const parameters = getParameters(form as FunctionNode);
      const parameter = parameters[index] ?? parameters.at(-1);
      if (parameter?.type === 'RestElement') {
        isGeneric ||= this.#checkGiven(parameter, ['[]', ...path], form);
      } else if (parameter && index < parameters.length) {
        isGeneric ||= this.#checkGiven(parameter, path, form);
      }
    }
    return isGeneric ? 'generic' : 'plain';
  }

  #getConstructors(owner: ClassNode): readonly Node[] {
    const constructors = findConstructors(this.#file, owner);
    if (!constructors && getDeclaredTypes(this.#file).isTyped) {
      this.refuse(`the base class at ${this.#file.formatPlace(owner)} may ask for it`);
    }
    return constructors ?? [];
  }

  #checkGiven(parameter: Node, path: TypePath, callee: Node): boolean {
    const declared = getDeclared(parameter);
    const pattern = declared.type === 'RestElement' ? declared.argument : declared;
    const annotation = getValue(declared, 'typeAnnotation') ?? getValue(pattern, 'typeAnnotation');
    if (isNode(annotation)) {
      this.check(annotation, path);
      return this.#isGeneric(annotation);
    }
    const isDocumented = this.#checkVariableDocs(pattern, path);
    const isDefault =
      parameter.type === 'AssignmentPattern' || getValue(parameter, 'parameter') !== undefined;
    if (!isDocumented && isDefault && getDeclaredTypes(this.#file).isTyped) {
      // It has the type of its default.
      this.refuse(`its type is that of the parameter at ${this.#file.formatPlace(parameter)}`);
    } else if (!isDocumented && this.#hasOuterType(callee)) {
      this.refuse(`its type at ${this.#file.formatPlace(parameter)} may ask for it`);
    }
    if (/^(?:Object|Array)Pattern$/u.test(pattern.type)) {
      // TypeScript takes the comment's parameters in their order there.
      this.checkDocs(callee, 'param', path);
    }
    return false;
  }

  /** Whether what is around a function may say what it takes: `list: Handler[] = [(options) => …]`. */
  #hasOuterType(callee: Node): boolean {
    if (callee.type !== 'ArrowFunctionExpression' && callee.type !== 'FunctionExpression') {
      return false;
    }
    let value: Node = callee;
    for (let up = this.#file.tree.getParent(value); up; up = this.#file.tree.getParent(value)) {
      if (up.type === 'VariableDeclarator') {
        const isAnnotated = isNode(getValue(up.id, 'typeAnnotation'));
        return isAnnotated || findDocTypes(this.#file, up, 'type').length > 0;
      }
      if (isCall(up) && up.callee === value) {
        return false;
      }
      if (!/^(?:Property|ObjectExpression|ArrayExpression)$/u.test(up.type)) {
        return up.type !== 'MethodDefinition' && getDeclaredTypes(this.#file).isTyped;
      }
      value = up;
    }
    return true;
  }

  /** Whether a type has a parameter of a generic function or class in it. */
  #isGeneric(annotation: Node): boolean {
    const { parameters } = getDeclaredTypes(this.#file);
    const pending = [annotation];
    for (let node = pending.pop(); node; node = pending.pop()) {
      const name = getFirstName(getValue(node, 'typeName') ?? getValue(node, 'id'));
      if (name !== undefined && parameters.has(name)) {
        return true;
      }
      forEachChild(node, (child) => pending.push(child));
    }
    return false;
  }

  /** A member of a class: an interface or a base class may ask for the option in it. */
  checkContract(member: Node): void {
    const owner = findOwner(this.#file, member);
    if (!owner || isHidden(member)) {
      return;
    }
    const contract =
      getNodes(owner, 'implements')[0] ?? (hasDocContract(this.#file, owner) ? owner : undefined);
    if (contract) {
      this.refuse(`the interface at ${this.#file.formatPlace(contract)} may ask for it`);
    }
    if (owner.superClass && !this.#isPlainBase(owner)) {
      this.refuse(`the base class at ${this.#file.formatPlace(owner.superClass)} may ask for it`);
    }
  }

  /** Whether a class extends one that has no options: an emitter, or a class of the file without a base of its own. */
  #isPlainBase({ superClass }: ClassNode): boolean {
    const name = getFirstName(superClass);
    const { modules } = getDeclaredTypes(this.#file);
    const module = name === undefined ? undefined : modules.get(name);
    if (module !== undefined) {
      return (
        /^(?:node:)?(?:events|stream|net|dgram)$/u.test(module) || (this.#api.modules ?? []).includes(module)
      );
    }
    const base = this.#file.tree.classes.find(({ id }) => id?.name === name);
    return (
      base !== undefined &&
      !base.superClass &&
      !base.body.body.some((member) => member.type.startsWith('TSAbstract'))
    );
  }
}
