/** TypeScript programs that tests run in processes of their own. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, parse, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const packages = fileURLToPath(new URL('../..', import.meta.url));
/** Below node_modules, so that the programs find installed packages. */
const folder = resolve(packages, '../node_modules/.cache/programs');

/** Which files of the runtime a platform has (`imports` of the core). */
const RUNTIMES = {
  node: { '#ort': 'ort-node', '#ort-gpu': 'ort-node', '#ort-web': 'load-web-node' },
  browser: {
    '#ort': 'ort-web',
    '#ort-gpu': 'ort-web-gpu',
    '#ort-web': 'load-web',
    '@org/core/worker': 'worker/web-worker',
  },
};

/** The names that other packages import, and the sources behind them: what the manifest of a package exports. */
export function doorsOf(folder: string): [name: string, source: string][] {
  const { name, exports } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Readonly<Record<string, unknown>>;
  };
  return Object.keys(exports)
    .map((key): [string, string] => [
      posix.join(name, key),
      join(packages, folder, 'src', `${key === '.' ? 'index' : key.slice(2)}.ts`),
    ])
    .filter(([, source]) => existsSync(source));
}

/** Where names lead, as the `paths` of a tsconfig: to the sources, as in tests (jest.resolver.cjs). */
export const sourcePaths = (platform: keyof typeof RUNTIMES): Record<string, string[]> =>
  Object.fromEntries([
    ...Object.entries(RUNTIMES[platform]).map(([name, file]) => [
      name,
      [join(packages, `core/src/backend/${file}.ts`)],
    ]),
    ...readdirSync(packages).flatMap((folder) => doorsOf(folder).map(([name, source]) => [name, [source]])),
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
