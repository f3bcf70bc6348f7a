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

/** What a device needs, if that is why it is not there. Where `require` and `import` meet, the error may be of another copy's class. */
export function remedyOf(cause: unknown): string | undefined {
  const { remedy } = Object(cause) as Partial<MissingDevice>;
  return typeof remedy === 'string' ? remedy : undefined;
}
