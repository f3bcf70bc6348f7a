/** Sizes that are divided, and several that vary by themselves: as step by step, and most of them without a trace. */
import { CompiledFunction } from '@org/core/internal';
import * as keras from '../index.js';

const { layers, ops, random } = keras;

const traces = jest.spyOn(CompiledFunction.prototype as unknown as { trace(): unknown }, 'trace');
const glorot = (seed: number) => new keras.initializers.GlorotUniform(seed);
const dense = (units: number, seed: number) => new layers.Dense(units, { kernelInitializer: glorot(seed) });
/** Whole numbers that jump about. */
const jump = (i: number, from: number, to: number) => from + ((i * i * 7 + i * 13) % (to - from + 1));

interface Network {
  readonly shape: readonly (number | null)[];
  readonly body: (input: keras.Tensor) => keras.Tensor;
  readonly sizes: (i: number) => number[];
}

const networks: Record<string, Network> = {
  'pools over images of all heights': {
    shape: [null, 8, 2],
    sizes: (i) => [2, jump(i, 7, 61), 8, 2],
    body: (input) => {
      const pooled = new layers.MaxPooling2D(2)(new layers.Conv2D(3, 3, { kernelInitializer: glorot(1) })(input));
      return dense(3, 3)(new layers.GlobalAveragePooling2D()(pooled));
    },
  },
  'strides over padded steps': {
    shape: [null, 3],
    sizes: (i) => [jump(i, 2, 9), 20 + jump(i + 3, 3, 90), 3],
    body: (input) => {
      const options = { strides: 2, padding: 'same', activation: 'relu', kernelInitializer: glorot(1) } as const;
      return dense(3, 3)(new layers.GlobalMaxPooling1D()(new layers.Conv1D(4, 3, options)(input)));
    },
  },
  'attention to all that is there': {
    shape: [null, 6],
    sizes: (i) => [jump(i, 2, 9), jump(i + 3, 3, 90), 6],
    body: (input) => {
      const attended = new layers.MultiHeadAttention(2, 4, { kernelInitializer: glorot(2) })(input, input);
      return dense(3, 3)(new layers.GlobalAveragePooling1D()(new layers.LayerNormalization()(attended)));
    },
  },
};

it.each(Object.entries(networks))('%s', async (_name, { shape, body, sizes }) => {
  const make = (runEagerly: boolean) => {
    const input = keras.Input(shape as number[]);
    const model = new keras.Model(input, body(input));
    model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly });
    return model;
  };
  const [model, eager] = [make(false), make(true)];
  let untraced = 0;
  for (let i = 0; i < 40; i++) {
    const own = sizes(i);
    const x = random.normal(random.PRNGKey(i), own);
    const y = random.normal(random.PRNGKey(100 + i), [own[0]!, 3]);
    await Promise.all([x.data(), y.data()]);
    traces.mockClear();
    const a = (await model.trainOnBatch(x, y)) as number;
    if (traces.mock.calls.length === 0) untraced += 1;
    const b = (await eager.trainOnBatch(x, y)) as number;
    expect(Math.abs(a / b - 1)).toBeLessThan(1e-4);
  }
  expect(untraced).toBeGreaterThan(10);
  for (const [i, weight] of model.weights.entries()) {
    const difference = ops.max(ops.abs(weight.value.sub(eager.weights[i]!.value)));
    expect(await difference.item()).toBeLessThan(1e-4);
  }
});
