import { getValue, isFunction, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { flowAwaited } from '../awaiting.ts';
import type { Engine } from '../engine.ts';
import { UNKNOWN } from '../primitive-values.ts';
import type { Role } from '../syntax-roles.ts';
import { getRows } from '../syntax-table.ts';
import { throwFrom, throwRejected } from '../thrown.ts';
import type { Activation } from '../value-graph.ts';
import { assign, catchAny, declare, iterateOver, update } from './assignments.ts';
import { call, callTag, yieldTo } from './calls.ts';
import { computeBinary, computeUnary } from './computing.ts';
import { makeClass, makeField, makeFunction } from './definitions.ts';
import { chooseAlternative, chooseBranch, readLiteral, readTemplate, testInstance } from './expressions.ts';
import { exportDeclaration, importNames, importNow, requireNow } from './imports.ts';
import { accessMember, readMeta, readSuper, readThis } from './members.ts';
import { readName } from './names.ts';
import { getArray, getObject, installElement, installProperty } from './objects.ts';
import { getWriter, openParameters } from './targets.ts';
import { declareEnum, declareNamespace } from './typescript.ts';

/** The transfer of a child whose role alone says what becomes of its value. */
type Transfer = (engine: Engine, node: Node, child: Node, activation: Activation) => void;

/** What becomes of values by the role of their place. Roles that are not here are what the node around is made of. */
const TRANSFERS: Readonly<Partial<Record<Role, Transfer>>> = {
  value: (engine, node, child, activation) => {
    const isLast = node.type !== 'SequenceExpression' || node.expressions.at(-1) === child;
    if (isLast) {
      engine.flow(engine.getHub(child, activation), engine.getHub(node, activation));
    }
  },
  consequent: (engine, node, child, activation) => {
    if (node.type === 'ConditionalExpression') {
      chooseBranch(engine, node, child, true, activation);
    }
  },
  alternate: (engine, node, child, activation) => {
    if (node.type === 'ConditionalExpression') {
      chooseBranch(engine, node, child, false, activation);
    }
  },
  awaited: (engine, node, child, activation) => {
    const awaited = engine.getHub(child, activation);
    flowAwaited(engine, awaited, engine.getHub(node, activation));
    throwRejected(engine, awaited, { node, activation });
  },
  returned: (engine, node, child, activation) => {
    const isExpression = node.type === 'ReturnStatement' || child.type !== 'BlockStatement';
    if (isExpression && (node.type === 'ReturnStatement' || activation.unit === node)) {
      engine.flow(engine.getHub(child, activation), activation.completion);
    }
  },
  thrown: (engine, node, child, activation) => {
    throwFrom(engine, engine.getHub(child, activation), { node, activation });
  },
  rendered: (engine, node, child, activation) => {
    engine.escape(engine.getHub(child, activation), { kind: 'rendered' }, node, activation);
  },
  dynamic: (engine, node, child, activation) => {
    engine.escape(engine.getHub(child, activation), { kind: 'dynamic' }, node, activation);
  },
};

/** Makes the transfers of one node. */
export function install(engine: Engine, node: Node, activation: Activation): void {
  const rows = getRows(node.type);
  if (!rows) {
    escapeChildren(engine, node, activation);
    return;
  }
  for (const key of Object.keys(rows)) {
    const role = rows[key];
    const transfer = role && TRANSFERS[role];
    if (transfer) {
      for (const child of getChildren(node, key)) {
        transfer(engine, node, child, activation);
      }
    }
  }
  make(engine, node, activation);
}

function getChildren(node: Node, key: string): readonly Node[] {
  const value = getValue(node, key);
  if (Array.isArray(value)) {
    return value.filter(isNode);
  }
  return isNode(value) ? [value] : [];
}

/** A type of node that the table lacks: all values in it escape, and its own value is unknown. */
function escapeChildren(engine: Engine, node: Node, activation: Activation): void {
  engine.add(engine.getHub(node, activation), UNKNOWN);
  for (const key of Object.keys(node)) {
    if (key !== 'parent') {
      for (const child of getChildren(node, key)) {
        const reason = { kind: 'unmodelled', what: node.type } as const;
        engine.escape(engine.getHub(child, activation), reason, node, activation);
      }
    }
  }
}

/** What nodes make of their parts, or are by themselves. */
function make(engine: Engine, node: Node, activation: Activation): void {
  const hub = engine.getHub(node, activation);
  switch (node.type) {
    case 'Identifier':
    case 'JSXIdentifier':
      readName(engine, node, activation);
      return;
    case 'Literal':
      readLiteral(engine, node, hub, activation.file.source.isData ?? false);
      return;
    case 'TemplateLiteral':
      readTemplate(engine, node, activation);
      installTag(engine, node, activation);
      return;
    case 'ThisExpression':
      readThis(engine, node, activation);
      return;
    case 'Super':
      readSuper(engine, node, activation);
      return;
    case 'MemberExpression':
      accessMember(engine, node, activation);
      return;
    case 'CallExpression':
    case 'NewExpression':
      call(engine, node, activation);
      return;
    case 'TaggedTemplateExpression':
      callTag(engine, node, activation);
      return;
    case 'AssignmentExpression':
      assign(engine, node, activation);
      return;
    case 'UpdateExpression':
      update(engine, node, activation);
      return;
    case 'VariableDeclarator':
      declare(engine, node, activation);
      return;
    case 'ForOfStatement':
    case 'ForInStatement':
      iterateOver(engine, node, activation);
      return;
    case 'CatchClause':
      catchAny(engine, node, activation);
      return;
    case 'UnaryExpression':
      computeUnary(engine, node.operator, engine.getHub(node.argument, activation), hub);
      return;
    case 'BinaryExpression': {
      const left = engine.getHub(node.left, activation);
      const right = engine.getHub(node.right, activation);
      computeBinary(engine, node.operator, left, right, hub);
      if (node.operator === 'instanceof') {
        testInstance(engine, { node, activation }, left, right);
      }
      return;
    }
    case 'LogicalExpression': {
      const left = engine.getHub(node.left, activation);
      chooseAlternative(engine, node.operator, left, engine.getHub(node.right, activation), hub);
      return;
    }
    case 'YieldExpression':
      yieldTo(engine, node, activation);
      return;
    case 'ImportExpression':
      importNow(engine, node, activation);
      return;
    default:
      makePart(engine, node, activation);
  }
}

function makePart(engine: Engine, node: Node, activation: Activation): void {
  const { tree } = activation.file;
  switch (node.type) {
    case 'ObjectExpression':
      engine.add(engine.getHub(node, activation), getObject(engine, node, activation));
      return;
    case 'ArrayExpression':
      engine.add(engine.getHub(node, activation), getArray(engine, node, activation));
      installElement(engine, node, activation);
      return;
    case 'Property':
    case 'SpreadElement':
      installProperty(engine, node, activation);
      return;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      if (activation.unit !== node) {
        makeFunction(engine, node, activation);
      }
      return;
    case 'ClassDeclaration':
    case 'ClassExpression':
      makeClass(engine, node, activation);
      return;
    case 'MethodDefinition':
    case 'ClassBody': {
      const parent = tree.getParent(node);
      if (parent) {
        engine.install(parent, activation);
      }
      return;
    }
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'StaticBlock':
      makeField(engine, node, activation);
      return;
    case 'AssignmentPattern':
    case 'ObjectPattern':
    case 'ArrayPattern':
    case 'RestElement':
    case 'TSParameterProperty':
      installTarget(engine, node, activation);
      return;
    case 'ImportDeclaration':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      importNames(engine, node, activation);
      return;
    case 'TSImportEqualsDeclaration':
      requireNow(engine, node, activation);
      return;
    case 'ExportDefaultDeclaration':
    case 'ExportSpecifier':
    case 'TSExportAssignment':
      exportDeclaration(engine, node, activation);
      return;
    case 'TSEnumDeclaration':
      declareEnum(engine, node, activation);
      return;
    case 'TSModuleDeclaration':
      declareNamespace(engine, node, activation);
      return;
    case 'MetaProperty':
      readMeta(engine, node, activation);
      return;
    case 'JSXElement':
    case 'JSXFragment':
      engine.add(engine.getHub(node, activation), UNKNOWN);
      return;
    case 'JSXMemberExpression': {
      const base = engine.getHub(node.object, activation);
      const reason = { kind: 'rendered' } as const;
      engine.escape(base, reason, node, activation);
      return;
    }
    default:
  }
}

/** The values in a tagged template are arguments of its tag. */
function installTag(engine: Engine, template: Node, activation: Activation): void {
  const parent = activation.file.tree.getParent(template);
  if (parent?.type === 'TaggedTemplateExpression') {
    engine.install(parent, activation);
  }
}

/** Makes the transfers that write to a pattern, or to a part of one. */
export function installTarget(engine: Engine, node: Node, activation: Activation): void {
  const writer = getWriter(node, activation);
  if (!writer) {
    return;
  }
  if (isFunction(writer) && writer === activation.unit) {
    openParameters(engine, activation);
  } else {
    engine.install(writer, activation);
  }
}
