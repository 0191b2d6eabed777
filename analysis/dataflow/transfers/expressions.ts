import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../../program/syntax.ts';
import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import { NUMBER, PRIMITIVE, UNKNOWN, toConstant } from '../primitive-values.ts';
import { load } from '../properties.ts';
import type { Activation, Hub, Site, Value } from '../value-graph.ts';
import { decideNullish, decideTruthy, isHeapValue, isOfRuntime } from '../values.ts';
import { joinTexts } from './computing.ts';

/** The transfer from a branch of `?:` to the whole, as soon as the test allows the branch. */
export function chooseBranch(
  engine: Engine,
  node: TSESTree.ConditionalExpression,
  branch: Node,
  isMeant: boolean,
  activation: Activation,
): void {
  const test = engine.getHub(node.test, activation);
  const from = engine.getHub(branch, activation);
  const to = engine.getHub(node, activation);
  const open = createGate(engine, from, to);
  engine.wantWith(to, test);
  engine.wantIfTracked(from, test);
  engine.listen(test, (value) => {
    if (decideTruthy(value) !== !isMeant) {
      open();
    }
  });
  engine.ifEmpty(test, open);
}

/** A transfer that is made when it is first asked for. */
function createGate(engine: Engine, from: Hub, to: Hub): () => void {
  let isOpen = false;
  return () => {
    if (!isOpen) {
      isOpen = true;
      engine.flow(from, to);
    }
  };
}

/** The left side of `||`, `&&`, `??` (also of their assignments) goes on where it decides; the right side where it does not. */
export function chooseAlternative(
  engine: Engine,
  operator: '||' | '&&' | '??',
  left: Hub,
  right: Hub,
  to: Hub,
): void {
  const open = createGate(engine, right, to);
  engine.flow(left, to, (value) => (canDecide(operator, value) ? value : undefined));
  engine.wantIfTracked(right, left);
  engine.listen(left, (value) => {
    if (canGoOn(operator, value)) {
      open();
    }
  });
  engine.ifEmpty(left, open);
}

function canDecide(operator: '||' | '&&' | '??', value: Value): boolean {
  switch (operator) {
    case '||':
      return decideTruthy(value) !== false;
    case '&&':
      return decideTruthy(value) !== true;
    case '??':
      return decideNullish(value) !== true;
  }
}

function canGoOn(operator: '||' | '&&' | '??', value: Value): boolean {
  switch (operator) {
    case '||':
      return decideTruthy(value) !== true;
    case '&&':
      return decideTruthy(value) !== false;
    case '??':
      return decideNullish(value) !== false;
  }
}

/** `value instanceof maker` calls `maker[Symbol.hasInstance](value)`: one that the program has written, or that is not seen. */
export function testInstance(engine: Engine, site: Site, left: Hub, right: Hub): void {
  engine.wantIfTracked(left, right);
  engine.listen(right, (maker) => {
    // A class that no file declares is one of the runtime.
    const tested = right.origin.kind === 'expression' ? right.origin.node : undefined;
    const isDeclared =
      tested?.type !== 'Identifier' || site.activation.file.bindings.getVariable(tested) !== undefined;
    if (maker.kind === 'unknown' && isDeclared) {
      engine.escape(left, { kind: 'argument', callee: undefined }, site.node, site.activation);
    }
    if (!isHeapValue(maker) || isOfRuntime(maker) || maker.kind === 'socket') {
      return;
    }
    const [self, method, callee] = [createHub('this'), createHub('hasInstance'), createHub('callee')];
    engine.add(self, maker);
    load(engine, site, self, '@@hasInstance', method);
    // A class of a module is asked as harmlessly by a class that extends it.
    engine.flow(method, callee, (value) => (value.kind === 'module' ? undefined : value));
    engine.want(callee);
    const args = { fixed: [left], rest: undefined };
    engine.semantics.call(engine, {
      ...site,
      callee,
      self,
      args,
      result: createHub('nothing'),
      isNew: false,
    });
  });
}

/** The value of a literal. In data (`isData`), its type is all that is known: people change it. */
export function readLiteral(engine: Engine, node: TSESTree.Literal, hub: Hub, isData: boolean): void {
  const { value } = node as { value: unknown };
  if (isData) {
    engine.add(hub, value === null ? UNKNOWN : typeof value === 'number' ? NUMBER : PRIMITIVE);
    return;
  }
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'undefined':
      engine.add(hub, toConstant(value));
      return;
    default:
      engine.add(hub, value === null ? getNull(node) : PRIMITIVE);
  }
}

/** A regular expression or bigint that this machine cannot make has the value `null` as well. */
function getNull(node: TSESTree.Literal): Value {
  return 'regex' in node || 'bigint' in node ? PRIMITIVE : toConstant(null);
}

/** A template is a text, known where all of its parts are. */
export function readTemplate(engine: Engine, node: TSESTree.TemplateLiteral, activation: Activation): void {
  const parts = node.quasis.flatMap(({ value }, index) => {
    const text = createHub('text');
    engine.add(text, toConstant(value.cooked));
    const expression = node.expressions[index];
    if (expression && value.cooked === '') {
      return [engine.getHub(expression, activation)];
    }
    return expression ? [text, engine.getHub(expression, activation)] : [text];
  });
  joinTexts(engine, parts, engine.getHub(node, activation));
}
