import type { SocketApi } from '../../apis/description.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { getValue, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { getDeclaredTypes, getFirstName } from './declared-types.ts';
import type { DeclaredTypes } from './declared-types.ts';
import { acceptsGlobal } from './global-types.ts';
import type { TypeContext } from './global-types.ts';
import {
  getArguments,
  getMemberName,
  getModule,
  getNodes,
  getParameterProperties,
  isOptional,
} from './type-nodes.ts';
import type { TypePath } from './type-path.ts';
import type { OtherProperties, TypedObject } from './typed-object.ts';

/** Types in types, at most; deeper ones are not told. */
const DEPTH = 12;

/** Types that say nothing of a property of an object. */
const OPEN: ReadonlySet<string> = new Set([
  'TSAnyKeyword',
  'TSUnknownKeyword',
  'TSObjectKeyword',
  'AnyTypeAnnotation',
  'MixedTypeAnnotation',
  'ExistsTypeAnnotation',
]);

/** Types that no object has, so that they have no say where an object stands. */
const NO_OBJECT =
  /^(?:TS(?:Null|Undefined|Void|String|Number|Boolean|BigInt|Symbol|Never)Keyword|TSLiteralType|TSTemplateLiteralType|(?:Null(?:Literal)?|Void|String(?:Literal)?|Number(?:Literal)?|Boolean(?:Literal)?)TypeAnnotation)$/u;

/** Decides whether the types that a file writes down accept an options object without one of its properties. */
export class WrittenTypes implements TypeContext {
  readonly types: DeclaredTypes;
  readonly api: SocketApi;
  readonly #option: string;
  readonly others: OtherProperties;
  /** Whether the types that are asked are parts of an intersection: only the whole of it may be too weak. */
  isPart = false;

  /**
   * @param typed what is asked about; its API's own types leave every option to their users
   */
  constructor(file: ProgramFile, { api, option, others }: TypedObject) {
    this.types = getDeclaredTypes(file);
    this.api = api;
    this.#option = option;
    this.others = others;
  }

  /**
   * The type that may ask for the option.
   *
   * @param type the type of what holds the object
   * @param path where the object is in it
   * @returns a part of the type, or undefined where all of it accepts the object without the option
   */
  findRefusal(type: Node, path: TypePath): Node | undefined {
    return this.accepts(type, path, DEPTH) ? undefined : type;
  }

