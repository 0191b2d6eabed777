import type { ProgramLinks } from '../program/program-links.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';
import { givesModules } from './builtins/known-modules.ts';
import { followChanges } from './changed-builtins.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import type { GlobalNames } from './global-names.ts';
import type { ModuleLinks } from './module-links.ts';
import type { Activation } from './value-graph.ts';

/** What following the values of a program starts from. */
export interface StartingProgram {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly links: ProgramLinks;
  readonly moduleLinks: ModuleLinks;
  readonly globalNames: GlobalNames;
  /** Whether the program has one file only. */
  readonly isAlone: boolean;
}

/** Globals that give modules, with a word of a text in which they can. */
const MODULE_GIVERS: readonly { readonly names: readonly string[]; readonly words: RegExp }[] = [
  { names: ['require', '__non_webpack_require__'], words: /require/u },
  { names: ['module', 'globalThis', 'global', 'window', 'self', 'nw'], words: /\.\s*require\b/u },
  { names: ['process'], words: /\b(?:binding|getBuiltinModule|mainModule)\b/u },
  { names: ['jest', 'vi'], words: /Actual\b/u },
];

/** What a CommonJS file exports by, beside its `this`. */
const COMMONJS_NAMES = ['module', 'exports'];

/**
 * Follows whatever gives modules or known globals in a file.
 *
 * @param globals further names to follow
 */
export function startFile(program: StartingProgram, root: Activation, globals: Iterable<string>): void {
  const { engine, environment, links, moduleLinks } = program;
  const { file } = root;
  startGlobals(program, root, globals);
  startExports(program, root);
  startImports(program, root);
  if (!program.isAlone && !links.isClosed(file.source)) {
    moduleLinks.exportFrom(root);
  }
  startMethods(program, root);
  if (/\bprototype\b|__proto__|PrototypeOf\b/u.test(file.source.text)) {
    engine.track(environment.getSharedPrototype(engine));
  }
  followChanges(engine, file, root);
  startComputedImports(engine, root);
}

function startGlobals(program: StartingProgram, root: Activation, globals: Iterable<string>): void {
  const { file } = root;
  startNames(program, root, [
    ...globals,
    ...MODULE_GIVERS.filter(({ words }) => words.test(file.source.text)).flatMap((giver) => giver.names),
  ]);
}

/**
 * What a CommonJS file writes to what it exports, for those who read it: other files of the program, and the file itself. Where
 * code that is not seen may write there as well, the file alone reads anything.
 */
function startExports(program: StartingProgram, root: Activation): void {
  const { engine, globalNames, isAlone, links } = program;
  const { file } = root;
  const { tree } = file;
  if (file.isModule || (isAlone && !links.isClosed(file.source))) {
    return;
  }
  startNames(program, root, COMMONJS_NAMES);
  for (const node of tree.getThisExpressions(tree.root)) {
    engine.track(globalNames.get('this', root));
    engine.inActivations(tree.getUnit(node), root, (activation) => {
      engine.install(node, activation);
    });
  }
}

function startNames(
  { engine, globalNames }: StartingProgram,
  root: Activation,
  names: readonly string[],
): void {
  const { file } = root;
  for (const name of names) {
    for (const identifier of file.bindings.getGlobals(name)) {
      engine.track(globalNames.get(name, root));
      engine.inActivations(file.tree.getUnit(identifier), root, (activation) => {
        engine.install(identifier, activation);
      });
    }
  }
}

function startImports(program: StartingProgram, root: Activation): void {
  const { engine } = program;
  const { file } = root;
  for (const statement of file.tree.root.body as readonly Node[]) {
    if (statement.type === 'ImportDeclaration' && givesKnown(program, file, statement.source.value)) {
      engine.install(statement, root);
    } else if (statement.type === 'TSImportEqualsDeclaration') {
      engine.install(statement, root);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      const declaration = statement.declaration as Node;
      if (declaration.type === 'TSImportEqualsDeclaration') {
        engine.install(declaration, root);
      }
    }
  }
}

function givesKnown(
  { environment, links }: StartingProgram,
  { source }: ProgramFile,
  specifier: string,
): boolean {
  return (
    environment.isKnownModule(specifier) ||
    givesModules(specifier) ||
    links.resolve(source, specifier, 'import').files.length > 0
  );
}

/** Calls of methods that make sockets on whatever object. */
function startMethods({ engine, environment }: StartingProgram, root: Activation): void {
  const { tree, importedModules } = root.file;
  for (const name of environment.getMethods(importedModules)) {
    for (const member of tree.getMembers(name)) {
      engine.inActivations(tree.getUnit(member), root, (activation) => {
        const { value, parent } = tree.getUse(member);
        if (parent?.type === 'CallExpression' && parent.callee === value) {
          engine.install(parent, activation);
          engine.want(engine.getHub(member.object, activation));
        }
      });
    }
  }
}

/** `import()` and `import.meta.glob()`. */
function startComputedImports(engine: Engine, root: Activation): void {
  const { tree } = root.file;
  const globs = tree
    .getMembers('glob')
    .flatMap((member) => (member.object.type === 'MetaProperty' ? (tree.getUse(member).parent ?? []) : []));
  for (const node of [...tree.importExpressions, ...globs]) {
    engine.inActivations(tree.getUnit(node), root, (activation) => {
      engine.install(node, activation);
    });
  }
}
