'use strict';

const NAMES = new Set(['reuseAddr', 'reusePort', 'reuseAddress']);

/**
 * The transform that one writes by jscodeshift's manual: parse each file, find the properties, remove them. jscodeshift brings
 * no types.
 *
 * @param {{ source: string }} file
 * @param {any} api
 */
module.exports = function transform(file, api) {
  const j = api.jscodeshift;
  const root = j(file.source);
  let removed = 0;
  for (const type of [j.ObjectProperty, j.Property]) {
    root
      .find(type)
      .filter(
        (/** @type {any} */ { node }) =>
          NAMES.has(node.key.name ?? node.key.value) && node.value.value === true,
      )
      .forEach((/** @type {unknown} */ path) => {
        j(path).remove();
        removed += 1;
      });
  }
  return removed > 0 ? root.toSource() : undefined;
};
