/** The examples of the documentation have no type errors. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { sourcePaths } from '@org/testing/program';
import { type Example, examples, root } from './examples.js';
import { namespaces, readersOwn, readmesOwn } from './scope.js';

// Inside the repository, where the compiler finds the dependencies of the sources.
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'example-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const project = {
  extends: relative(folder, join(root, 'tsconfig.base.json')),
  compilerOptions: {
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    verbatimModuleSyntax: false,
    paths: sourcePaths('node'),
  },
  include: ['*.ts'],
};

/** The names that a file exports, types included. */
function exportsOf(file: string): Set<string> {
  const types = readFileSync(file, 'utf8').matchAll(/^export (?:interface|type) (\w+)/gm);
  return new Set([...Object.keys(require(file) as object), ...[...types].map((match) => match[1]!)]);
}

/** The example as a module that imports what it uses. */
function moduleOf({ file, code }: Example): string {
  const isReadme = file.endsWith('.md');
  const lines = code.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const bare = code.replace(/'[^']*'/g, '').replace(/\/\/.*/g, '');
  const used = [...new Set(bare.match(/(?<![\w$]|(?<!\.\.)\.)[A-Za-z_]\w*/g))];
  const own = isReadme ? new Set<string>() : exportsOf(file);
  const readers = Object.keys(isReadme ? readmesOwn() : readersOwn());
  const fromReader = used.filter((name) => readers.includes(name));
  const fromFile = used.filter((name) => own.has(name) && !fromReader.includes(name));
  const others = used.filter((name) => !fromReader.includes(name) && !fromFile.includes(name));
  const aliases =
    imports.length > 0
      ? []
      : others.flatMap((name) => {
          const found = namespaces.find(([, names]) => Object.hasOwn(names, name));
          return found
            ? [`import ${name} = keras.${found[0].slice('keras.'.length)}${found[0] === 'keras' ? '' : '.'}${name};`]
            : [];
        });
  const scope = join(root, 'tests/examples/scope.js');
  return [
    ...(imports.length > 0
      ? imports
      : ["import * as keras from '@org/models';", "import type { TensorLike } from '@org/core';"]),
    `import { readersOwn, readmesOwn } from '${relative(folder, scope)}';`,
    ...(fromFile.length > 0
      ? [`import { ${fromFile.join(', ')} } from '${relative(folder, file).replace(/ts$/, 'js')}';`]
      : []),
    ...aliases,
    'export async function run() {',
    `  const { ${fromReader.join(', ')} } = ${isReadme ? 'readmesOwn' : 'readersOwn'}();`,
    '  {',
    ...lines.filter((line) => !line.startsWith('import ')),
    '  }',
    '}',
  ].join('\n');
}

it('are what the compiler accepts', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  examples.forEach((example, i) => {
    writeFileSync(join(folder, `example${i}.ts`), moduleOf(example));
  });
  // Shows that the compiler gets as far as the types.
  writeFileSync(
    join(folder, 'wrong.ts'),
    "import { tensor } from '@org/models';\nexport const wrong: string = tensor([1]).shape;",
  );
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const output = await promisify(execFile)(process.execPath, [compiler, '-p', '.'], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  const errors = [...output.matchAll(/^example(\d+)\.ts\S*: (.*)$/gm)].map(([, i, message]) => {
    const { file, line } = examples[Number(i)]!;
    return `${relative(root, file)}:${line} ${message}`;
  });
  expect(errors).toEqual([]);
  expect(output).toMatch(/^wrong\.ts.*error TS2322/m);
}, 120_000);
