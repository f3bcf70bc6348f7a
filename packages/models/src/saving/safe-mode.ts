/** Whether files are trusted in all that is loaded: keras.config.enableUnsafeDeserialization. */
const trust = { isComplete: false };

/**
 * Trusts all files from now on, as `loadModel(path, { safeMode: false })` trusts one: their layers may read other files. Python's
 * lambdas are refused all the same. `clearSession()` ends it.
 *
 * @example
 * keras.config.enableUnsafeDeserialization();
 */
export function enableUnsafeDeserialization(): void {
  trust.isComplete = true;
}

export function disableUnsafeDeserialization(): void {
  trust.isComplete = false;
}

/** Whether a file that is read with `safeMode` may read others. */
export const isTrusted = (safeMode: boolean | undefined): boolean => trust.isComplete || safeMode === false;
