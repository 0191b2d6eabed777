import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { Bindings, type Variable, type VariableWrite } from './bindings.ts';
import { WriteOrder } from './order.ts';
import { type Alias, ObjectIdentity, isFirstArgumentTarget, type Owners, isClearing } from './owners.ts';
import { LineTable } from './places.ts';
import type { Place } from './finding.ts';
import { type Node, type VisitorKeys, getPropertyName, isClass, isFunction, unwrap } from './syntax.ts';
import { Tree } from './tree.ts';

/** A parsed file: an ESTree (with TypeScript and JSX nodes), its scopes and its text. */
export interface SourceFile {
  /** Every node has `range` as UTF-16 offsets into `text`. `loc` is not needed. */
  readonly ast: TSESTree.Program;
  /** Where the children of each type of node are, if each node of the tree has its `parent`. */
  readonly visitorKeys?: VisitorKeys;
  readonly scopeManager: TSESLint.Scope.ScopeManager;
  /** The text that the ranges refer to, without a byte order mark. */
  readonly text: string;
}

/** A read of a field: by access (`this.socket`), or by a destructuring pattern (`const { socket } = this`). */
export interface FieldRead {
  /** The member access, or the property of the pattern. */
  readonly node: TSESTree.MemberExpression | TSESTree.Property;
  readonly alias: Alias;
}

/** A write to a field; `value` is undefined where the syntax does not name one. */
export interface FieldWrite {
  /** The assignment, class member or property that writes. */
  readonly node: Node;
  readonly value: Node | undefined;
  readonly alias: Alias;
  readonly operator: string;
}

/** What stands between a pattern and the identifiers that it writes. */
const PATTERN_PARTS = new Set([
  'Property',
  'ObjectPattern',
  'ArrayPattern',
  'RestElement',
  'TSParameterProperty',
]);

/** An access whose object has not been compared with another yet. */
type Owned<Access extends FieldRead | FieldWrite> = Omit<Access, 'alias'> & { readonly owners: Owners };

/** The reads and writes of all fields of one name, and those that are asked for by their objects. */
interface NamedField {
  readonly reads: readonly Owned<FieldRead>[];
  readonly writes: readonly Owned<FieldWrite>[];
  readonly readsOf: Map<Owners, readonly FieldRead[]>;
  readonly writesOf: Map<Owners, readonly FieldWrite[]>;
}

/** What the file says of its names: variables, fields and the objects that fields belong to. */
export class ProgramModel {
  readonly file: SourceFile;
  readonly tree: Tree;
  readonly bindings: Bindings;
  readonly objects: ObjectIdentity;
  readonly #lines: LineTable;
  readonly #assignments = new Map<Variable, readonly VariableWrite[]>();
  readonly #variableOrders = new Map<Variable, WriteOrder>();
  readonly #fields = new Map<string, NamedField>();
  readonly #contentReads = new Map<readonly unknown[], readonly Node[]>();
  #hiddenTargets: readonly Node[] | undefined;
  readonly #fieldOrders = new Map<readonly FieldWrite[], WriteOrder>();

  constructor(file: SourceFile) {
    this.file = file;
    this.tree = new Tree(file.ast, file.visitorKeys);
    this.bindings = new Bindings(file.scopeManager);
    this.objects = new ObjectIdentity(this.tree, this.bindings);
    this.#lines = new LineTable(file.text);
  }

  getPlace(node: Node): Place {
    return this.#lines.getPlace(node.range[0]);
  }

  /** A node's place as messages write it: `12:3`. */
  formatPlace(node: Node): string {
    const { line, column } = this.getPlace(node);
    return `${line}:${column}`;
  }

  getText(node: Node): string {
    return this.file.text.slice(node.range[0], node.range[1]);
  }

  /** Whether an expression is a name that the file does not declare, such as `require` or `Deno`. */
  isGlobal(node: Node, name: string): boolean {
    return node.type === 'Identifier' && node.name === name && this.bindings.isGlobal(node);
  }

  /** A variable's writes without its default values, which stand for what a pattern or a call leaves out. */
  getAssignments(variable: Variable): readonly VariableWrite[] {
    let assignments = this.#assignments.get(variable);
    if (!assignments) {
      assignments = this.bindings
        .getWrites(variable)
        .filter(({ target, value }) => !value || !this.#isDefault(target, value));
      this.#assignments.set(variable, assignments);
    }
    return assignments;
  }

  /** Whether a pattern gives a value to one of its identifiers only as a default: `{ port = 0 }`, `({ port }) = {}`. */
  #isDefault(target: Node, value: Node): boolean {
    let below = target;
    for (let up = this.tree.getParent(below); up; up = this.tree.getParent(up)) {
      if (up.type === 'AssignmentPattern') {
        if (up.left === below && up.right === value) return true;
      } else if (!PATTERN_PARTS.has(up.type)) return false;
      below = up;
    }
    return false;
  }

