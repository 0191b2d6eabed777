import type { Manifest } from './manifest.ts';

/** Where a package is. */
export interface PackagePlace {
  /** Identifies the package: one folder may be several packages, which differ in their peers. */
  readonly key: string;
  /** Absolute, behind every link; in an archive, its path followed by that inside. */
  readonly folder: string;
  /** The archive that it is in. */
  readonly archive?: ArchivePlace;
}

/** A folder in an archive. */
export interface ArchivePlace {
  /** Absolute. */
  readonly file: string;
  /** With `/`, also at its end. */
  readonly folder: string;
}

/** How the packages of a project are installed. */
export interface Installation {
  /** What is there and could not be read: `what: why`. */
  readonly unread: readonly string[];
  /**
   * The project's own packages, itself left out.
   *
   * @param manifest that of the project
   */
  findMembers(manifest: Manifest): Promise<readonly PackagePlace[]>;
  /**
   * Where a dependency is.
   *
   * @param from its dependent
   * @param name what that calls it
   * @returns undefined when it is not installed
   */
  find(from: PackagePlace, name: string): PackagePlace | undefined;
  /**
   * What a package can load that its `package.json` does not name.
   *
   * @param place the package
   */
  getAddedNames(place: PackagePlace): readonly string[];
  /**
   * Reads what a package says of itself.
   *
   * @param place the package
   * @throws {Error} when it cannot be read, or is no JSON
   */
  readManifest(place: PackagePlace): Promise<Manifest>;
}
