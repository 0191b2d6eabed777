import type { ESLint } from 'eslint';
import noClientReuseAddress from './rules/no-client-reuse-address.ts';

export type { SocketApi } from './analysis/apis/description.ts';
export type { SocketSettings } from './analysis/apis/validate.ts';

/** Every rule of the plugin. */
type RuleId = 'no-client-reuse-address';

/** Every rule that has no false reports. */
type RecommendedRules = Record<'sockets/no-client-reuse-address', 'error'>;

/** The plugin, as `eslint-plugin-sockets` exports it. */
export interface SocketsPlugin extends ESLint.Plugin {
  meta: { name: string; version: string; namespace: string };
  rules: Record<RuleId, NonNullable<ESLint.Plugin['rules']>[string]>;
  configs: {
    /** For flat config. */
    recommended: { name: string; plugins: { sockets: SocketsPlugin }; rules: RecommendedRules };
    /** For eslintrc (ESLint 8.57). */
    'legacy-recommended': { plugins: string[]; rules: RecommendedRules };
  };
}

const recommendedRules: RecommendedRules = { 'sockets/no-client-reuse-address': 'error' };

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
      rules: recommendedRules,
    },
    'legacy-recommended': { plugins: ['sockets'], rules: { ...recommendedRules } },
  },
};

export { plugin as default, plugin as 'module.exports' };
