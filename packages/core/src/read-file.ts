/** Files that are read while a layer is made or a graph is built, which cannot wait. */
import { FileNotFoundError, OSError, RuntimeError, ValueError } from './errors.js';

/** As much as one array holds. */
const MOST_BYTES = 2 ** 32;

interface Files {
  readonly fs: typeof import('node:fs');
  readonly path: typeof import('node:path');
}

/** Node's modules, asked for at run time, so that a bundle for browsers holds no trace of them. */
export function nodeFiles(path: string): Files {
  const load = globalThis.process?.getBuiltinModule;
  if (load) return { fs: load('node:fs'), path: load('node:path') };
  throw new RuntimeError(`There is no file system for '${path}'.`, {
    hint: 'in a browser, give the bytes of the file.',
  });
}

/** The bytes of a file, at once: constructors and shape rules cannot wait. */
export function readFileSync(path: string): Uint8Array {
  const { fs } = nodeFiles(path);
  try {
    const status = fs.statSync(path);
    if (!status.isFile())
      throw new OSError(`Can't read '${path}'.`, { expected: 'a file', received: 'something else' });
    if (status.size > MOST_BYTES) {
      throw new ValueError(`'${path}' is too large.`, {
        expected: `at most ${MOST_BYTES} bytes`,
        received: `${status.size} bytes`,
      });
    }
    return fs.readFileSync(path);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (typeof code !== 'string') throw error;
    throw new (code === 'ENOENT' ? FileNotFoundError : OSError)(`Can't read '${path}'.`, { received: message });
  }
}
