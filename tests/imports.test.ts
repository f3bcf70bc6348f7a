/** Data flows one way: what a file may import. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { doorsOf } from '@org/testing/program';
import { parseSync } from '@swc/core';

const root = resolve(__dirname, '../packages');
const packages = readdirSync(root);

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const doors = new Map(
  packages.flatMap((folder) => doorsOf(folder).map(([name]) => [name, manifestOf(folder).name] as const)),
);
const ownNames = new Set(packages.map((folder) => manifestOf(folder).name));

interface Import {
  readonly from: string;
  /** The types of a module may be needed by the one that it needs. */
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const { body } = parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', decorators: true });
  return body.flatMap((item) => {
    if (item.type === 'ImportDeclaration') return [{ from: item.source.value, typeOnly: item.typeOnly }];
    if (item.type === 'ExportAllDeclaration') return [{ from: item.source.value, typeOnly: false }];
    if (item.type === 'ExportNamedDeclaration' && item.source) {
      return [{ from: item.source.value, typeOnly: item.typeOnly }];
    }
    return [];
  });
}

const sourcesOf = (folder: string): string[] =>
  readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(root, folder, 'src', file));

type Imports = ReadonlyMap<string, readonly string[]>;

/** A file and all that it imports, directly or not. */
function reached(file: string, imports: Imports, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imports.get(file) ?? []) reached(next, imports, seen);
  return seen;
}

/** Groups of files that import each other, directly or not (Tarjan's strongly connected components). */
function circlesOf(imports: Imports): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle);
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles;
}

/**
 * Derivatives are mutually recursive (that of a sum is a broadcast, that of a broadcast a sum), so the primitives and the walk
 * that applies their rules may know each other. They do so in functions that run after all of them are loaded.
 */
const isDerivativeRule = (file: string): boolean =>
  /^core\/src\/(primitives\/|transforms\/backward\.ts)/.test(relative(root, file));

test('circles are found', () => {
  const imports = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', ['d']],
    ['d', ['b']],
  ]);
  expect(circlesOf(imports)).toEqual([['b', 'c', 'd']]);
});

describe.each(packages)('%s', (folder) => {
  const source = join(root, folder, 'src');
  const imports = new Map(sourcesOf(folder).map((file) => [file, importsOf(file)]));
  const own: Imports = new Map(
    [...imports].map(([file, list]) => {
      const values = list.filter(({ from, typeOnly }) => !typeOnly && from.startsWith('.'));
      return [file, values.map(({ from }) => join(dirname(file), from.replace(/\.js$/, '.ts')))];
    }),
  );

  it('has no circles', () => {
    const circles = circlesOf(own).filter((circle) => !circle.every(isDerivativeRule));
    expect(circles.map((circle) => circle.map((file) => relative(root, file)))).toEqual([]);
  });

  it('imports other packages by name, those that its manifest names', () => {
    const { dependencies, devDependencies } = manifestOf(folder);
    // Tests, and tools that are run by hand, are not part of what is published.
    const published = new Set(doorsOf(folder).flatMap(([, entry]) => [...reached(entry, own)]));
    const isAllowed = (file: string, from: string): boolean => {
      if (from.startsWith('.')) return resolve(dirname(file), from).startsWith(source);
      const owner = doors.get(from);
      if (owner === undefined) return !from.startsWith('@org/');
      return owner in { ...dependencies, ...(!published.has(file) && devDependencies) };
    };
    const wrong = [...imports].flatMap(([file, list]) => {
      return list.flatMap(({ from }) => (isAllowed(file, from) ? [] : [`${relative(root, file)}: ${from}`]));
    });
    expect(wrong).toEqual([]);
  });
});

describe('the core', () => {
  const source = join(root, 'core/src');
  const importsUnder = (folder: string, isRelevant: (file: string) => boolean = () => true) =>
    sourcesOf('core')
      .filter(
        (file) => file.startsWith(join(source, folder)) && !/\.test\.ts$|\/fixtures\//.test(file) && isRelevant(file),
      )
      .flatMap((file) =>
        importsOf(file).map(({ from }) => ({ file, to: from.startsWith('.') ? resolve(dirname(file), from) : from })),
      );
  const into = (folders: readonly string[], list: readonly { file: string; to: string }[]) =>
    list
      .filter(({ to }) => folders.some((folder) => to.startsWith(join(source, folder))))
      .map(({ file, to }) => `${relative(source, file)}: ${relative(source, to)}`);

  it('has graphs that know nothing of how they are written or run', () => {
    expect(into(['onnx/', 'backend/'], importsUnder('graph/'))).toEqual([]);
  });

  it('has primitives that know nothing of how they are run', () => {
    expect(into(['backend/'], importsUnder('primitives/'))).toEqual([]);
  });

  it('has one file that imports each runtime', () => {
    // What they have in common are types; in Node the one for the web is found by a name that is put together.
    const loaded = /(?:import\(|from |requireIn<\w+>\(realm, )'(onnxruntime-(?!common)[^']*)'/g;
    const own = sourcesOf('core').filter((file) => !file.endsWith('.test.ts'));
    const runtimes = own.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(loaded)].map(([, name]) => `${relative(source, file)}: ${name}`),
    );
    expect([...new Set(runtimes)].sort()).toEqual([
      'backend/load-web.ts: onnxruntime-web/wasm',
      'backend/ort-node.ts: onnxruntime-node',
      'backend/ort-web-gpu.ts: onnxruntime-web/webgpu',
    ]);
  });

  it('asks what a node is by its primitive, not by a name', () => {
    const wrong = sourcesOf('core').filter(
      (file) =>
        !file.endsWith('.test.ts') &&
        /primitive\??\.name\s*[!=]==|\bname\s*===\s*'conv/.test(readFileSync(file, 'utf8')),
    );
    expect(wrong.map((file) => relative(source, file))).toEqual([]);
  });
});

test('packages depend on each other in one direction', () => {
  const dependencies = packages.map((folder): [string, string[]] => {
    const { name, dependencies, devDependencies } = manifestOf(folder);
    return [name, Object.keys({ ...dependencies, ...devDependencies }).filter((each) => ownNames.has(each))];
  });
  expect(circlesOf(new Map(dependencies))).toEqual([]);
});
