// Where links of the pages lead once they have left the repository: on npm's page, and in an installed package, a relative link
// leads nowhere, or to a file that is not shipped. All follows from `repository` and `homepage` in package.json, the one place
// that says where the project is. While it says nothing, the links stay as they are.

/** What package.json says of that. */
export interface Manifest {
  readonly version: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url?: string };
}

/**
 * The address of the project on GitHub.
 *
 * @param manifest what package.json says
 * @returns such as `https://github.com/owner/name`; undefined where none is named
 * @throws {Error} when one is named that is not on GitHub, whose addresses of files are the only ones known here
 */
export function getRepositoryUrl({ repository }: Pick<Manifest, 'repository'>): string | undefined {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url === undefined) {
    return undefined;
  }
  const [, path] = /^(?:git\+)?https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? [];
  if (path === undefined) {
    throw new Error(`package.json: repository is ${url}: expected git+https://github.com/OWNER/NAME.git.`);
  }
  return `https://github.com/${path}`;
}

/**
 * Where a person can read about the project.
 *
 * @param manifest what package.json says
 * @returns its `homepage`, or else its repository; undefined where neither is named
 * @throws {Error} when the repository is not on GitHub
 */
export function getHomePage(manifest: Pick<Manifest, 'homepage' | 'repository'>): string | undefined {
  return manifest.homepage ?? getRepositoryUrl(manifest);
}

/**
 * The address of a file of the version that is published.
 *
 * @param manifest what package.json says
 * @param path from the project's folder
 * @param kind a page shows the file; an image must be the file
 * @returns undefined where package.json names no repository
 */
export function toPublishedUrl(
  manifest: Manifest,
  path: string,
  kind: 'page' | 'image' = 'page',
): string | undefined {
  const repository = getRepositoryUrl(manifest);
  return repository && `${repository}/${kind === 'image' ? 'raw' : 'blob'}/v${manifest.version}/${path}`;
}

/**
 * A page with each relative link made absolute.
 *
 * @param text Markdown
 * @param page its path from the project's folder
 * @param manifest what package.json says
 * @returns the same text where package.json names no repository
 */
export function toPublishedPage(text: string, page: string, manifest: Manifest): string {
  const fence = /^(\s*)(`{3,})[^\n]*\n[^]*?^\s*\2\s*$/gmu;
  const links = /(!?)\[((?:[^\]\\]|\\.)*)\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)/gu;
  const convert = (prose: string) =>
    prose.replace(links, (link, mark: string, label: string, target: string, anchor = '') => {
      const path = new URL(target, `file:///${page}`).pathname.slice(1);
      const url = toPublishedUrl(manifest, path, mark ? 'image' : 'page');
      return url === undefined ? link : `${mark}[${label}](${url}${anchor})`;
    });
  let converted = '';
  let end = 0;
  for (const { 0: block, index } of text.matchAll(fence)) {
    converted += convert(text.slice(end, index)) + block;
    end = index + block.length;
  }
  return converted + convert(text.slice(end));
}
