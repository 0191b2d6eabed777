import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../../program/program-file.ts';
import { getParameters, getPropertyName, isFunction, isWriteTarget, unwrap } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import type { CodeUnit } from '../../program/tree.ts';
import { forEachExtra, getArgument } from '../activations.ts';
import type { Engine } from '../engine.ts';
import { ANY, flowAny, getField, isIndex } from '../fields.ts';
import type { Activation, HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';

/** The object `arguments` of a function. */
export function getArgumentsObject(engine: Engine, activation: Activation): HeapValue {
  return engine.made.get(['arguments', activation], () => {
    const list = createHeapValue('arguments', activation.unit, activation);
    collectArguments(engine, activation, 0, list, (name, field) => {
      const parameter = getMappedArguments(activation)?.parameters[Number(name)];
      const variable = parameter && activation.file.bindings.getVariable(parameter);
      if (variable && activation.file.bindings.getWrites(variable).length > 0) {
        engine.flow(engine.getVariable(variable, activation), field);
      }
    });
    const { closure, file, unit } = activation;
    if (closure && !file.isStrict(unit)) {
      engine.add(getField(engine, list, 'callee'), closure);
    }
    if (getMappedArguments(activation)?.isWritten) {
      engine.later(() => {
        engine.semantics.openParameters(engine, activation);
      });
    }
    return list;
  });
}

/**
 * Fills a list with the arguments of a function, from a position on.
 *
 * @param fill adds to an element what is not an argument
 */
export function collectArguments(
  engine: Engine,
  activation: Activation,
  first: number,
  list: HeapValue,
  fill?: (index: string, element: Hub) => void,
): void {
  list.initialize = (name, field) => {
    if (isIndex(name)) {
      engine.flow(getArgument(engine, activation, Number(name) + first), field);
      fill?.(name, field);
    } else if (name === ANY) {
      engine.flow(activation.anyArgument, field);
    }
  };
  list.hasOwn = (name) => isIndex(name);
  list.names = () => activation.args.flatMap((_, index) => (index >= first ? [String(index - first)] : []));
  getField(engine, list, ANY);
  activation.argumentListeners.push((index) => {
    if (index >= first) {
      getField(engine, list, String(index - first));
    }
  });
  for (const name of list.names()) {
    getField(engine, list, name);
  }
  forEachExtra(activation, (_, hub) => {
    engine.flow(hub, getField(engine, list, ANY));
  });
}

/** What code may write into `arguments` is in the parameter of the same position, and the other way round. */
export function flowMappedArguments(engine: Engine, activation: Activation): void {
  const mapped = getMappedArguments(activation);
  if (!mapped) {
    return;
  }
  const list = getArgumentsObject(engine, activation);
  for (const [index, parameter] of mapped.parameters.entries()) {
    const variable = activation.file.bindings.getVariable(parameter);
    const hub: Hub | undefined = variable && engine.getVariable(variable, activation);
    const field = getField(engine, list, String(index));
    if (hub && mapped.isWritten) {
      engine.trackObject(list);
      engine.flow(field, hub);
      flowAny(engine, list, String(index), hub);
    }
  }
}

/** Whether a variable is a parameter that code may write by way of `arguments`. */
export function isMappedParameter(
  { file }: Activation,
  unit: CodeUnit,
  identifier: Node | undefined,
): boolean {
  const mapped = getMappedArguments({ file, unit });
  return mapped !== undefined && mapped.isWritten && mapped.parameters.some((node) => node === identifier);
}

/** Whether a function names its `arguments`, which are what its parameters are. */
export function hasMappedArguments(activation: Activation): boolean {
  return getMappedArguments(activation) !== undefined;
}

/** The parameters that `arguments` holds under the same positions (ECMA-262, CreateMappedArgumentsObject). */
interface MappedArguments {
  readonly parameters: readonly TSESTree.Identifier[];
  /** Whether something may write into the object. */
  readonly isWritten: boolean;
}

const known = new WeakMap<CodeUnit, MappedArguments | undefined>();

function getMappedArguments({ file, unit }: Pick<Activation, 'file' | 'unit'>): MappedArguments | undefined {
  if (!known.has(unit)) {
    known.set(unit, findMapped(file, unit));
  }
  return known.get(unit);
}

/** In sloppy functions whose parameters are plain names. */
function findMapped(file: ProgramFile, unit: CodeUnit): MappedArguments | undefined {
  if (!isFunction(unit) || unit.type === 'ArrowFunctionExpression') {
    return undefined;
  }
  const uses = file.bindings.getGlobals('arguments').filter((use) => file.tree.getThisUnit(use) === unit);
  if (uses.length === 0 || file.isStrict(unit)) {
    return undefined;
  }
  const parameters = getParameters(unit).filter((parameter) => parameter.type === 'Identifier');
  return parameters.length === getParameters(unit).length
    ? { parameters, isWritten: uses.some((use) => mayBeWritten(file, use)) }
    : undefined;
}

/** Whether more is done with `arguments` than to read it, or to hand its elements on. */
function mayBeWritten({ tree }: ProgramFile, use: Node): boolean {
  const { value, parent } = tree.getUse(use);
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object !== value || isWriteTarget(tree.getUse(parent));
    case 'SpreadElement':
      return false;
    case 'CallExpression': {
      const callee = unwrap(parent.callee);
      const method = callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
      const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
      const inner = object?.type === 'MemberExpression' ? getPropertyName(object) : undefined;
      return !(
        (method === 'apply' && parent.arguments[1] === value) ||
        (method === 'call' && inner === 'slice') ||
        (method === 'from' && object?.type === 'Identifier' && object.name === 'Array')
      );
    }
    default:
      return true;
  }
}
