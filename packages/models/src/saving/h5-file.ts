/** Making HDF5 files in memory, with h5wasm, and turning its errors into ours. */
import { FrameworkError, OSError } from '@org/core';
import { importIn, messageOf, outerRealm } from '@org/core/internal';
import type * as H5Wasm from 'h5wasm';

export type Library = typeof H5Wasm;
export type File = H5Wasm.File;

/** Loaded when first needed: it is large, and most programs never write a weight file. */
export async function loadLibrary(): Promise<Library> {
  const realm = outerRealm();
  // In realms of test runners modules can be loaded with `require` alone, which this one has no entry for.
  const library = realm ? await importIn<Library>(realm, 'h5wasm', import.meta.url) : await import('h5wasm');
  await library.ready;
  return library;
}

/** Gives `body` the name of a file in h5wasm's own file system, and removes that file. `body` must not wait: there is one. */
export function withScratch<T>({ Module: { FS } }: Library, body: (scratch: string) => T): T {
  const scratch = '/weights.h5';
  try {
    return body(scratch);
  } finally {
    if (FS.analyzePath(scratch).exists) FS.unlink(scratch);
  }
}

/** Makes the file `path` for `body`, and closes it. */
export function withFile<T>(library: Library, path: string, body: (file: File) => T): T {
  const { Module } = library;
  Module.activate_throwing_error_handler(); // Otherwise HDF5 prints its errors and goes on.
  let file: File | undefined;
  try {
    // The oldest layout, as h5py writes it: every HDF5 library reads it, and its headers have no checksums.
    file = new library.File(path, 'w', { libver: ['earliest', 'latest'] });
    const result = body(file);
    const status = file.close();
    file = undefined;
    if (status < 0) throw new Error('closing failed');
    return result;
  } catch (error) {
    if (error instanceof FrameworkError) throw error;
    throw new OSError("Can't write the weight file.", { received: innermost(error) });
  } finally {
    try {
      file?.close();
    } catch {
      // The error that brought us here is the one to report.
    }
    Module.deactivate_throwing_error_handler();
  }
}

/** The last line of HDF5's error stack says what happened. */
function innermost(error: unknown): string {
  const text = messageOf(error);
  return [...text.matchAll(/#\d+: .*\(\): (.*)/g)].at(-1)?.[1] ?? text;
}

/** Where an object's header lies in the file, which is what an object reference holds. */
export function addressOf({ Module }: Library, file: File, path: string): number {
  const reference = Uint8Array.from(Module.create_object_reference(file.file_id, path));
  return Number(new DataView(reference.buffer).getBigUint64(0, true));
}
