/**
 * The examples of the documentation run: the `@example` blocks of all packages and the ```ts blocks of the READMEs. A comment
 * behind a statement that is a value on its own (`// [2, 4, 6]`, `// shape [2, 3]`) is what the statement must give, to the
 * digits it shows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { isPlainObject } from '@org/core/internal';
import * as keras from '@org/models';
import { sampled } from '@org/testing';
import { transformSync } from '@swc/core';
import { type Example, examples, root } from './examples.js';
import { namespaces, readersOwn, readmesOwn } from './scope.js';

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
  if (!isPlainObject(known)) return known;
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
  if (!isPlainObject(shown) || !isPlainObject(actual)) return actual;
  return Object.fromEntries(Object.entries(actual).map(([key, inner]) => [key, rounded(inner, shown[key])]));
}

function isIdentifier(name: string): boolean {
  try {
    new Function(`'use strict'; const ${name} = 0;`);
    return true;
  } catch {
    return false;
  }
}

let compared = 0;

const check: Check = async (actual, comment) => {
  const said = valueIn(comment);
  if (!said) return;
  if ('shape' in said) {
    for (const each of [actual].flat()) expect((each as keras.Tensor).shape).toEqual(said.shape);
  } else {
    expect(rounded(await plain(actual), said.value)).toEqual(said.value);
  }
  compared++;
};

// Examples may write files, each in a folder of its own.
const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});
afterAll(() => {
  process.stdout.write(`${chosen.length} examples, ${compared} values compared.\n`);
});

/** In daily work the READMEs', and of each folder some. */
const chosen = sampled(examples, 4, ({ file }) => (file.endsWith('.md') ? file : dirname(file)));

test.each(chosen.map((example) => [`${relative(root, example.file)}:${example.line}`, example] as const))(
  '%s',
  async (_name, example) => {
    const own = example.file.endsWith('.ts') ? (require(example.file) as object) : {};
    const scope: Readonly<Record<string, unknown>> = {
      ...Object.assign({}, ...namespaces.map(([, names]) => names).reverse()),
      keras,
      ...own,
      ...(example.file.endsWith('.md') ? readmesOwn() : readersOwn()),
    };
    const names = Object.keys(scope).filter(isIdentifier);
    const module = { exports: {} as { run: (check: Check, scope: object) => Promise<void> } };
    new Function('module', 'exports', 'require', compile(example, names))(module, module.exports, require);
    await module.exports.run(check, scope);
  },
);
