/** Where errors point to in programs on the packages as they are built, and in what bundlers make of those. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('in a program on the built packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  // Addresses write the space otherwise than paths; frames have brackets of their own.
  const home = join(folder, 'my programs (new)');
  const program = `import { Input, layers, ops, Sequential, tensor } from '@org/models';
const model = new Sequential([Input([4]), new layers.Dense(1)]);
model.compile({ optimizer: 'sgd', loss: 'mse' });
const wide = ops.ones([2, 3]);
const actions = [
  () => ops.matmul(wide, wide), // 6
  async () => await model.fit(wide, [[1], [2]], { verbose: 0 }), // 7
  () => ops.take(tensor([1, 2, 3]), tensor([7]).add(0), 0).array(), // 8
];
const failures = [];
for (const action of actions) {
  try {
    await action();
  } catch ({ message, stack }) {
    failures.push({ message, frames: stack.slice(stack.indexOf(message) + message.length).trim().split('\\n') });
  }
}
console.log(JSON.stringify(failures));
`;
  beforeAll(() => {
    mkdirSync(home);
    symlinkSync(resolve(__dirname, '../node_modules'), join(home, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, string, string[]]>([
    ['Node', 'program.mjs', []],
    ['tsx', 'program.mts', ['--import', 'tsx']],
  ])('%s: the frames of the user alone', (_loader, name, options) => {
    writeFileSync(join(home, name), program);
    const printed = execFileSync(process.execPath, [...options, name], { cwd: home, encoding: 'utf8' });
    const failures = JSON.parse(printed) as { message: string; frames: string[] }[];
    const linesOf = (frames: string[]) =>
      frames.map((frame) => /([^/]*):(\d+):\d+\)?$/.exec(frame)?.slice(1).join(':') ?? frame);
    expect(failures.map(({ frames }) => linesOf(frames)[0])).toEqual([6, 7, 8].map((line) => `${name}:${line}`));
    for (const { frames } of failures) expect(frames.filter((frame) => frame.includes('/packages/'))).toEqual([]);
    expect(failures[2]!.message).toContain(`In: take (${join(home, name)}:8:`);
  });
});

describe('in a program that a bundler made one file of', () => {
  const program = `import { grad, gradients, Input, jit, lax, layers, losses, metrics, Model, ops, optimizers, random, Sequential, tensor, Variable, vmap } from '@org/models';
class Product extends layers.Layer {
  call(x) {
    return ops.matmul(x, x); // 4
  }
}
const model = new Sequential([Input([4]), new layers.Dense(1)]);
model.compile({ optimizer: 'sgd', loss: 'mse' });
const wide = ops.ones([2, 3]);
const squareOf = (x) => ops.matmul(x, x); // 10
const actions = {
  at12: () => ops.matmul(wide, wide), // 12
  at13: () => wide.matmul(wide), // 13
  at14: () => ops.reshape(wide, 'four'), // 14
  at15: () => new layers.Conv2D(1, 3)(wide), // 15
  at16: () => model(wide), // 16
  at17: () => new Product()(wide),
  at18: () => jit(squareOf)(wide),
  at19: () => new losses.MeanSquaredError()(wide, ops.ones([2, 4])), // 19
  at20: async () => await model.fit(wide, [[1], [2]], { verbose: 0 }), // 20
  at21: async () => await model.predict('data', { verbose: 0 }), // 21
  at22: () => ops.take(tensor([1, 2, 3]), tensor([7]).add(0), 0).array(), // 22
  at23: async () => await wide.item(), // 23
  at24: () => new layers.Dense(-1), // 24
  at25: () => new layers.Dense(2, { unit: 3 }), // 25
  at26: () => new layers.Bidirectional(new layers.Dense(2)), // 26
  at27: () => new Head(), // 27
  at28: () => model.compile({ optimizer: 'nobody' }), // 28
  at29: () => model.compile({ optimiser: 'sgd' }), // 29
  at30: () => variable.assign([1]), // 30
  at31: () => variable.assignAdd([1, 2, 3]), // 31
  at32: () => new Variable(0, { name: 'a/b' }), // 32
  at33: () => model.getLayer('nothing'), // 33
  at34: () => model.layers[0].setWeights([1]), // 34
  at35: () => model.add('layer'), // 35
  at36: () => new optimizers.Adam({ learningRate: 'fast' }), // 36
  at37: () => new Model({ inputs: 1, outputs: 2 }), // 37
  at38: () => tensor([[1], [1, 2]]), // 38
  at39: () => losses.meanSquaredError(wide, ops.ones([2, 4])), // 39
  at40: () => new Variable('nothing'), // 40
  at41: () => losses.get('nothing'), // 41
  at42: () => layers.deserialize({ class_name: 'Nothing', config: {} }), // 42
  at43: () => layers.Dense.fromConfig('nothing'), // 43
  at44: () => new metrics.MeanSquaredError().updateState(wide, ops.ones([2, 4])), // 44
  at45: () => new optimizers.SGD().apply([wide], []), // 45
  at46: () => new layers.Dense(2).build('nothing'), // 46
  at47: () => random.normal('nothing'), // 47
  at48: () => gradients('nothing', []), // 48
  at49: () => grad((x) => x)(wide), // 49
  at50: () => vmap((x, y) => x)(wide, ops.ones([3, 2])), // 50
  at51: () => { model.weights[0].trainable = 'nothing'; model.trainable = undefined; model.optimizer.learningRate = 'nothing'; }, // 51
  at52: () => lax.cumsum('nothing'), // 52
};
const variable = new Variable([1, 2]);
class Head extends layers.Layer {
  constructor() {
    super();
    this.dense = new layers.Dense(-1); // 58
  }
}
for (const action of Object.values(actions)) {
  try {
    await action();
    console.log('nothing failed');
  } catch ({ name, message, stack }) {
    console.log(stack.slice(stack.indexOf(message) + message.length).trim().split('\\n')[0]);
  }
}
`;

  it.each([
    ['as it is', { minify: false, sourcemap: true }],
    ['made small', { minify: true, sourcemap: true }],
    ['without the names of files', { minify: false, sourcemap: false }],
  ])('%s: the first frame is the user’s', async (_how, { minify, sourcemap }) => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      symlinkSync(resolve(__dirname, '../node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'program.mjs'), program);
      buildSync({
        entryPoints: [join(folder, 'program.mjs')],
        outfile: join(folder, 'bundle.mjs'),
        bundle: true,
        platform: 'node',
        format: 'esm',
        minify,
        sourcemap,
        external: ['onnxruntime-*', 'h5wasm'],
        banner: {
          js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
        },
        logLevel: 'silent',
      });
      const printed = execFileSync(process.execPath, ['--enable-source-maps', 'bundle.mjs'], {
        cwd: folder,
        encoding: 'utf8',
      });
      const frames = printed.trim().split('\n');
      const lines = [12, 13, 14, 15, 16, 4, 10, ...range(19, 27), 58, ...range(28, 53)];
      const names = lines.map((line) => ({ 4: 'Product.call', 10: 'squareOf', 58: 'new Head' })[line] ?? `at${line}`);
      expect(
        sourcemap
          ? frames.map((frame) => /([^/]*):(\d+):\d+\)?$/.exec(frame)?.slice(1).join(':') ?? frame)
          : frames.map((frame) => /^at (?:async |Object\.)*(.+?) \(/.exec(frame)?.[1] ?? frame),
      ).toEqual(sourcemap ? lines.map((line) => `program.mjs:${line}`) : names);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
