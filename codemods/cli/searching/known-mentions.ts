import { selectApis } from '../../../analysis/apis/selection.ts';

/**
 * Words of which a file must contain one to be searched, unless the user describes more APIs. The build puts the words
 * themselves here: before one of them is found, the command needs nothing else of the analysis, which takes long to load.
 */
export const KNOWN_MENTIONS: readonly string[] = selectApis(undefined).mentions;
