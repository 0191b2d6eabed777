// The build puts all that this needs into one file: `projects/` is no part of the package.
export { readModuleConfiguration } from '../projects/module-configuration.ts';
