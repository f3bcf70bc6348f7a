/** TypeScript programs that tests run in processes of their own. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const packages = resolve(__dirname, '../..');
/** Below node_modules, so that the programs find installed packages. */
const folder = resolve(packages, '../node_modules/.cache/programs');

/** Which files of the runtime a platform has (`imports` of the core). */
const RUNTIMES = {
  node: { '#ort': 'ort-node', '#ort-web': 'load-web-node' },
  browser: { '#ort': 'ort-web', '#ort-web': 'load-web', '@org/core/worker': 'worker/web-worker' },
};

/** Where names lead, as the `paths` of a tsconfig: to the sources, as in tests (jest.resolver.cjs). */
export const sourcePaths = (platform: keyof typeof RUNTIMES): Record<string, string[]> =>
  Object.fromEntries([
    ...Object.entries(RUNTIMES[platform]).map(([name, file]) => [
      name,
      [join(packages, `core/src/backend/${file}.ts`)],
    ]),
    ...readdirSync(packages).flatMap((name) =>
      ['index', 'internal', 'python'].map((entry) => [
        entry === 'index' ? `@org/${name}` : `@org/${name}/${entry}`,
        [join(packages, name, 'src', `${entry}.ts`)],
      ]),
    ),
  ]);

const made = new Map<string, string>();

/**
 * A program and the sources that it imports as one file of JavaScript: loaders that compile what a process imports take seconds for
 * each process.
 */
export function builtProgram(path: string): string {
  const known = made.get(path);
  if (known) return known;
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, `${parse(path).name}-`));
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
  const outfile = join(own, 'program.mjs');
  buildSync({
    entryPoints: [path],
    outfile,
    tsconfigRaw: { compilerOptions: { paths: sourcePaths('node') } },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  made.set(path, outfile);
  return outfile;
}

/** What a program prints. */
export async function runProgram(
  path: string,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
  options: ExecFileOptions = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...nodeOptions, builtProgram(path), ...args],
    options,
  );
  return String(stdout);
}
