/**
 * Every limit of the analysis. Whatever reaches one is unknown; none of them makes anything certain.
 */

/** Steps that one option site may take, beside those for its file's size. A step is one value that reaches one place. */
export const LEAST_STEPS = 40_000;

/** Further steps for each node of the tree that is asked about: most programs take less than five. */
export const STEPS_PER_NODE = 8;

/** The same for the files around it, of which little is followed where they decide anything. */
export const STEPS_PER_OTHER_NODE = 2;

/** All steps of a program together: some five seconds. */
export const MOST_STEPS = 1_000_000;

/** Constants that one place can have before it is any value: a table of ports, not a counter. */
export const CONSTANTS_OF_PLACE = 40;

/** How often one place of the program computes a constant from one that it has computed: a counter has every number. */
export const COUNTED_ROUNDS = 2;

/** Longest text that is computed; a longer one is any text. */
export const CONSTANT_LENGTH = 2_000;

/** Parts of which a text is computed; one of more parts is any text. */
export const TEXT_PARTS = 16;

/** Receivers of this depth or more do not tell activations of a method apart: see `depth` of `HeapValue`. */
export const RECEIVER_DEPTH = 3;

/** Names in a path from a module to one of its exports: `module.a.b.c`. */
export const MODULE_PATH_LENGTH = 12;

/** Places to which an object of the runtime is followed through names and properties before any may change it. */
export const FOLLOWED_PLACES = 2_000;

/** Runs of one function that are told apart by their calls and receivers, whatever its length. */
export const LEAST_ACTIVATIONS = 8;

/** UTF-16 units of text that the runs of one function that are told apart may have together. */
export const ACTIVATIONS_TEXT = 10_000;

/** Files that one program can have. */
export const FILES_OF_PROGRAM = 60;

/** UTF-16 units of text that the files of one program can have, beside the first. */
export const TEXT_OF_PROGRAM = 4_000_000;

/**
 * UTF-16 units of a file that may import another one by a name that is not known: larger ones are bundles, which have it in them.
 */
export const TEXT_OF_IMPORTER = 200_000;

/** How often a program can grow. */
export const GROWTHS = 10;

/** Calls of builtins that call what they are given, each by the one before: `call.bind(call)`. One more is a call of anything. */
export const NESTED_CALLS = 32;

/** How many elements of a list that is spread over the arguments of a call are handed on one by one. */
export const COUNTED_ELEMENTS = 8;
