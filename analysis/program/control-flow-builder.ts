import type { TSESTree } from '@typescript-eslint/utils';
import type { Block, FlowEvent } from './control-flow.ts';
import {
  type Node,
  type VisitorKeys,
  forEachChild,
  getBody,
  getDecorators,
  isClass,
  isFunction,
  unwrap,
} from './syntax.ts';
import type { CodeUnit } from './tree.ts';

/** Where `break` and `continue` go. */
interface JumpTarget {
  readonly labels: readonly string[];
  readonly breakTo: Block;
  readonly continueTo: Block | undefined;
  /** Whether `break` without a label goes here: not from a labeled block. */
  readonly isUnlabeled: boolean;
  /** How many `finally` blocks stand around the target. */
  readonly finalizers: number;
}

/** A `finally` block, through which every way out of its `try` goes. */
interface Finalizer {
  readonly start: Block;
  /** Where the ways out go on. */
  readonly targets: Set<Block>;
}

type Task = Node | (() => void);

/**
 * Builds the graph of one unit. It goes through the tree with a list of things to do instead of by recursion, which a sum of
 * thousands of terms would end.
 */
export class ControlFlowBuilder {
  readonly blocks: Block[] = [];
  readonly entry: Block;
  readonly exit: Block;
  readonly #visitorKeys: VisitorKeys | undefined;
  readonly #tasks: Task[] = [];
  readonly #jumps: JumpTarget[] = [];
  readonly #finalizers: Finalizer[] = [];
  /** Where a thrown exception is caught, from the outside to the inside. */
  readonly #handlers: Block[] = [];
  /** The ends of the optional chains around the present place. */
  readonly #chains: Block[] = [];
  #current: Block;
  #labels: string[] = [];

  constructor(visitorKeys: VisitorKeys | undefined) {
    this.#visitorKeys = visitorKeys;
    this.entry = this.#createBlock();
    this.exit = this.#createBlock();
    this.#current = this.entry;
  }

