/**
 * The examples of the documentation run: the `@example` blocks of all packages and the ```ts blocks of the READMEs. A comment
 * behind a statement that is a value on its own (`// [2, 4, 6]`, `// shape [2, 3]`) is what the statement must give, to the
 * digits it shows.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import * as keras from '@org/models';
import { transformSync } from '@swc/core';

const root = resolve(__dirname, '..');

/** What examples take from the reader, in shapes that suit them. */
function readersOwn(file: string): Readonly<Record<string, unknown>> {
  const { ops, layers, optimizers } = keras;
  if (file.endsWith('README.md')) return { images: ops.ones([8, 784]), labels: ops.zeros([8]) };
  const model = new keras.Sequential([keras.Input([4]), new layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return {
    x: ops.ones([10, 4]),
    y: ops.ones([10, 1]),
    a: ops.ones([2, 4]),
    b: ops.ones([2, 4]),
    model,
    optimizer: new optimizers.SGD(),
    variable: new keras.Variable([1, 2], { dtype: 'float32' }),
    seedGenerator: new keras.SeedGenerator(0),
    key: keras.random.PRNGKey(0),
    step: 1,
    params: { w: ops.ones([2]) },
    grads: { w: ops.ones([2]) },
    image: ops.ones([64, 80, 3]),
    reconstruction: ops.zeros([64, 80, 3]),
    images: ops.ones([2, 16, 16, 3]),
    reconstructions: ops.zeros([2, 16, 16, 3]),
    features: ops.ones([2, 8, 8, 4]),
    volumes: ops.ones([2, 9, 9, 9, 1]),
    sequences: ops.ones([2, 8, 4]),
    columns: ops.ones([1, 9, 784]),
    logits: ops.ones([1, 6, 4]),
    indices: ops.zeros([2, 3], 'int32'),
    kernel: ops.ones([3, 3, 3, 4]),
    depthwiseKernel: ops.ones([3, 3, 3, 2]),
    pointwiseKernel: ops.ones([1, 1, 6, 4]),
    ...Object.fromEntries(['mean', 'variance', 'beta', 'gamma', 'scale'].map((name) => [name, ops.ones([3])])),
  };
}

/** Names for which no one value will do. An example with one is compiled, and runs up to the first. */
const OPEN_NAMES = new Set(['data', 'golden', 'lossOf', 'MyLayer', 'options', 'query', 'series']);

interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const packageFolders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
const sources = packageFolders
  .flatMap((folder) =>
    readdirSync(join(folder, 'src'), { recursive: true }).map((file) => join(folder, 'src', String(file))),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const examples = [...sources.flatMap(examplesInComments), ...examplesInMarkdown(join(root, 'README.md'))];

function examplesInComments(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\//g)].flatMap((comment) => {
    const lines = comment[0].replace(/\s*\*\/$/, '').split('\n');
    const first = text.slice(0, comment.index).split('\n').length;
    const starts = lines.flatMap((line, i) => (/^\s*\*\s*@example/.test(line) ? [i + 1] : []));
    return starts.map((start): Example => {
      const rest = lines.slice(start).map((line) => line.replace(/^\s*\* ?/, ''));
      const end = rest.findIndex((line) => line.startsWith('@'));
      return { file, line: first + start, code: rest.slice(0, end < 0 ? undefined : end).join('\n') };
    });
  });
}

function examplesInMarkdown(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((block) => ({
    file,
    line: text.slice(0, block.index).split('\n').length + 1,
    code: block[1]!,
  }));
}

type Check = (actual: unknown, comment: string) => Promise<void>;

/** An example as an async function; statements with a comment behind them hand their value to `check`. */
function compile({ code }: Example, names: readonly string[]): string {
  const lines = code.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  let depth = 0;
  const body = lines
    .filter((line) => !line.startsWith('import '))
    .map((line) => {
      const statement = depth === 0 ? /^(.*?);\s*\/\/\s*(.+)$/.exec(line) : null;
      const bare = line.replace(/\/\/.*$/, '').replace(/'[^']*'/g, '');
      depth += (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
      if (!statement || /^(let|class|function|return|for|if)\b/.test(line)) return line;
      const [, text, comment] = statement as unknown as [string, string, string];
      const declared = /^const (\w+)\b/.exec(text);
      if (declared) return `${text}; await check$(${declared[1]}, ${JSON.stringify(comment)});`;
      return text.startsWith('const ') ? line : `await check$(${text}, ${JSON.stringify(comment)});`;
    });
  const imported = imports.join(' ');
  const parameters = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(imported));
  const source = `${imports.join('\n')}
    export const run = async (check$, { ${parameters.join(', ')} }) => {{
      ${body.join('\n')}
    }};`;
  return transformSync(source, {
    filename: 'example.ts',
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { decoratorVersion: '2022-03' },
    },
    module: { type: 'commonjs' },
    swcrc: false,
  }).code;
}

