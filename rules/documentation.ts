/**
 * The folder of the pages, as a URL that ends with a slash: the pages that this package brings. Once package.json names the
 * repository, the build puts the address there of this version's pages instead.
 */
export const DOCUMENTATION: string = new URL('../docs/', import.meta.url).href;
