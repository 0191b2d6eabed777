/**
 * Where a person can read more: the page on npm. Once package.json names a home page or the repository, the build puts that here.
 */
export const HOME_PAGE = 'https://www.npmjs.com/package/eslint-plugin-sockets';
