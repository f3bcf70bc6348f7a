/** How much of the packages pages of different kinds load: written to docs/sizes.md by `npm run sizes`, after `npm run build`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, transform } from 'esbuild';
import { type OutputChunk, type Plugin, rollup } from 'rollup';

const packages = resolve(dirname(fileURLToPath(import.meta.url)), '../../packages');

export interface PageKind {
  readonly name: string;
  readonly program: string;
  /** Bytes that it should stay below, compressed. */
  readonly goal?: number;
}

export const PAGES: readonly PageKind[] = [
  {
    name: '`loadPredictor` of `@org/core/predict`: an exported model answers',
    program: `import { loadPredictor } from '@org/core/predict';
      const model = await loadPredictor(new URL('model.onnx', location.href));
      globalThis.answer = await model.predict([[1, 2]]);`,
    goal: 40_000,
  },
  {
    name: '`loadPredictor` of `@org/models/predict`: a `.keras` file of the layers that the page names answers',
    program: `import { Conv2D, Dense, Dropout, Flatten, loadPredictor, MaxPooling2D } from '@org/models/predict';
      const layers = [Conv2D, Dense, Dropout, Flatten, MaxPooling2D];
      const model = await loadPredictor(new URL('model.keras', location.href), { layers });
      globalThis.answer = await model.predict([[1, 2]]);`,
    goal: 40_000,
  },
  {
    name: 'a Sequential of Dense layers answers',
    program: `import { Dense, Input } from '@org/layers';
      import { Sequential } from '@org/models';
      const model = new Sequential([Input([2]), new Dense(3, { activation: 'relu' })]);
      globalThis.answer = await model.predict([[1, 2]], { verbose: 0 });`,
  },
  {
    name: 'a Sequential of Dense layers is trained, and answers',
    program: `import { Dense, Input } from '@org/layers';
      import { losses, optimizers, Sequential, tensor } from '@org/models';
      const model = new Sequential([Input([2]), new Dense(3, { activation: 'relu' }), new Dense(1)]);
      model.compile({ optimizer: new optimizers.Adam(), loss: new losses.MeanSquaredError() });
      await model.fit(tensor([[1, 2]]), tensor([[3]]), { verbose: 0 });
      globalThis.answer = await model.predict([[1, 2]], { verbose: 0 });`,
  },
  {
    name: '`loadModel` of `@org/models/load`: a `.keras` file of the layers that the page names answers',
    program: `import { Conv2D, Dense, Dropout, Flatten, MaxPooling2D } from '@org/layers';
      import { loadModel } from '@org/models/load';
      const customObjects = { Conv2D, Dense, Dropout, Flatten, MaxPooling2D };
      const model = await loadModel(new URL('model.keras', location.href), { customObjects, compile: false });
      globalThis.answer = await model.predict([[1, 2]], { verbose: 0 });`,
  },
  {
    name: '`loadModel`: a `.keras` file of any layers answers',
    program: `import { saving } from '@org/models';
      const model = await saving.loadModel(new URL('model.keras', location.href));
      globalThis.answer = await model.predict([[1, 2]], { verbose: 0 });`,
  },
  {
    name: 'core: tensors are added',
    program: `import { tensor } from '@org/core';
      globalThis.answer = await tensor([1, 2]).add(1).data();`,
    goal: 60_000,
  },
  {
    name: 'core, all of it',
    program: `import * as core from '@org/core'; globalThis.core = core;`,
    goal: 60_000,
  },
  {
    name: 'core, layers and models, all of them',
    program: `import * as keras from '@org/models'; globalThis.keras = keras;`,
  },
];

/** What is loaded later, but by each page that computes: the backend of the processor. */
const isBackend = (module: string): boolean => /core\/dist\/modules\/backend\/cpu\/cpu\.js$/.test(module);
/** Not counted: the runtime itself, and the library that writes files. */
const EXTERNAL = ['onnxruntime-web/*', 'h5wasm'];

const compressed = (code: string | Uint8Array): number => gzipSync(code, { level: 9 }).length;

