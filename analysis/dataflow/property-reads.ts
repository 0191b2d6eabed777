import type { Engine } from './engine.ts';
import type { Activation } from './value-graph.ts';

/**
 * Code that reads a property of this name runs, whether it is seen how or not.
 *
 * @param roots the files of the program
 */
export function askForPropertyReads(engine: Engine, roots: readonly Activation[], name: string): void {
  if (!engine.isFirst(['ask for reads of', name])) {
    return;
  }
  for (const root of roots) {
    const { tree } = root.file;
    for (const member of tree.getMembers(name)) {
      engine.askForActivations(tree.getUnit(member), root, true);
    }
  }
}

/**
 * Makes the transfers of all reads of a property of this name, and of what they read it of.
 *
 * @param roots the files of the program
 */
export function installPropertyReads(engine: Engine, roots: readonly Activation[], name: string): void {
  if (!engine.isFirst(['reads of', name])) {
    return;
  }
  for (const root of roots) {
    const { tree } = root.file;
    for (const member of [...tree.getMembers(name), ...tree.computedMembers]) {
      engine.inActivations(
        tree.getUnit(member),
        root,
        (activation) => {
          engine.install(member, activation);
          engine.want(engine.getHub(member.object, activation));
          const { value, parent } = tree.getUse(member);
          if (parent?.type === 'CallExpression' && parent.callee === value) {
            engine.install(parent, activation);
          }
        },
        false,
      );
    }
    for (const { pattern } of tree.getDestructuredReads(name)) {
      engine.inActivations(
        tree.getUnit(pattern),
        root,
        (activation) => {
          engine.installTarget(pattern, activation);
          engine.want(engine.getTarget(pattern, activation));
        },
        false,
      );
    }
  }
}
