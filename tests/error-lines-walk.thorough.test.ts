/** Errors of all that the packages export begin with the line of the caller, in Node and in what bundlers make one file of. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';

interface Found {
  readonly calls: number;
  readonly errors: number;
  /** Errors that begin elsewhere, by what was called. */
  readonly wrong: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'walk-'));
const program = join(folder, 'walk.mjs');
const bundle = join(folder, 'bundle.mjs');
/** What is not the library's own, and what has native parts, stays outside. */
const external = ['onnxruntime-*', 'h5wasm', '@resvg/*', 'esbuild', 'playwright-core', 'vega', 'vega-lite'];
const banner =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

beforeAll(() => {
  symlinkSync(resolve(__dirname, '../node_modules'), join(folder, 'node_modules'));
  copyFileSync(join(__dirname, 'error-lines/walk.mjs'), program);
});
afterAll(() => rmSync(folder, { recursive: true }));

const asItIs = async () => program;

async function byEsbuild(): Promise<string> {
  await build({
    entryPoints: [program],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external,
    banner: { js: banner },
    logLevel: 'error',
  });
  return bundle;
}

/** The packages alone: what they stand on stays outside. */
async function byRollup(): Promise<string> {
  const made = await rollup({
    input: program,
    external: (id) => !/^(@org\/|[#./])/.test(id),
    plugins: [{ name: 'packages', resolveId }],
    onLog: () => {},
  });
  await made.write({ file: bundle, format: 'es', inlineDynamicImports: true });
  return bundle;
}

/** Files of packages, and what a package calls by a name of its own. */
function resolveId(id: string, importer?: string): string | null {
  if (id.startsWith('#')) return pathOf(id, dirname(importer!));
  return id.startsWith('@org/') ? pathOf(id, folder) : null;
}

const paths = new Map<string, string>();
/** Where Node finds a package's file, which takes a process. */
function pathOf(id: string, from: string): string {
  const known = paths.get(id);
  if (known) return known;
  const text = `console.log(import.meta.resolve('${id}'))`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', text], {
    cwd: from,
    encoding: 'utf8',
  });
  const path = printed.trim().replace('file://', '');
  paths.set(id, path);
  return path;
}

it.each<[string, () => Promise<string>]>([
  ['as Node runs the packages', asItIs],
  ['in one file that esbuild made', byEsbuild],
  ['in one file that rollup made', byRollup],
])(
  '%s',
  async (_how, make) => {
    const printed = execFileSync(process.execPath, [await make()], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const { calls, errors, wrong } = JSON.parse(/^FOUND (.*)$/m.exec(printed)![1]!) as Found;
    expect(wrong).toEqual({});
    expect([calls > 10_000, errors > 5000]).toEqual([true, true]);
  },
  600_000,
);
