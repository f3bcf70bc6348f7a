import { RuntimeError } from '../errors.js';

/**
 * A module of Node, asked for at run time, so that a bundle for browsers holds no trace of it. Callers say its type, which declarations
 * of this package must not name: not everyone has the types of Node.
 *
 * @param path the file that it is wanted for
 * @throws RuntimeError where there is no Node
 * @example
 * const { basename } = builtin<typeof import('node:path')>('node:path', 'a/b.txt');
 * basename('a/b.txt'); // 'b.txt'
 */
export function builtin<Module>(name: `node:${string}`, path: string): Module {
  const load = globalThis.process?.getBuiltinModule as ((name: string) => unknown) | undefined;
  if (load === undefined) {
    throw new RuntimeError(`There is no file system for '${path}'.`, {
      hint: 'in a browser, keep the bytes of the file, or offer them for download',
    });
  }
  return load(name) as Module;
}
