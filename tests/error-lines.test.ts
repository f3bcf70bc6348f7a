/** Errors of a run tell the line that asked for what failed. Here, because lines of the packages themselves are not the user's. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as keras from '@org/models';
import { buildSync } from 'esbuild';

const { jit, layers, ops, tensor, vmap } = keras;

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** The line below the one that calls this. */
function nextLine(): string {
  const [, file, line] = /\(?([^\s()]+):(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[2]!)!;
  return `${file}:${Number(line) + 1}:`;
}
const messageOf = (y: keras.Tensor): Promise<string> =>
  y.array().then(
    () => 'nothing failed',
    (error: Error) => error.message,
  );

const x = tensor([1, 2, 3], null, 'float32');
/** Not known before it runs. */
const far = () => tensor([7]).add(0);

describe.each(['cpu', 'javascript'])('on %s', (device) => {
  beforeAll(() => keras.config.setDevice(device));
  afterAll(() => keras.config.setDevice('cpu'));

  it('the line of an op, called as a function or a method', async () => {
    const line = nextLine();
    const message = await messageOf(ops.take(x, far(), 0));
    expect(message).toContain('[gather]: index 7 is out of range for an axis of size 3.');
    expect(message).toContain(`In: take (${line}`);
    const next = nextLine();
    expect(await messageOf(x.at(far()))).toContain(`In: get_item (${next}`);
  });

  it('of the graph that ran, not of an equal one before it', async () => {
    const large = ops.ones([500, 500]);
    const lines: string[] = [];
    for (const at of [tensor([1]), tensor([600])]) {
      lines.push(nextLine());
      const picked = at.host!.data[0] === 1 ? ops.take(large, at.add(0), 0) : null;
      lines.push(nextLine());
      const other = picked ?? ops.take(large, at.add(0), 0);
      lines.push(await messageOf(other.matmul(large)));
    }
    expect(lines[2]).toBe('nothing failed');
    expect(lines[5]).toContain(lines[4]);
  });

  it('in compiled and vectorised functions', async () => {
    const lines = [nextLine()];
    const pick = (at: keras.Tensor) => ops.take(x, at, 0);
    expect(await messageOf(jit(pick)(tensor([7])))).toContain(lines[0]);
    expect(await messageOf(vmap(pick)(tensor([[1], [7]])))).toContain(lines[0]);
  });

  it('in the code of a layer, with the layer', async () => {
    const lines = [nextLine()];
    const lookup = new layers.Lambda((at: keras.Tensor) => ops.take(x, at, 0), { name: 'lookup' });
    expect(await messageOf(lookup(far()))).toContain(`In: lookup (Lambda) → take (${lines[0]}`);
  });
});

/** The file and line of a frame. */
const placeOf = (frame = ''): string => /\(?([^\s()]+:\d+:)\d+\)?$/.exec(frame)?.[1] ?? 'none';
/** The line that calls this. */
const here = (): string => placeOf(new Error().stack!.split('\n')[2]);
const firstFrame = ({ stack = '' }: Error): string => placeOf(stack.split('\n').find((line) => /^\s+at /.test(line)));

describe('the stack of an error begins with the line of the user', () => {
  const wide = ops.ones([2, 3]);
  const compiled = () => {
    const model = new keras.Sequential([keras.Input([4]), new layers.Dense(1)]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    return model;
  };
  const quiet = { verbose: 0 } as const;
  class Product extends layers.Layer {
    static line = '';
    override call(x: keras.Tensor) {
      const [line, y] = [here(), () => x.matmul(x)];
      Product.line = line;
      return y();
    }
  }

  it.each<[string, string, () => unknown]>([
    ['an op', here(), () => ops.matmul(wide, wide)],
    ['a method', here(), () => wide.matmul(wide)],
    ['data that is no tensor', here(), () => tensor([[1], [1, 2]])],
    ['the constructor of a layer', here(), () => new layers.Dense(-1)],
    ['the call of a layer', here(), () => new layers.Conv2D(1, 3)(wide)],
    ['the call of a model', here(), () => compiled()(wide)],
    ['compile', here(), () => compiled().compile({ optimizer: 'nobody' as 'sgd' })],
    ['a loss', here(), () => new keras.losses.MeanSquaredError()(wide, ops.ones([2, 4]))],
    ['a metric', here(), () => new keras.metrics.MeanSquaredError().updateState(wide, ops.ones([2, 4]))],
    ['a variable', here(), () => new keras.Variable([1, 2]).assign([1])],
    ['a function that is compiled', here(), () => jit((x: keras.Tensor) => ops.matmul(x, x))(wide)],
    ['a value', here(), () => ops.take(x, far(), 0).data()],
    ['a value that is computed by the runtime', here(), () => ops.take(ops.ones([500, 9]), far().mul(99), 0).array()],
    ['an item', here(), () => wide.item()],
    ['data that does not fit', here(), () => compiled().fit(wide, [[1], [2]], quiet)],
    ['data of different lengths', here(), () => compiled().fit(ops.ones([2, 4]), [[1]], quiet)],
    ['data that is none', here(), () => compiled().predict('data' as never, quiet)],
    ['evaluation', here(), () => compiled().evaluate(wide, [[1], [2]], quiet)],
    ['a step', here(), () => compiled().trainOnBatch(wide, [[1], [2]])],
    ['a file that is not there', here(), () => compiled().loadWeights('/nowhere.weights.h5')],
  ])('%s', async (_name, line, action) => {
    const error = await (async () => action())().then(
      () => new Error('nothing failed'),
      (thrown: Error) => thrown,
    );
    expect([error.constructor === Error, firstFrame(error)]).toEqual([false, line]);
  });

  it('in the code of a layer', () => {
    expect(() => new Product()(wide)).toThrow(
      expect.objectContaining({ stack: expect.stringContaining(Product.line) }),
    );
  });

  it('where nobody waits yet when it goes wrong', async () => {
    const [line, fitted] = [here(), compiled().fit(wide, [[1], [2]], quiet)];
    const frame = await new Promise((resolve) => fitted.catch((error: Error) => resolve(firstFrame(error))));
    expect(frame).toBe(line);
  });

  it('unless all frames are asked for', () => {
    keras.config.disableTracebackFiltering();
    const error = (() => {
      try {
        return ops.matmul(wide, wide);
      } catch (thrown) {
        return thrown as Error;
      }
    })() as Error;
    expect(firstFrame(error)).toMatch(/packages\/core\/src/);
    keras.config.enableTracebackFiltering();
    expect(firstFrame(error)).not.toMatch(/packages\/core\/src/);
    expect(error.stack).toMatch(/^ValueError: \[matmul\]/);
  });
});

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
