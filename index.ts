import type { ESLint } from 'eslint';
import noClientReuseAddress from './rules/no-client-reuse-address.ts';

export type { SocketApi } from './analysis/apis/description.ts';
export type { SocketSettings } from './analysis/apis/validate.ts';

/** The plugin, as `eslint-plugin-sockets` exports it. */
export interface SocketsPlugin extends ESLint.Plugin {
  meta: { name: string; version: string; namespace: string };
  rules: Record<'no-client-reuse-address', NonNullable<ESLint.Plugin['rules']>[string]>;
  configs: {
    /** Every rule that has no false reports, as errors; for flat config. */
    recommended: {
      name: string;
      plugins: { sockets: SocketsPlugin };
      rules: Record<'sockets/no-client-reuse-address', 'error'>;
    };
    /** The same for eslintrc (ESLint 8.57). */
    'legacy-recommended': {
      plugins: string[];
      rules: Record<'sockets/no-client-reuse-address', 'error'>;
    };
  };
}

const plugin: SocketsPlugin = {
  meta: { name: 'eslint-plugin-sockets', version: '0.1.0', namespace: 'sockets' },
  rules: { 'no-client-reuse-address': noClientReuseAddress },
  configs: {
    recommended: {
      name: 'sockets/recommended',
      plugins: {
        get sockets() {
          return plugin;
        },
      },
      rules: { 'sockets/no-client-reuse-address': 'error' },
    },
    'legacy-recommended': {
      plugins: ['sockets'],
      rules: { 'sockets/no-client-reuse-address': 'error' },
    },
  },
};

export { plugin as default, plugin as 'module.exports' };
