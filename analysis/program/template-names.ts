/** A script of a component, with its tags. */
const SCRIPT = /<script\b[^]*?<\/script\s*>/giu;

const OPENING = /<script\b/giu;

/** Names, with the dashes of tags, attributes and directives. */
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}\p{N}_$]+)*/gu;

/** What can write a name otherwise: entities, escapes of JavaScript, and a template that is elsewhere. */
const HIDDEN = /&#|&fjlig;|\\(?:u|x)|<template\b[^>]*\ssrc\b/iu;

/**
 * The names that the template of a component may use: every word outside of its scripts, in each form in which the frameworks
 * look it up. Vue and Svelte give a template what the top level of the script declares, by its name and by nothing else
 * (https://vuejs.org/api/sfc-script-setup.html#using-components, https://svelte.dev/docs/svelte/svelte-files).
 *
 * @param text the whole file of a component of Vue or Svelte
 * @returns undefined where any name may be used: the template is not there, or writes names in a way that is not read
 */
export function findTemplateNames(text: string): ReadonlySet<string> | undefined {
  const scripts = text.match(SCRIPT) ?? [];
  // A tag in a comment would hide what stands behind it.
  if (scripts.length === 0 || scripts.length !== (text.match(OPENING) ?? []).length) {
    return undefined;
  }
  const template = text.replace(SCRIPT, ' ');
  if (HIDDEN.test(template)) {
    return undefined;
  }
  const names = new Set<string>();
  for (const [word] of template.matchAll(WORD)) {
    // The instance itself, and so all that it has.
    if (word === '$') {
      return undefined;
    }
    // `v-focus` is `vFocus`, `<my-socket>` is `mySocket` or `MySocket`, `$store` is `store`; `a-b` may be a difference.
    const camel = word.replaceAll(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
    for (const name of [camel, ...word.split('-')]) {
      names.add(name);
      names.add(name.replace(/^\$+/u, ''));
      names.add(name.charAt(0).toUpperCase() + name.slice(1));
    }
  }
  return names;
}
