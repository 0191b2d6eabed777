import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../../program/syntax.ts';
import type { Tree } from '../../program/tree.ts';
import type { Engine } from '../engine.ts';
import { UNDEFINED } from '../primitive-values.ts';
import type { Activation } from '../value-graph.ts';
import { decideNullish } from '../values.ts';

/**
 * An access or call with `?.` leaves the chain around it where there is nothing to read or call: the chain is `undefined` then.
 */
export function leaveChain(
  engine: Engine,
  node: TSESTree.MemberExpression | TSESTree.CallExpression,
  activation: Activation,
): void {
  if (!node.optional) {
    return;
  }
  const chain = engine.getHub(findChain(node, activation.file.tree), activation);
  const tested = engine.getHub(node.type === 'CallExpression' ? node.callee : node.object, activation);
  engine.wantWith(chain, tested);
  engine.listen(tested, (value) => {
    if (decideNullish(value) === true) {
      engine.add(chain, UNDEFINED);
    }
  });
}

function findChain(node: Node, tree: Tree): Node {
  let chain = node;
  for (let up = tree.getParent(node); up && isInChain(chain, up); up = tree.getParent(up)) {
    chain = up;
  }
  return chain;
}

function isInChain(part: Node, around: Node): boolean {
  switch (around.type) {
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return part.type !== 'ChainExpression';
    case 'MemberExpression':
      return part.type !== 'ChainExpression' && around.object === part;
    case 'CallExpression':
      return part.type !== 'ChainExpression' && around.callee === part;
    default:
      return false;
  }
}