  accepts(type: Node, path: TypePath, depth: number): boolean {
    const name: string = type.type;
    if (depth === 0) {
      return false;
    }
    if (OPEN.has(name) || NO_OBJECT.test(name)) {
      return true;
    }
    switch (name) {
      case 'TSIntersectionType':
        return this.#acceptsIntersection(getNodes(type, 'types'), path, depth);
      case 'TSUnionType':
      case 'UnionTypeAnnotation':
      case 'IntersectionTypeAnnotation':
        return getNodes(type, 'types').every((each) => this.accepts(each, path, depth - 1));
      case 'NullableTypeAnnotation':
      case 'TypeAnnotation':
      case 'TSTypeAnnotation':
      case 'TSOptionalType':
      case 'TSRestType':
        return getNodes(type, 'typeAnnotation').every((each) => this.accepts(each, path, depth - 1));
      case 'TSTypeOperator':
        return (
          getValue(type, 'operator') === 'readonly' && this.#acceptsAll(type, ['typeAnnotation'], path, depth)
        );
      case 'TSTypeLiteral': {
        const members = getNodes(type, 'members');
        return this.#acceptsMembers(members, path, depth) && !this.#isTooWeak(members, path);
      }
      case 'ObjectTypeAnnotation':
        return this.#acceptsMembers(
          [...getNodes(type, 'properties'), ...getNodes(type, 'indexers')],
          path,
          depth,
        );
      case 'TSTypeReference':
      case 'GenericTypeAnnotation':
        return this.#acceptsReference(type, path, depth);
      case 'TSImportType':
        return this.isOfApi(getModule(type));
      case 'TSArrayType':
      case 'ArrayTypeAnnotation':
        return path[0] === '[]' && this.#acceptsAll(type, ['elementType'], path.slice(1), depth);
      case 'TSTupleType':
      case 'TupleTypeAnnotation':
        return path[0] === '[]' && this.#acceptsAll(type, ['elementTypes', 'types'], path.slice(1), depth);
      case 'TSFunctionType':
      case 'FunctionTypeAnnotation':
      case 'TSMethodSignature':
        return this.#acceptsFunction(type, path, depth);
      default:
        return false;
    }
  }

  #acceptsAll(type: Node, keys: readonly string[], path: TypePath, depth: number): boolean {
    return keys.flatMap((key) => getNodes(type, key)).every((each) => this.accepts(each, path, depth - 1));
  }

  #acceptsIntersection(types: readonly Node[], path: TypePath, depth: number): boolean {
    const isWithin = this.isPart;
    this.isPart = true;
    const isAccepted = types.every((each) => this.accepts(each, path, depth - 1));
    this.isPart = isWithin;
    return isAccepted && types.some((each) => this.accepts(each, path, depth - 1));
  }

  /**
   * Whether all that a type names can be left out, and what is left of the object has none of it: TypeScript refuses that as a
   * mistake, though an empty object passes (the `isWeakType` of its checker).
   */
  #isTooWeak(members: readonly Node[], path: TypePath): boolean {
    const isWeak =
      members.length > 0 &&
      members.every(
        (member) =>
          /^(?:TS(?:Property|Method)Signature|PropertyDefinition)$/u.test(member.type) && isOptional(member),
      );
    return isWeak && path.length === 0 && !this.sharesOne(members.map(getMemberName));
  }

  /** Whether what is left of the object has one of some properties, or no property at all. */
  sharesOne(names: readonly (string | undefined)[]): boolean {
    const { names: others, isWhole } = this.others;
    return (
      this.isPart ||
      (isWhole && others.size === 0) ||
      names.some((name) => name !== undefined && others.has(name))
    );
  }

  /** The members of an object type: each property of the name must be one that can be left out. */
  #acceptsMembers(members: readonly Node[], path: TypePath, depth: number): boolean {
    const [step, ...rest] = path;
    return members.every((member) => {
      const type: string = member.type;
      if (type === 'TSIndexSignature' || type === 'ObjectTypeIndexer') {
        return step === undefined || this.#acceptsAll(member, ['typeAnnotation', 'value'], rest, depth);
      }
      const key = getMemberName(member);
      if (key === undefined || getParameterProperties(member).includes(this.#option)) {
        return false;
      }
      if (step === undefined) {
        return key !== this.#option || isOptional(member);
      }
      if (key !== step && step !== '*') {
        return true;
      }
      return type === 'TSMethodSignature'
        ? this.#acceptsFunction(member, rest, depth)
        : this.#acceptsAll(member, ['typeAnnotation', 'value'], rest, depth);
    });
  }

  #acceptsFunction(type: Node, [step, ...rest]: TypePath, depth: number): boolean {
    if (step === '()') {
      return this.#acceptsAll(type, ['returnType'], rest, depth);
    }
    const index = /^\((\d+)\)$/u.exec(step ?? '')?.[1];
    const parameter = index === undefined ? undefined : getNodes(type, 'params')[Number(index)];
    const annotation = parameter && getValue(parameter, 'typeAnnotation');
    return isNode(annotation) && this.accepts(annotation, rest, depth - 1);
  }

  #acceptsReference(type: Node, path: TypePath, depth: number): boolean {
    const typeName = getValue(type, 'typeName') ?? getValue(type, 'id');
    const name = getFirstName(typeName);
    if (name === undefined) {
      return false;
    }
    const { declarations, parameters, modules } = this.types;
    const module = modules.get(name);
    if (module !== undefined) {
      return path.length === 0 && this.isOfApi(module);
    }
    if (!isNode(typeName) || typeName.type !== 'Identifier') {
      return path.length === 0 && !declarations.has(name) && (this.api.globals ?? []).includes(name);
    }
    const declared = declarations.get(name);
    const generic = parameters.get(name);
    if (declared || generic) {
      return (
        (declared ?? []).every((each) => this.#acceptsDeclaration(each, path, depth - 1)) &&
        // A parameter takes the type that the object has, unless a constraint asks for more.
        (generic ?? []).every(
          (each) => getNodes(each, 'constraint').length + getNodes(each, 'bound').length === 0,
        )
      );
    }
    return acceptsGlobal(this, name, getArguments(type), path, depth);
  }

  #acceptsDeclaration(declaration: Node, path: TypePath, depth: number): boolean {
    const type: string = declaration.type;
    // What its own parameters stand for is not followed.
    if (getNodes(declaration, 'typeParameters').length > 0) {
      return false;
    }
    switch (type) {
      case 'TSTypeAliasDeclaration':
        return this.#acceptsAll(declaration, ['typeAnnotation'], path, depth);
      case 'TypeAlias':
        return this.#acceptsAll(declaration, ['right'], path, depth);
      case 'TSInterfaceDeclaration':
      case 'InterfaceDeclaration':
        return (
          getNodes(declaration, 'extends').every((heritage) =>
            this.#acceptsHeritage(heritage, path, depth),
          ) &&
          getNodes(declaration, 'body').every((body) =>
            body.type === 'TSInterfaceBody'
              ? this.#acceptsMembers(body.body, path, depth) &&
                (getNodes(declaration, 'extends').length > 0 || !this.#isTooWeak(body.body, path))
              : this.accepts(body, path, depth),
          )
        );
      case 'ClassDeclaration':
        return (
          !getValue(declaration, 'superClass') &&
          getNodes(declaration, 'body').every((body) => {
            const members = getNodes(body, 'body');
            return this.#acceptsMembers(members, path, depth) && !this.#isTooWeak(members, path);
          })
        );
      default:
        return false;
    }
  }

  #acceptsHeritage(heritage: Node, path: TypePath, depth: number): boolean {
    const base = getValue(heritage, 'expression') ?? getValue(heritage, 'id');
    const name = getFirstName(base);
    const module = name === undefined ? undefined : this.types.modules.get(name);
    if (module !== undefined) {
      return path.length === 0 && this.isOfApi(module);
    }
    const declared = name === undefined ? undefined : this.types.declarations.get(name);
    return declared?.every((each) => this.#acceptsDeclaration(each, path, depth - 1)) ?? false;
  }

  isOfApi(module: string | undefined): boolean {
    return module !== undefined && (this.api.modules ?? []).includes(module);
  }
}
