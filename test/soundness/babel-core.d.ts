declare module '@babel/core' {
  /** The part of Babel's options that the programs are compiled with (https://babeljs.io/docs/options). */
  interface TransformOptions {
    readonly filename: string;
    readonly babelrc: boolean;
    readonly configFile: boolean;
    readonly sourceType: 'unambiguous';
    readonly plugins: readonly (string | object | readonly [name: string, options: object])[];
  }
  export function transformSync(
    text: string,
    options: TransformOptions,
  ): { readonly code?: string | null } | null;
}

declare module '@babel/plugin-transform-classes' {
  const plugin: object;
  export default plugin;
}