  build(unit: CodeUnit): void {
    switch (unit.type) {
      case 'Program':
      case 'StaticBlock':
        this.#todo(
          () => {
            this.#declareFunctions(unit.body);
          },
          ...unit.body,
        );
        break;
      case 'PropertyDefinition':
      case 'AccessorProperty':
        this.#todo(...(unit.value ? [unit.value] : []));
        break;
      default: {
        const body = getBody(unit);
        this.#todo(
          ...unit.params.map((parameter) => () => {
            this.#writePattern(parameter);
          }),
        );
        this.#run();
        if (body?.type === 'BlockStatement') {
          this.#declareFunctions(body.body);
          this.#todo(...body.body);
        } else if (body) {
          this.#todo(body, () => {
            this.#add('return', unit);
          });
        }
      }
    }
    this.#run();
    connect(this.#current, this.exit);
  }

  #run(): void {
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      if (typeof task === 'function') {
        task();
      } else {
        this.#enter(task);
      }
    }
  }

  /** Puts tasks before all others, the first of them first. */
  #todo(...tasks: readonly (Task | null | undefined)[]): void {
    for (let index = tasks.length - 1; index >= 0; index--) {
      const task = tasks[index];
      if (task) {
        this.#tasks.push(task);
      }
    }
  }

  #createBlock(): Block {
    const block: Block = { id: this.blocks.length, events: [], successors: [], predecessors: [] };
    this.blocks.push(block);
    return block;
  }

  #add(kind: FlowEvent['kind'], node: Node): void {
    const handler = this.#handlers.at(-1);
    if (handler && (kind === 'call' || kind === 'suspend')) {
      // What throws has not been done; but the code that it ran has.
      const unwound = this.#createBlock();
      unwound.events.push({ kind: 'unwind', node });
      connect(this.#current, unwound);
      connect(unwound, handler);
      this.#startBlock(this.#current);
    } else if (handler && kind === 'throw') {
      connect(this.#current, handler);
      this.#startBlock(this.#current);
    }
    this.#current.events.push({ kind, node });
  }

  /** Goes on in a new block that follows another. */
  #startBlock(...after: readonly Block[]): Block {
    const block = this.#createBlock();
    for (const before of after) {
      connect(before, block);
    }
    this.#current = block;
    return block;
  }

  /** What stands behind here is not reached from here. */
  #leave(): void {
    this.#startBlock();
  }

  /** Goes to a block outside of some `finally` blocks, through each of them. */
  #jump(target: Block, finalizers: number): void {
    const through = this.#finalizers.slice(finalizers).reverse();
    let from = this.#current;
    let previous: Finalizer | undefined;
    for (const finalizer of through) {
      if (previous) {
        previous.targets.add(finalizer.start);
      } else {
        connect(from, finalizer.start);
      }
      previous = finalizer;
      from = finalizer.start;
    }
    if (previous) {
      previous.targets.add(target);
    } else {
      connect(this.#current, target);
    }
    this.#leave();
  }

  #declareFunctions(body: readonly Node[]): void {
    for (const statement of body) {
      const declared =
        statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
          ? statement.declaration
          : statement;
      if (declared?.type === 'FunctionDeclaration' && declared.id) {
        this.#add('write', declared.id);
      } else if (statement.type === 'ImportDeclaration') {
        for (const { local } of statement.specifiers) {
          this.#add('write', local);
        }
      }
    }
  }

  #enter(node: Node): void {
    if (isFunction(node)) {
      if (node.type !== 'FunctionDeclaration') {
        this.#add('closure', node);
      }
      return;
    }
    if (isClass(node)) {
      this.#enterClass(node);
      return;
    }
    switch (node.type) {
      case 'BlockStatement':
        this.#todo(
          () => {
            this.#declareFunctions(node.body);
          },
          ...node.body,
        );
        return;
      case 'IfStatement':
      case 'ConditionalExpression':
        this.#todo(node.test, () => {
          this.#branch([node.consequent], node.alternate ? [node.alternate] : []);
        });
        return;
      case 'LogicalExpression':
        this.#todo(node.left, () => {
          this.#branch([node.right], []);
        });
        return;
      case 'ChainExpression':
        this.#enterChain(node);
        return;
      case 'MemberExpression':
        this.#todo(
          node.object,
          () => {
            this.#skipIf(node.optional);
          },
          node.computed ? node.property : undefined,
          () => {
            this.#add('load', node);
          },
        );
        return;
      case 'CallExpression':
        this.#enterCall(node);
        return;
      case 'NewExpression':
        this.#todo(node.callee, ...node.arguments, () => {
          this.#add('call', node);
        });
        return;
      case 'TaggedTemplateExpression':
        this.#todo(node.tag, node.quasi, () => {
          this.#add('call', node);
        });
        return;
      case 'ImportExpression':
        this.#todo(node.source, node.options, () => {
          this.#add('call', node);
        });
        return;
      case 'AwaitExpression':
      case 'YieldExpression':
        this.#todo(node.argument, () => {
          this.#add('suspend', node);
        });
        return;
      case 'AssignmentExpression':
        this.#enterAssignment(node);
        return;
      case 'UpdateExpression':
        this.#todo(node.argument, () => {
          this.#add('convert', node);
          this.#write(unwrap(node.argument), node);
        });
        return;
      case 'UnaryExpression':
        this.#todo(node.argument, () => {
          this.#add(node.operator === 'delete' ? 'store' : 'convert', node);
        });
        return;
      case 'BinaryExpression':
        this.#todo(node.left, node.right, () => {
          this.#add('convert', node);
        });
        return;
      case 'TemplateLiteral':
        this.#todo(...node.expressions, () => {
          this.#add('convert', node);
        });
        return;
      case 'SpreadElement':
        this.#todo(node.argument, () => {
          this.#add('convert', node);
        });
        return;
      case 'VariableDeclaration':
        this.#todo(
          ...node.declarations.flatMap(({ id, init }) => [
            init,
            () => {
              if (init || node.kind !== 'var') {
                this.#writePattern(id);
              }
            },
          ]),
        );
        return;
      case 'Identifier':
      case 'JSXIdentifier':
        this.#add('read', node);
        return;
      case 'Property':
        this.#todo(node.computed ? node.key : undefined, node.value, () => {
          if (node.computed) {
            this.#add('convert', node);
          }
        });
        return;
      default:
        this.#enterStatement(node);
    }
  }

  #enterStatement(node: Node): void {
    switch (node.type) {
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#enterLoop(node, this.#takeLabels());
        return;
      case 'SwitchStatement':
        this.#enterSwitch(node, this.#takeLabels());
        return;
      case 'TryStatement':
        this.#enterTry(node);
        return;
      case 'LabeledStatement':
        this.#enterLabel(node);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        this.#enterJump(node);
        return;
      case 'ReturnStatement':
        this.#todo(node.argument, () => {
          this.#add('return', node);
          this.#jump(this.exit, 0);
        });
        return;
      case 'ThrowStatement':
        this.#todo(node.argument, () => {
          this.#add('throw', node);
          this.#leave();
        });
        return;
      case 'ImportDeclaration':
        return;
      case 'ExportSpecifier':
        if (node.local.type === 'Identifier') {
          this.#add('read', node.local);
        }
        return;
      default:
        this.#enterChildren(node);
    }
  }

  #enterChildren(node: Node): void {
    if (isType(node)) {
      return;
    }
    const children: Node[] = [];
    forEachChild(
      node,
      (child) => {
        children.push(child);
      },
      this.#visitorKeys,
    );
    this.#todo(...children);
  }

  #branch(consequent: readonly Task[], alternate: readonly Task[]): void {
    const start = this.#current;
    const end = this.#createBlock();
    this.#startBlock(start);
    this.#todo(
      ...consequent,
      () => {
        connect(this.#current, end);
        if (alternate.length === 0) {
          connect(start, end);
          this.#current = end;
        } else {
          this.#startBlock(start);
        }
      },
      ...alternate,
      () => {
        if (alternate.length > 0) {
          connect(this.#current, end);
          this.#current = end;
        }
      },
    );
  }

  #enterChain(node: TSESTree.ChainExpression): void {
    const end = this.#createBlock();
    this.#chains.push(end);
    this.#todo(node.expression, () => {
      this.#chains.pop();
      connect(this.#current, end);
      this.#current = end;
    });
  }

  /** `?.` ends its chain where there is nothing before it. */
  #skipIf(isOptional: boolean): void {
    const end = this.#chains.at(-1);
    if (isOptional && end) {
      connect(this.#current, end);
      this.#startBlock(this.#current);
    }
  }

  #enterCall(node: TSESTree.CallExpression): void {
    this.#todo(
      node.callee,
      () => {
        this.#skipIf(node.optional);
      },
      ...node.arguments,
      () => {
        this.#add('call', node);
      },
    );
  }

  #enterAssignment(node: TSESTree.AssignmentExpression): void {
    const { left, right, operator } = node;
    const target = unwrap(left);
    const write = (): void => {
      this.#write(target, node);
    };
    const before: Task[] = [];
    if (target.type === 'MemberExpression') {
      before.push(target.object, ...(target.computed ? [target.property] : []));
      if (operator !== '=') {
        before.push(() => {
          this.#add('load', target);
        });
      }
    } else if (target.type === 'Identifier' && operator !== '=') {
      before.push(target);
    }
    if (operator === '||=' || operator === '&&=' || operator === '??=') {
      this.#todo(...before, () => {
        this.#branch([right, write], []);
      });
    } else {
      this.#todo(
        ...before,
        right,
        () => {
          if (operator !== '=') {
            this.#add('convert', node);
          }
        },
        write,
      );
    }
  }

  #write(target: Node, node: Node): void {
    if (target.type === 'MemberExpression') {
      this.#add('store', node);
    } else {
      this.#writePattern(target);
    }
  }

  /** The identifiers of a pattern get their values; its defaults may run. */
  #writePattern(written: Node): void {
    const pattern = unwrap(written);
    switch (pattern.type) {
      case 'Identifier':
        this.#add('write', pattern);
        return;
      case 'TSParameterProperty':
        this.#writePattern(pattern.parameter);
        return;
      case 'AssignmentPattern':
        this.#todo(
          () => {
            this.#branch([pattern.right], []);
          },
          () => {
            this.#writePattern(pattern.left);
          },
        );
        return;
      case 'ObjectPattern':
        this.#add('convert', pattern);
        this.#todo(
          ...pattern.properties.flatMap((property): Task[] => [
            ...(property.type === 'Property' && property.computed ? [property.key as Node] : []),
            () => {
              this.#writePattern(property.type === 'Property' ? property.value : property.argument);
            },
          ]),
        );
        return;
      case 'ArrayPattern':
        this.#add('convert', pattern);
        this.#todo(
          ...pattern.elements.map((element) => () => {
            if (element) {
              this.#writePattern(element);
            }
          }),
        );
        return;
      case 'RestElement':
        this.#writePattern(pattern.argument);
        return;
      case 'MemberExpression':
        this.#todo(pattern.object, pattern.computed ? pattern.property : undefined, () => {
          this.#add('store', pattern);
        });
        return;
      default:
    }
  }

  #enterClass(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void {
    const parts: Task[] = [];
    for (const member of node.body.body) {
      if ('computed' in member && member.computed) {
        parts.push(member.key);
      }
    }
    this.#todo(...getDecorators(node), node.superClass, ...parts, () => {
      // Static fields and blocks run here, and decorators.
      this.#add('call', node);
      this.#add('closure', node);
      if (node.type === 'ClassDeclaration' && node.id) {
        this.#add('write', node.id);
      }
    });
  }

  #takeLabels(): readonly string[] {
    const labels = this.#labels;
    this.#labels = [];
    return labels;
  }

  #enterLoop(
    node:
      | TSESTree.WhileStatement
      | TSESTree.DoWhileStatement
      | TSESTree.ForStatement
      | TSESTree.ForInStatement
      | TSESTree.ForOfStatement,
    labels: readonly string[],
  ): void {
    const end = this.#createBlock();
    const step = this.#createBlock();
    let head = this.#current;
    const finalizers = this.#finalizers.length;
    const target = { labels, breakTo: end, continueTo: step, isUnlabeled: true, finalizers };
    const start = (): void => {
      head = this.#startBlock(this.#current);
      this.#jumps.push(target);
    };
    const leaveIfDone = (canEnd: boolean): void => {
      if (canEnd) {
        connect(this.#current, end);
      }
      this.#startBlock(this.#current);
    };
    const finishBody = (): void => {
      this.#jumps.pop();
      connect(this.#current, step);
      this.#current = step;
    };
    const goBack = (): void => {
      connect(this.#current, head);
      this.#current = end;
    };
    switch (node.type) {
      case 'DoWhileStatement':
        this.#todo(start, node.body, finishBody, node.test, () => {
          if (!isTrue(node.test)) {
            connect(this.#current, end);
          }
          goBack();
        });
        return;
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#todo(
          node.right,
          start,
          () => {
            this.#add(node.type === 'ForOfStatement' && node.await ? 'suspend' : 'convert', node);
            leaveIfDone(true);
            const { left } = node;
            this.#writePattern(left.type === 'VariableDeclaration' ? left.declarations[0].id : left);
          },
          node.body,
          finishBody,
          goBack,
        );
        return;
      default: {
        const { test } = node;
        const [init, update] = node.type === 'ForStatement' ? [node.init, node.update] : [];
        this.#todo(
          init,
          start,
          test,
          () => {
            leaveIfDone(test !== null && !isTrue(test));
          },
          node.body,
          finishBody,
          update,
          goBack,
        );
      }
    }
  }

  #enterSwitch(node: TSESTree.SwitchStatement, labels: readonly string[]): void {
    const end = this.#createBlock();
    const finalizers = this.#finalizers.length;
    const target = { labels, breakTo: end, continueTo: undefined, isUnlabeled: true, finalizers };
    const bodies = node.cases.map(() => this.#createBlock());
    this.#todo(
      node.discriminant,
      () => {
        this.#jumps.push(target);
      },
      ...node.cases.flatMap((branch, index): Task[] =>
        branch.test
          ? [
              branch.test,
              () => {
                const body = bodies[index];
                if (body) {
                  connect(this.#current, body);
                }
                this.#startBlock(this.#current);
              },
            ]
          : [],
      ),
      () => {
        const fallback = bodies[node.cases.findIndex(({ test }) => !test)] ?? end;
        connect(this.#current, fallback);
        this.#leave();
      },
      ...node.cases.flatMap((branch, index): Task[] => [
        () => {
          const body = bodies[index];
          if (body) {
            connect(this.#current, body);
            this.#current = body;
          }
        },
        ...branch.consequent,
      ]),
      () => {
        this.#jumps.pop();
        connect(this.#current, end);
        this.#current = end;
      },
    );
  }

  #enterTry({ block, handler, finalizer }: TSESTree.TryStatement): void {
    const end = this.#createBlock();
    const finish = finalizer ? { start: this.#createBlock(), targets: new Set<Block>([end]) } : undefined;
    const outer = this.#handlers.at(-1);
    const caught = handler ? this.#createBlock() : undefined;
    const goOn = (): void => {
      connect(this.#current, finish?.start ?? end);
      this.#leave();
    };
    if (finish) {
      this.#finalizers.push(finish);
      // An exception goes on behind the `finally` block.
      finish.targets.add(outer ?? this.exit);
      this.#handlers.push(finish.start);
    }
    if (caught) {
      this.#handlers.push(caught);
      connect(this.#current, caught);
    } else if (finish) {
      connect(this.#current, finish.start);
    }
    this.#startBlock(this.#current);
    this.#todo(
      block,
      goOn,
      () => {
        if (caught && handler) {
          this.#handlers.pop();
          this.#current = caught;
          if (handler.param) {
            this.#writePattern(handler.param);
          }
          this.#todo(handler.body, goOn);
        }
      },
      () => {
        if (finish && finalizer) {
          this.#handlers.pop();
          this.#finalizers.pop();
          this.#current = finish.start;
          this.#todo(finalizer, () => {
            for (const target of finish.targets) {
              connect(this.#current, target);
            }
          });
        }
      },
      () => {
        this.#current = end;
      },
    );
  }

  #enterLabel(node: TSESTree.LabeledStatement): void {
    const { body } = node;
    if (/^(?:For|While|DoWhile|Switch|Labeled)/u.test(body.type)) {
      this.#labels.push(node.label.name);
      this.#todo(body);
      return;
    }
    const end = this.#createBlock();
    const labels = [...this.#takeLabels(), node.label.name];
    const finalizers = this.#finalizers.length;
    this.#jumps.push({ labels, breakTo: end, continueTo: undefined, isUnlabeled: false, finalizers });
    this.#todo(body, () => {
      this.#jumps.pop();
      connect(this.#current, end);
      this.#current = end;
    });
  }

  #enterJump({ type, label }: TSESTree.BreakStatement | TSESTree.ContinueStatement): void {
    const isBreak = type === 'BreakStatement';
    for (const target of this.#jumps.toReversed()) {
      const to = isBreak ? target.breakTo : target.continueTo;
      const isMeant = label ? target.labels.includes(label.name) : target.isUnlabeled;
      if (to && isMeant) {
        this.#jump(to, target.finalizers);
        return;
      }
    }
    this.#leave();
  }
}

function connect(from: Block, to: Block): void {
  if (!from.successors.includes(to)) {
    from.successors.push(to);
    to.predecessors.push(from);
  }
}

/** Whether a condition is written as one that always holds. */
function isTrue(test: Node): boolean {
  return test.type === 'Literal' && Boolean(test.value);
}

/** Types run never. */
function isType(node: Node): boolean {
  return node.type.startsWith('TS') && !CODE_OF_TYPESCRIPT.has(node.type);
}

const CODE_OF_TYPESCRIPT: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
]);