/** Bytes of JavaScript that a page loads before it answers, minified and compressed, each file by itself. */
export async function sizeByEsbuild({ program }: PageKind): Promise<number> {
  const outdir = mkdtempSync(join(tmpdir(), 'sizes-'));
  try {
    const { metafile, outputFiles } = await build({
      stdin: { contents: program, resolveDir: join(packages, 'models') },
      outdir,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      external: EXTERNAL,
      metafile: true,
      write: false,
    });
    const files = loadedOf(metafile);
    return outputFiles
      .filter(({ path }) => files.has(resolve(path)))
      .reduce((sum, { contents }) => sum + compressed(contents), 0);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The files of a page: its own, those that it imports, and those of the backend. */
function loadedOf({ outputs }: Metafile): Set<string> {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(resolve(file))) return;
    loaded.add(resolve(file));
    for (const { kind, path } of outputs[file]!.imports) {
      const isLater = kind === 'dynamic-import' && !isBackend(outputs[path]?.entryPoint ?? '');
      if (path in outputs && !isLater) load(path);
    }
  };
  load(Object.keys(outputs).find((file) => outputs[file]!.entryPoint === '<stdin>')!);
  return loaded;
}

/** As {@link sizeByEsbuild}. */
export async function sizeByRollup({ program }: PageKind): Promise<number> {
  const bundle = await rollup({
    input: 'page',
    plugins: [packagesOf(program)],
    treeshake: { moduleSideEffects: (id) => id === 'page' || hasEffects(id) },
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  const chunks = new Map(output.flatMap((each) => (each.type === 'chunk' ? [[each.fileName, each] as const] : [])));
  const loaded = new Set<OutputChunk>();
  const load = (chunk: OutputChunk | undefined): void => {
    if (!chunk || loaded.has(chunk)) return;
    loaded.add(chunk);
    for (const name of chunk.imports) load(chunks.get(name));
    for (const name of chunk.dynamicImports) if (chunks.get(name)?.moduleIds.some(isBackend)) load(chunks.get(name));
  };
  load([...chunks.values()].find(({ isEntry }) => isEntry));
  const minified = await Promise.all(
    [...loaded].map(({ code }) => transform(code, { minify: true, format: 'esm', target: 'es2022' })),
  );
  return minified.reduce((sum, { code }) => sum + compressed(code), 0);
}

/** A page by the name 'page', and where the names of packages lead in a browser. */
const packagesOf = (program: string): Plugin => ({
  name: 'packages',
  resolveId(id, importer) {
    if (id === 'page') return id;
    const [, folder, entry = ''] = /^@org\/([a-z]+)(\/[a-z]+)?$/.exec(id) ?? [];
    if (folder) return fileOf(folder, 'exports', `.${entry}`);
    if (id.startsWith('#')) return fileOf('core', 'imports', id);
    if (id === 'fflate') return resolve(packages, '../node_modules/fflate/esm/browser.js');
    return id.startsWith('.') && importer ? null : { id, external: true };
  },
  load: (id) => (id === 'page' ? program : null),
});

type Conditions = { readonly [name: string]: string | Conditions };

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'));

/** Whether a file does more than to define things, as its package says. */
function hasEffects(file: string): boolean {
  const [, folder, path] = /packages\/([a-z]+)\/(dist\/.*)\.js$/.exec(file) ?? [];
  const listed: readonly string[] = (folder && manifestOf(folder).sideEffects) || [];
  return listed.some((pattern) => pattern === `./${path}.*`);
}

function fileOf(folder: string, table: 'exports' | 'imports', entry: string): string {
  const manifest = manifestOf(folder);
  let found: string | Conditions = manifest[table][entry];
  while (typeof found !== 'string') found = (found.import ?? found.default)!;
  return join(packages, folder, found);
}

const inKilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

/** The rows of docs/sizes.md: the bytes of each page by esbuild. */
export function documentedSizes(text: string): Map<string, number> {
  const rows = [...text.matchAll(/^\| (.*?) \| ([\d.]+) \|/gm)];
  return new Map(rows.map(([, name, size]) => [name!, Number(size) * 1000]));
}

async function write(): Promise<void> {
  const rows: string[] = [];
  for (const page of PAGES) {
    const sizes = [await sizeByEsbuild(page), await sizeByRollup(page)].map(inKilobytes);
    rows.push(`| ${page.name} | ${sizes.join(' | ')} | ${page.goal ? inKilobytes(page.goal) : ''} |`);
  }
  writeFileSync(
    resolve(packages, '../docs/sizes.md'),
    `# Sizes

Written by \`npm run sizes\`; \`tests/sizes.thorough.test.ts\` fails where one has grown. What a page loads before it answers, in thousands of bytes of minified
and compressed JavaScript, without ONNX Runtime (3.7 MB) and what is loaded when it is first used: training's names, the library that
writes files.

| page | esbuild | rollup | goal |
|---|---|---|---|
${rows.join('\n')}
`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void write();