/** What the comment says: a value, several values, or a shape; undefined for prose. */
function valueIn(comment: string): { value: unknown } | { shape: unknown } | undefined {
  const shape = /shape (\[[\d, nul]*\])/.exec(comment);
  if (shape) return { shape: JSON.parse(shape[1]!) };
  for (const text of [comment, comment.replace(/,? [a-z][\w ]*$/, '')]) {
    try {
      const values: unknown[] = new Function(`'use strict'; return [${text}];`)();
      return { value: values.length === 1 ? values[0] : values };
    } catch {
      // Prose.
    }
  }
  return undefined;
}

/** Tensors, variables and promises of them as plain values. */
async function plain(value: unknown): Promise<unknown> {
  const known = await value;
  if (keras.isTensor(known)) return known.array();
  if (keras.isVariable(known)) return known.value.array();
  if (Array.isArray(known)) return Promise.all(known.map(plain));
  if (!keras.isPlainObject(known)) return known;
  const entries = Object.entries(known).map(async ([key, inner]) => [key, await plain(inner)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** As many digits as the comment shows. */
function rounded(actual: unknown, shown: unknown): unknown {
  if (typeof shown === 'number' && typeof actual === 'number') {
    const digits = String(shown).split('.')[1]?.length ?? 3;
    return Math.abs(actual - shown) <= 0.51 * 10 ** -digits ? shown : actual;
  }
  if (Array.isArray(shown) && Array.isArray(actual)) return actual.map((inner, i) => rounded(inner, shown[i]));
  if (!keras.isPlainObject(shown) || !keras.isPlainObject(actual)) return actual;
  return Object.fromEntries(Object.entries(actual).map(([key, inner]) => [key, rounded(inner, shown[key])]));
}

const umbrella = {
  ...keras.layers,
  ...keras.initializers,
  ...keras.regularizers,
  ...keras.constraints,
  ...keras.losses,
  ...keras.metrics,
  ...keras.optimizers,
  ...keras.optimizers.schedules,
  ...keras.callbacks,
  ...keras,
  keras,
};
function isIdentifier(name: string): boolean {
  try {
    new Function(`'use strict'; const ${name} = 0;`);
    return true;
  } catch {
    return false;
  }
}

const tally = { complete: 0, partial: 0, values: 0 };

const check: Check = async (actual, comment) => {
  const said = valueIn(comment);
  if (!said) return;
  if ('shape' in said) {
    for (const each of [actual].flat()) expect((each as keras.Tensor).shape).toEqual(said.shape);
  } else {
    expect(rounded(await plain(actual), said.value)).toEqual(said.value);
  }
  tally.values++;
};

// Examples may write files.
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const before = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(
    `${tally.complete} examples ran, ${tally.partial} in part, ${tally.values} values were compared.\n`,
  );
});

test.each(examples.map((example) => [`${relative(root, example.file)}:${example.line}`, example] as const))(
  '%s',
  async (_name, example) => {
    const own = example.file.endsWith('.ts') ? (require(example.file) as object) : {};
    const scope: Readonly<Record<string, unknown>> = { ...umbrella, ...own, ...readersOwn(example.file) };
    const names = Object.keys(scope).filter(isIdentifier);
    const module = { exports: {} as { run: (check: Check, scope: object) => Promise<void> } };
    new Function('module', 'exports', 'require', compile(example, names))(module, module.exports, require);
    try {
      await module.exports.run(check, scope);
      tally.complete++;
    } catch (error) {
      const missing = error instanceof ReferenceError ? /^(\w+) is not defined/.exec(error.message)?.[1] : undefined;
      if (missing === undefined || !OPEN_NAMES.has(missing)) throw error;
      tally.partial++;
    }
  },
);
