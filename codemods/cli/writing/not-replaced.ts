/** A file that is left as it is, and why. */
export class NotReplaced extends Error {}

/** Somebody else has replaced or changed the file between the first look at it and the last. */
export class ChangedMeanwhile extends NotReplaced {
  /** Says so. */
  constructor() {
    super('it was changed by another program');
  }
}
