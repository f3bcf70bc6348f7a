/** Which files are in the layout of Keras 2, by their names, or their first bytes where they have none. */

export const LEGACY_ENDINGS: readonly string[] = ['.h5', '.hdf5'];

/** A `.weights.h5` file is of Keras 3. */
export const isLegacyName = (name: string): boolean =>
  LEGACY_ENDINGS.some((ending) => name.endsWith(ending)) && !name.endsWith('.weights.h5');

export const isLegacyFile = (name: string, bytes: Uint8Array): boolean =>
  isLegacyName(name) || (!name.endsWith('.keras') && String.fromCharCode(...bytes.subarray(0, 4)) === '\x89HDF');
