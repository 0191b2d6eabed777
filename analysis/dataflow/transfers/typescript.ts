import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../../program/syntax.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { PRIMITIVE, UNKNOWN, toConstant } from '../primitive-values.ts';
import type { Activation, HeapValue } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';
import { openPattern } from './targets.ts';

/** An enumeration is an object of its members; those without a value count up from the last number. */
export function declareEnum(engine: Engine, node: TSESTree.TSEnumDeclaration, activation: Activation): void {
  const object = engine.made.get(['enum', node, activation], () => {
    const made = createHeapValue('object', node, activation);
    fillEnum(engine, node, activation, made);
    return made;
  });
  engine.add(engine.getTarget(node.id, activation), object);
  openPattern(engine, node.id, activation);
}

function fillEnum(
  engine: Engine,
  node: TSESTree.TSEnumDeclaration,
  activation: Activation,
  object: HeapValue,
): void {
  const names = new Set<string>();
  // The members that are numbers give their names by their numbers.
  const numbers = new Set<string>();
  let next: number | undefined = 0;
  for (const member of node.body.members) {
    const name = getMemberName(member.id);
    const { initializer } = member;
    const field = getField(engine, object, name ?? ANY);
    const number: number | undefined = initializer ? getWrittenNumber(initializer) : next;
    if (initializer) {
      engine.flow(engine.getHub(initializer, activation), field);
    } else {
      engine.add(field, number === undefined ? PRIMITIVE : toConstant(number));
    }
    if (!isText(initializer)) {
      numbers.add(toKey(number));
    }
    next = number === undefined ? undefined : number + 1;
    if (name !== undefined) {
      names.add(name);
    }
  }
  object.hasOwn = (name) => names.has(name);
  object.isShadowing = (name) => names.has(name);
  object.names = () => [...numbers, ...names];
  object.initialize = (name, field) => {
    if (name === ANY || String(Number(name)) === name) {
      engine.add(field, PRIMITIVE);
    }
  };
}

function getWrittenNumber(node: Node): number | undefined {
  return node.type === 'Literal' && typeof node.value === 'number' ? node.value : undefined;
}

function toKey(number: number | undefined): string {
  return number === undefined ? ANY : String(number);
}

function isText(node: Node | undefined): boolean {
  return node?.type === 'TemplateLiteral' || (node?.type === 'Literal' && typeof node.value === 'string');
}

function getMemberName(id: Node): string | undefined {
  if (id.type === 'Identifier') {
    return id.name;
  }
  return id.type === 'Literal' ? String(id.value) : undefined;
}

/** A namespace is an object of what it exports; its code runs where it stands. */
export function declareNamespace(
  engine: Engine,
  node: TSESTree.TSModuleDeclaration,
  activation: Activation,
): void {
  if (node.id.type !== 'Identifier') {
    return;
  }
  const target = engine.getTarget(node.id, activation);
  if (!node.body || node.declare) {
    engine.add(target, UNKNOWN);
  } else {
    const object = engine.made.get(['namespace', node, activation], () => {
      const made = createHeapValue('object', node, activation);
      fillNamespace(engine, node.body.body, activation, made);
      return made;
    });
    engine.add(target, object);
  }
  openPattern(engine, node.id, activation);
}

function fillNamespace(
  engine: Engine,
  statements: readonly Node[],
  activation: Activation,
  object: HeapValue,
): void {
  for (const statement of statements) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : undefined;
    const declared =
      declaration?.type === 'VariableDeclaration'
        ? declaration.declarations.map(({ id }) => id as Node)
        : declaration && 'id' in declaration && declaration.id
          ? [declaration.id as Node]
          : [];
    for (const id of declared) {
      const variable = activation.file.bindings.getVariable(id);
      if (variable && id.type === 'Identifier') {
        const field = getField(engine, object, id.name);
        const hub = engine.getVariable(variable, activation);
        engine.flow(hub, field);
        // `Namespace.name = value` writes the variable.
        const back = createHub('written');
        engine.flow(field, back);
        engine.flow(back, hub);
      }
    }
  }
}
