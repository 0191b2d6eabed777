import type { ESLint, Linter } from 'eslint';
import noClientReuseAddress from './rules/no-client-reuse-address.ts';

/** The plugin, as `eslint-plugin-sockets` exports it. */
export interface SocketsPlugin extends ESLint.Plugin {
  meta: { name: string; version: string; namespace: string };
  rules: Record<'no-client-reuse-address', NonNullable<ESLint.Plugin['rules']>[string]>;
  configs: {
    /** Every rule that has no false reports, as errors; for flat config. */
    recommended: Linter.Config;
    /** The same for eslintrc (ESLint 8.57). */
    'legacy-recommended': Linter.LegacyConfig;
  };
}

const plugin: SocketsPlugin = {
  meta: { name: 'eslint-plugin-sockets', version: '0.1.0', namespace: 'sockets' },
  rules: { 'no-client-reuse-address': noClientReuseAddress },
  configs: {
    recommended: {
      name: 'sockets/recommended',
      rules: { 'sockets/no-client-reuse-address': 'error' },
    },
    'legacy-recommended': {
      plugins: ['sockets'],
      rules: { 'sockets/no-client-reuse-address': 'error' },
    },
  },
};

plugin.configs.recommended.plugins = { sockets: plugin };

export { plugin as default, plugin as 'module.exports' };
