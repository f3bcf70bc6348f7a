/** Thrown where a backend is opened whose device this machine or page lacks. */
export class MissingDevice extends Error {
  constructor(
    reason: string,
    /** What to install, or where it would be. */
    readonly remedy: string,
  ) {
    super(reason);
  }
}
