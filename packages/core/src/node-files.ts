import { RuntimeError } from './errors.js';

// Apart from what is public, whose declarations must do without those of Node.
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
