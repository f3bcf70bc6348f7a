import { RuntimeError } from '../errors.js';

interface BuiltinModules {
  'node:crypto': typeof import('node:crypto');
  'node:fs/promises': typeof import('node:fs/promises');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  'node:url': typeof import('node:url');
  'node:zlib': typeof import('node:zlib');
}

/** A module of Node, asked for at run time, so that a bundle for browsers holds no trace of it. */
export function builtin<Name extends keyof BuiltinModules>(name: Name, path: string): BuiltinModules[Name] {
  const load = globalThis.process?.getBuiltinModule;
  if (load === undefined) {
    throw new RuntimeError(`There is no file system for '${path}'.`, {
      hint: 'in a browser, keep the bytes of the file, or offer them for download',
    });
  }
  return load(name) as BuiltinModules[Name];
}
