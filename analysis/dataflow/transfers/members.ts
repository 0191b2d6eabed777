import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../../program/syntax.ts';
import { getThisActivation } from '../activation.ts';
import type { Engine } from '../engine.ts';
import { getField, getPrototype } from '../fields.ts';
import { getClass } from '../functions.ts';
import { withKey, withReadKey } from '../keys.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { load, loadFor } from '../properties.ts';
import { remove } from '../stores.ts';
import type { Activation, Hub } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { leaveChain } from './optional-chains.ts';

/** How a member access is used. */
type Access = 'read' | 'written' | 'both' | 'deleted';

function getAccess(node: TSESTree.MemberExpression, activation: Activation): Access {
  const { value, parent } = activation.file.tree.getUse(node);
  switch (parent?.type) {
    case 'AssignmentExpression':
      return parent.left !== value ? 'read' : parent.operator === '=' ? 'written' : 'both';
    case 'UpdateExpression':
      return 'both';
    case 'UnaryExpression':
      return parent.operator === 'delete' ? 'deleted' : 'read';
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.left === value ? 'written' : 'read';
    case 'ArrayPattern':
    case 'RestElement':
      return 'written';
    case 'AssignmentPattern':
      return parent.left === value ? 'written' : 'read';
    case 'Property':
      return parent.value === value && activation.file.tree.getParent(parent)?.type === 'ObjectPattern'
        ? 'written'
        : 'read';
    default:
      return 'read';
  }
}

/** The transfers of a member access: what is read there, and what is written there by the code around it. */
export function accessMember(engine: Engine, node: TSESTree.MemberExpression, activation: Activation): void {
  const access = getAccess(node, activation);
  const base = engine.getHub(node.object, activation);
  const result = engine.getHub(node, activation);
  if (access === 'written' || access === 'both') {
    engine.installTarget(node, activation);
  }
  if (access === 'deleted') {
    deleteMember(engine, node, base, activation);
    return;
  }
  if (access === 'written') {
    return;
  }
  leaveChain(engine, node, activation);
  withReadKey(engine, node, activation, (name) => {
    const site = { node, activation };
    if (node.object.type === 'Super') {
      loadFor(engine, site, base, name, getThisActivation(activation).self, result);
    } else {
      load(engine, site, base, name, result);
    }
  });
  installMethodCall(engine, node, base, activation);
}

/** A tracked object whose method is called is the method's `this`, whatever the method is. */
function installMethodCall(engine: Engine, node: Node, base: Hub, activation: Activation): void {
  const { value, parent } = activation.file.tree.getUse(node);
  const isCalled =
    (parent?.type === 'CallExpression' && parent.callee === value) ||
    (parent?.type === 'TaggedTemplateExpression' && parent.tag === value);
  if (parent && isCalled) {
    engine.whenTracked(base, () => {
      engine.install(parent, activation);
    });
  }
}

function deleteMember(
  engine: Engine,
  node: TSESTree.MemberExpression,
  base: Hub,
  activation: Activation,
): void {
  withKey(engine, node, activation, (name) => {
    remove(engine, { node, activation }, base, name);
  });
}

/** `super` in `super.open()`: the prototype above that of the class around, or its superclass in static members. */
export function readSuper(engine: Engine, node: TSESTree.Super, activation: Activation): void {
  const { file } = activation;
  const thisActivation = getThisActivation(activation);
  const hub = engine.getHub(node, activation);
  const { unit } = thisActivation;
  const parent = file.tree.getParent(node);
  const method = parent?.type === 'MemberExpression' ? parent : node;
  const { value, parent: call } = file.tree.getUse(method);
  // The `this` of the call is that of the code around.
  if (call?.type === 'CallExpression' && call.callee === value) {
    engine.install(call, activation);
  }
  const around = file.tree.getClass(unit);
  if (!around) {
    readObjectSuper(engine, thisActivation, hub);
    return;
  }
  const outer = thisActivation.outer;
  const made = outer && getClass(engine, around, outer);
  const member = unit.type === 'FunctionExpression' ? file.tree.getParent(unit) : unit;
  const isStatic = member?.type === 'StaticBlock' || (member && 'static' in member && member.static);
  if (!made) {
    engine.add(hub, UNKNOWN);
  } else if (isStatic) {
    engine.flow(getPrototype(engine, made), hub);
    engine.wantWith(hub, getPrototype(engine, made));
  } else {
    const prototypes = getField(engine, made, 'prototype');
    engine.wantWith(hub, prototypes);
    engine.listen(prototypes, (prototype) => {
      if (isHeapValue(prototype)) {
        engine.flow(getPrototype(engine, prototype), hub);
      }
    });
  }
}

/** In a method of an object literal: what the literal inherits from, whatever its `this` is. */
function readObjectSuper(engine: Engine, thisActivation: Activation, hub: Hub): void {
  const { unit, outer, file, self } = thisActivation;
  const property = file.tree.getParent(unit);
  const literal = property && file.tree.getParent(property);
  const home = outer && literal?.type === 'ObjectExpression' ? engine.getHub(literal, outer) : self;
  engine.wantWith(hub, home);
  engine.listen(home, (value) => {
    if (isHeapValue(value)) {
      engine.flow(getPrototype(engine, value), hub);
    } else {
      engine.add(hub, UNKNOWN);
    }
  });
}

/** `new.target`, the class of the object that is made; `import.meta`. */
export function readMeta(engine: Engine, node: TSESTree.MetaProperty, activation: Activation): void {
  const hub = engine.getHub(node, activation);
  const { self } = getThisActivation(activation);
  if (node.meta.name !== 'new') {
    engine.add(hub, UNKNOWN);
    return;
  }
  engine.wantWith(hub, self);
  engine.listen(self, (value) => {
    engine.add(hub, (isHeapValue(value) ? value.detail.maker : undefined) ?? UNKNOWN);
  });
}

/** The transfers of `this`. */
export function readThis(engine: Engine, node: TSESTree.ThisExpression, activation: Activation): void {
  const thisActivation = getThisActivation(activation);
  const hub = engine.getHub(node, activation);
  if (thisActivation.unit.type === 'Program') {
    engine.semantics.readGlobal(engine, 'this', thisActivation, hub);
  } else {
    engine.flow(thisActivation.self, hub);
  }
}