  /** The name of a called function: of an import, the name that its module gives it. */
  getCalledName(callee: Node): string | undefined {
    const expression = unwrap(callee);
    if (expression.type === 'MemberExpression') return getPropertyName(expression);
    if (expression.type !== 'Identifier') return undefined;
    const definition = this.bindings.getVariable(expression)?.defs[0];
    const node: Node | undefined = definition?.node;
    if (node?.type === 'ImportSpecifier' && node.imported.type === 'Identifier') return node.imported.name;
    const property = definition?.name && this.tree.getParent(definition.name);
    const isRenamed =
      property?.type === 'Property' && this.tree.getParent(property)?.type === 'ObjectPattern';
    return isRenamed ? getPropertyName(property) : expression.name;
  }

  /** The node that writes a variable at an identifier: its declarator, assignment or loop, or the identifier of a parameter. */
  getWriteNode(target: Node): Node {
    for (let up = this.tree.getParent(target); up && !isFunction(up); up = this.tree.getParent(up)) {
      switch (up.type) {
        case 'VariableDeclarator':
        case 'AssignmentExpression':
        case 'ForOfStatement':
        case 'ForInStatement':
        case 'UpdateExpression':
          return up;
        default:
      }
    }
    return target;
  }

  getVariableOrder(variable: Variable): WriteOrder {
    let order = this.#variableOrders.get(variable);
    if (!order) {
      const writes = this.getAssignments(variable).map((write) => ({
        node: this.getWriteNode(write.target),
        isFilling: this.isFilling(write),
      }));
      order = new WriteOrder(writes, this.tree);
      this.#variableOrders.set(variable, order);
    }
    return order;
  }

  getFieldOrder(writes: readonly FieldWrite[]): WriteOrder {
    let order = this.#fieldOrders.get(writes);
    if (!order) {
      order = new WriteOrder(
        writes.map((write) => ({ node: write.node, isFilling: this.isFilling(write) })),
        this.tree,
      );
      this.#fieldOrders.set(writes, order);
    }
    return order;
  }

  /** Reads of a field that can be the field `name` of `owners`. */
  getFieldReads(owners: Owners, name: string): readonly FieldRead[] {
    const field = this.#getField(name);
    let reads = field.readsOf.get(owners);
    if (!reads) {
      reads = this.#select(field.reads, owners);
      field.readsOf.set(owners, reads);
    }
    return reads;
  }

  /** Writes to a field that can be the field `name` of `owners`; the same array for the same question. */
  getFieldWrites(owners: Owners, name: string): readonly FieldWrite[] {
    const field = this.#getField(name);
    let writes = field.writesOf.get(owners);
    if (!writes) {
      writes = this.#select(field.writes, owners);
      field.writesOf.set(owners, writes);
    }
    return writes;
  }

