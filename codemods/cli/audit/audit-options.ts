import type { OptionRecord } from '../options/option-record.ts';

/** The options of `audit`. */
export const AUDIT_OPTIONS = {
  dev: { form: 'flag', group: 'choose', help: 'what only development needs', excludes: ['all'] },
  all: { form: 'flag', group: 'choose', help: 'what production or development needs' },
  config: { form: 'value', value: 'FILE', group: 'choose', help: 'your own APIs, and what to ignore' },
  from: {
    form: 'value',
    value: 'FILE',
    group: 'choose',
    help: 'a report of the guard to merge; repeatable',
  },
  patch: { form: 'flag', group: 'choose', help: 'write patches for patch-package, pnpm or yarn' },
  json: {
    form: 'optional value',
    value: 'FILE',
    group: 'report',
    help: 'everything, for programs',
    writesToStdout: true,
    isForPrograms: true,
  },
  sarif: {
    form: 'optional value',
    value: 'FILE',
    group: 'report',
    help: 'findings, for code scanning',
    writesToStdout: true,
    isForPrograms: true,
  },
  help: { form: 'flag', short: 'h', group: 'other', help: 'show this' },
} as const satisfies Record<string, OptionRecord>;

/** The name of an option of `audit`, without its dashes. */
export type AuditOptionName = keyof typeof AUDIT_OPTIONS;
