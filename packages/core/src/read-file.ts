/** Files that are read while a layer is made or a graph is built, which cannot wait. */
import { FileNotFoundError, OSError, ValueError } from './errors.js';
import { nodeFiles } from './node-files.js';

/** As much as one array holds. */
const MOST_BYTES = 2 ** 32;

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
