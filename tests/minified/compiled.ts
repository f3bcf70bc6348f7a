import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TransformOptions, transformSync } from 'esbuild';

/** A program of this folder as a tool changed it. */
export function compiled<Program>(name: string, options: TransformOptions): { code: string; program: Program } {
  const source = readFileSync(join(__dirname, name), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', ...options });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, (path: string) => require(path));
  return { code, program: module.exports as Program };
}

/** What tools do to programs. */
export const ways: [string, TransformOptions][] = [
  ['minified', { minify: true }],
  ['lowered to ES2015', { target: 'es2015' }],
  ['minified and lowered', { minify: true, target: 'es2015' }],
];
