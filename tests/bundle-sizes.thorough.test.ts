/** In a program that a bundler made one file of, other sizes of the library's own models are not traced; those of the user's layers are. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const PROGRAM = `import { layers, losses, Input, Model, ops, Sequential } from '@org/models';
import { CompiledFunction } from '@org/core/internal';
const functions = new Set();
const { run } = CompiledFunction.prototype;
CompiledFunction.prototype.run = function (...args) {
  functions.add(this);
  return run.apply(this, args);
};
const traces = () => [...functions].reduce((total, { traceCount }) => total + traceCount, 0);
class Doubled extends layers.Layer {
  call(x) {
    return x.shape[0] === 17 ? x : x.mul(2);
  }
}
class Odd extends layers.Dense {
  call(x) {
    return super.call(x.shape[0] === 17 ? x : x.mul(2));
  }
}
const modelOf = (...own) => new Sequential([Input([4]), new layers.Dense(8, { activation: 'relu' }), ...own, new layers.Dense(1)]);
const withLoss = (loss, model = modelOf()) => {
  model.compile({ optimizer: 'adam', loss, metrics: ['mae'] });
  return (n) => model.trainOnBatch(ops.ones([n, 4]), ops.ones([n, 1]));
};
const predicting = (model, rest = [4]) => (n) => model.predict(ops.ones([n, ...rest]), { batchSize: n, verbose: 0 });
const recurrent = (layer) => predicting(new Sequential([Input([8, 4]), layer, new layers.Dense(1)]), [8, 4]);
const input = Input([4]);
const programs = {
  predict: predicting(modelOf()),
  functional: predicting(new Model(input, new layers.Add()([new layers.Dense(3)(input), new layers.Dense(3)(input)]))),
  recurrent: recurrent(new layers.LSTM(4)),
  'recurrent, both ways': recurrent(new layers.Bidirectional(new layers.GRU(4))),
  train: withLoss('mse'),
  'loss of a class': withLoss(new losses.Huber({ delta: 2 })),
  'layer of the user': predicting(modelOf(new Doubled())),
  'subclass of a layer': predicting(modelOf(new Odd(3))),
  'function of the user': predicting(modelOf(new layers.Lambda((x) => x.mul(2)))),
  'activation of the user': predicting(modelOf(new layers.Dense(3, { activation: (x) => x.mul(2) }))),
  'loss of the user': withLoss((y, p) => ops.mean(ops.square(ops.subtract(y, p)))),
  'loss around a function': withLoss(new losses.LossFunctionWrapper((y, p) => ops.mean(ops.square(ops.subtract(y, p)), -1))),
};
const found = {};
for (const [name, step] of Object.entries(programs)) {
  for (const n of [30, 40, 6, 12, 20, 25]) await step(n);
  const before = traces();
  for (let n = 13; n < 19; n++) await step(n);
  found[name] = traces() - before;
}
console.log(JSON.stringify(found));
`;

it('sizes between those that were met are traced only where code of the user runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
  try {
    symlinkSync(resolve(__dirname, '../node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'program.mjs'), PROGRAM);
    buildSync({
      entryPoints: [join(folder, 'program.mjs')],
      outfile: join(folder, 'bundle.mjs'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      external: ['onnxruntime-*', 'h5wasm'],
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
      logLevel: 'error',
    });
    const printed = execFileSync(process.execPath, ['bundle.mjs'], { cwd: folder, encoding: 'utf8' });
    const found = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, number>;
    const ofUsers = Object.entries(found).map(([name, count]) => [name, count === 0 ? 'none' : 'traced']);
    expect(Object.fromEntries(ofUsers)).toEqual({
      predict: 'none',
      functional: 'none',
      recurrent: 'none',
      'recurrent, both ways': 'none',
      train: 'none',
      'loss of a class': 'none',
      'layer of the user': 'traced',
      'subclass of a layer': 'traced',
      'function of the user': 'traced',
      'activation of the user': 'traced',
      'loss of the user': 'traced',
      'loss around a function': 'traced',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);