  #select<Access extends { readonly owners: Owners }>(
    accesses: readonly Access[],
    owners: Owners,
  ): readonly (Access & { readonly alias: Alias })[] {
    const selected: (Access & { readonly alias: Alias })[] = [];
    for (const access of accesses) {
      const alias = this.objects.compare(access.owners, owners);
      if (alias !== 'different') selected.push({ ...access, alias });
    }
    return selected;
  }

  /** What has a name, with its objects: found once, however many classes have a field of this name. */
  #getField(name: string): NamedField {
    const known = this.#fields.get(name);
    if (known) return known;
    const reads: Owned<FieldRead>[] = [];
    const writes: Owned<FieldWrite>[] = [];
    for (const node of this.tree.getMembers(name)) {
      const owners = this.objects.getOwners(node.object);
      if (!this.#isPlainTarget(node)) reads.push({ node, owners });
      const parent = this.tree.getParent(node);
      if (!parent || !this.#isTarget(node)) continue;
      const [value, operator] =
        parent.type === 'AssignmentExpression' ? [parent.right, parent.operator] : [undefined, ''];
      writes.push({ node: parent, value, operator, owners });
    }
    for (const { property, pattern } of this.tree.getDestructuredReads(name)) {
      const source = this.#getPatternSource(pattern);
      reads.push({ node: property, owners: source && this.objects.getOwners(source) });
    }
    for (const node of this.tree.getNamedMembers(name)) {
      if (!node.value) continue;
      const owners = this.objects.getOwnersOfMember(node);
      writes.push({ node, value: node.value, operator: '=', owners });
    }
    const field = { reads, writes, readsOf: new Map(), writesOf: new Map() };
    this.#fields.set(name, field);
    return field;
  }

  /** Whether a class has a base class in another file of the same project. */
  hasForeignBase(node: Node): boolean {
    const base = isClass(node) && node.superClass ? unwrap(node.superClass) : undefined;
    if (!base || this.objects.constructors.getConstructor(base)) return false;
    const root = base.type === 'MemberExpression' ? unwrap(base.object) : base;
    const variable = root.type === 'Identifier' ? this.bindings.getVariable(root) : undefined;
    return (variable?.defs ?? []).some((definition) => {
      const declaration: Node | null | undefined = definition.parent;
      if (declaration?.type === 'ImportDeclaration') return declaration.source.value.startsWith('.');
      return (
        definition.node.type === 'VariableDeclarator' &&
        /require\(['"`]\./u.test(this.getText(definition.node))
      );
    });
  }

  /**
   * Those of a container's reads that can give an element, and do not only put one in (`sockets.push(socket)`).
   *
   * @param reads the reads of the variable or field that holds the container
   */
  getContentReads(reads: readonly Node[]): readonly Node[] {
    const known = this.#contentReads.get(reads);
    if (known) return known;
    const content = reads.filter((read) => {
      const { value, parent: access } = this.tree.getUse(read);
      const call = access && this.tree.getParent(access);
      const isStored =
        access?.type === 'MemberExpression' &&
        access.object === value &&
        call?.type === 'CallExpression' &&
        call.callee === access &&
        ['push', 'unshift', 'set', 'add'].includes(getPropertyName(access) ?? '') &&
        this.tree.getParent(call)?.type === 'ExpressionStatement';
      const isAssigned =
        access?.type === 'MemberExpression' &&
        access.object === value &&
        access.computed &&
        this.#isPlainTarget(access);
      return !isStored && !isAssigned;
    });
    this.#contentReads.set(reads, content);
    return content;
  }

  /** Whether a property of these objects may be written by a computed name, or by pouring another object in. */
  hasHiddenWrites(owners: Owners): boolean {
    this.#hiddenTargets ??= this.#findHiddenTargets();
    return this.#hiddenTargets.some(
      (target) => this.objects.compare(this.objects.getOwners(target), owners) === 'same',
    );
  }

  #findHiddenTargets(): readonly Node[] {
    const targets: Node[] = this.tree.computedMembers
      .filter((node) => this.#isTarget(node))
      .map((node) => node.object);
    for (const call of this.tree.calls) {
      const [target] = call.arguments;
      if (target && target.type !== 'ObjectExpression' && isFirstArgumentTarget(call)) targets.push(target);
    }
    return targets;
  }

  /** Whether a write gives a place a value, and does not only clear it. */
  isFilling(write: { readonly value: Node | undefined }): boolean {
    return !isClearing(write.value);
  }

  /** The expression that a pattern takes apart, if it stands beside it. */
  #getPatternSource(pattern: Node): Node | undefined {
    const parent = this.tree.getParent(pattern);
    if (parent?.type === 'VariableDeclarator') return parent.init ?? undefined;
    if (parent?.type === 'AssignmentExpression') return parent.right;
    return undefined;
  }

  /** Whether an access is written to. */
  #isTarget(node: TSESTree.MemberExpression): boolean {
    const parent = this.tree.getParent(node);
    switch (parent?.type) {
      case 'AssignmentExpression':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'AssignmentPattern':
        return parent.left === node;
      case 'UpdateExpression':
      case 'ArrayPattern':
      case 'RestElement':
        return true;
      case 'Property':
        return this.tree.getParent(parent)?.type === 'ObjectPattern' && parent.key !== node;
      default:
        return false;
    }
  }

  /** Whether an access is only written to, as in `a.b = 1` and not in `a.b ||= 1`. */
  #isPlainTarget(node: TSESTree.MemberExpression): boolean {
    const parent = this.tree.getParent(node);
    return this.#isTarget(node) && !(parent?.type === 'AssignmentExpression' && parent.operator !== '=');
  }
}
