/** The contract of layers for each recurrent layer of Keras, and what they are told apart by. Their numbers are in the goldens. */
import { jit, KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { getKerasMask, setKerasMask } from '@org/core/internal';
import { Masking } from '../core/masking.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Bidirectional } from './bidirectional.js';
import { ConvLSTM1D } from './conv-lstm1d.js';
import { ConvLSTM2D } from './conv-lstm2d.js';
import { ConvLSTM3D } from './conv-lstm3d.js';
import { GRU } from './gru.js';
import { LSTM } from './lstm.js';
import { SimpleRNN } from './simple-rnn.js';

const sequence = { inputShape: [3, 4, 5], trainableWeights: 3, seedGenerators: 1, supportsMasking: true };
runLayerTest(SimpleRNN, {
  args: [2, { dropout: 0.2, activityRegularizer: 'l2' }],
  outputShape: [3, 2],
  losses: 1,
  ...sequence,
});
runLayerTest(LSTM, {
  args: [2, { returnSequences: true, recurrentDropout: 0.2 }],
  outputShape: [3, 4, 2],
  ...sequence,
});
runLayerTest(GRU, {
  args: [2, { returnSequences: true, kernelRegularizer: 'l1' }],
  outputShape: [3, 4, 2],
  losses: 1,
  ...sequence,
});
runLayerTest(Bidirectional, {
  args: [new LSTM(2, { returnSequences: true })],
  outputShape: [3, 4, 4],
  ...sequence,
  trainableWeights: 6,
  seedGenerators: 2,
});
const images = { trainableWeights: 3, seedGenerators: 1, supportsMasking: true };
runLayerTest(ConvLSTM1D, {
  args: [3, 2, { padding: 'same' }],
  inputShape: [2, 3, 4, 2],
  outputShape: [2, 4, 3],
  ...images,
});
runLayerTest(ConvLSTM2D, {
  args: [3, 2, { returnSequences: true, dropout: 0.1 }],
  inputShape: [2, 3, 4, 3, 2],
  outputShape: [2, 3, 3, 2, 3],
  ...images,
});
runLayerTest(ConvLSTM3D, { args: [2, 2], inputShape: [2, 2, 3, 3, 2, 1], outputShape: [2, 2, 2, 1, 2], ...images });

const x = ops.sin(ops.reshape(ops.arange(24, { dtype: 'float32' }), [2, 4, 3]));

describe('recurrent layers', () => {
  it('show the settings of their cells', () => {
    const layer = new LSTM(3, { activation: 'relu', dropout: 2, seed: 4, biasConstraint: 'non_neg' });
    expect([layer.units, layer.dropout, layer.recurrentDropout, layer.useBias]).toEqual([3, 1, 0, true]);
    expect(layer.activation).toBe(layer.cell.activation);
    expect(layer.biasConstraint).toBe(layer.cell.biasConstraint);
    expect(layer.getConfig()).toMatchObject({ units: 3, activation: 'relu', seed: 4 });
    expect(new GRU(3, { resetAfter: false }).resetAfter).toBe(false);
    expect(new ConvLSTM2D(3, 2).kernelSize).toEqual([2, 2]);
  });

  it('refuse what Keras refuses', () => {
    expect(() => new LSTM(0)).toThrow('`units`');
    expect(() => new GRU(3, { unit: 3 } as never)).toThrow("unexpected keyword argument 'unit'");
    expect(() => new LSTM(3, { useCudnn: 'yes' as never })).toThrow('`useCudnn`');
    expect(() => new LSTM(3)(tensor([[1, 2]]))).toThrow('ndim=3');
    expect(() => new LSTM(3)(x, [ops.zeros([2, 3])])).toThrow('number of states');
    expect(() => new LSTM(3)(x, { initialState: [ops.zeros([2, 4]), ops.zeros([2, 4])] })).toThrow();
    expect(() => new ConvLSTM1D(3, 2, { strides: 2, dilationRate: 2 })).toThrow('cannot be combined');
    expect(() => new ConvLSTM1D(3, 2)(new KerasTensor([null, 3, null, 2]))).toThrow('known sizes');
    expect(() => new ConvLSTM2D(3, 2)(x)).toThrow('ndim=5');
  });

  it('compute the same for any number of steps, compiled once', async () => {
    const layer = new GRU(3, { returnSequences: true });
    const compiled = jit((given: Tensor) => layer(given));
    const all = (await layer(x).array()) as number[][][];
    for (const steps of [4, 3, 2, 1]) {
      const result = (await compiled(x.at(':', `:${steps}`)).array()) as number[][][];
      result.forEach((row, i) => {
        row.flat().forEach((value, j) => {
          expect(value).toBeCloseTo(all[i]!.flat()[j]!, 5);
        });
      });
    }
  });

  it('get the mask of their inputs, and pass it on with all outputs', async () => {
    const masked = new Masking({ maskValue: 0 })(ops.concatenate([x, ops.zeros([2, 2, 3])], 1));
    const layer = new LSTM(3, { returnSequences: true, returnState: true });
    const [outputs, h] = layer<Tensor[]>(masked);
    const [short] = layer<Tensor[]>(x);
    expect(getKerasMask(outputs!)).toBe(getKerasMask(masked));
    expect(getKerasMask(h!)).toBeNull();
    expect(await outputs!.at(':', -1).array()).toEqual(await short!.at(':', -1).array());
    expect(getKerasMask(new LSTM(3)(masked))).toBeNull();
  });

  it('keep their masks apart from those of other calls', async () => {
    const layer = new LSTM(3, { dropout: 0.5, seed: 3 });
    const given = x.add(0);
    setKerasMask(given, ops.ones([2, 4], 'bool'));
    const [a, b] = [await layer(given, { training: true }).array(), await layer(given, { training: true }).array()];
    expect(a).not.toEqual(b);
    expect(await layer(given).array()).toEqual(await layer(given).array());
  });
});

describe('a convolutional LSTM', () => {
  it('takes masks of its steps', async () => {
    const movie = ops.reshape(ops.sin(ops.arange(60, { dtype: 'float32' })), [2, 3, 5, 2]);
    const layer = new ConvLSTM1D(2, 2, { returnSequences: true });
    const mask = tensor([
      [true, true, false],
      [true, true, false],
    ]);
    const outputs = layer(movie, { mask });
    expect(await outputs.at(':', 2).array()).toEqual(await layer(movie).at(':', 1).array());
  });

  it('computes the same with channels first', async () => {
    const movie = ops.reshape(ops.sin(ops.arange(120, { dtype: 'float32' })), [1, 2, 5, 4, 3]);
    const last = new ConvLSTM2D(2, 3, { padding: 'same' });
    const first = new ConvLSTM2D(2, 3, { padding: 'same', dataFormat: 'channels_first' });
    const expected = await ops.transpose(last(movie), [0, 3, 1, 2]).data();
    const turned = ops.transpose(movie, [0, 1, 4, 2, 3]);
    first(turned);
    first.setWeights(await last.getWeights());
    const actual = await first(turned).data();
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(Number(expected[i]), 5);
    });
  });
});

describe('Bidirectional', () => {
  it('has two layers of its own', () => {
    const layer = new Bidirectional(new LSTM(2, { name: 'reader' }), { name: 'both' });
    layer(new KerasTensor([null, null, 3]));
    expect(layer.weights.map(({ path }) => path)).toEqual(
      ['forward_reader', 'backward_reader'].flatMap((name) =>
        ['kernel', 'recurrent_kernel', 'bias'].map((weight) => `both/${name}/lstm_cell/${weight}`),
      ),
    );
  });

  it('passes masks on, one for each output', () => {
    const given = x.add(0);
    const mask = ops.ones([2, 4], 'bool');
    setKerasMask(given, mask);
    const outputs = new Bidirectional(new GRU(2, { returnSequences: true }), { mergeMode: null })<Tensor[]>(given);
    expect(outputs.every((output) => getKerasMask(output) === mask)).toBe(true);
    expect(getKerasMask(new Bidirectional(new GRU(2))(given))).toBeNull();
  });

  it('takes its first weights', async () => {
    const source = new Bidirectional(new SimpleRNN(2));
    const expected = await source(x).array();
    const layer = new Bidirectional(new SimpleRNN(2), { weights: await source.getWeights() });
    expect(await layer(x).array()).toEqual(expected);
  });

  it('takes both layers’ states, and resets them', async () => {
    const layer = new Bidirectional(new GRU(2, { stateful: true }));
    const first = await layer(x).array();
    expect(await layer(x).array()).not.toEqual(first);
    expect(layer.states).toHaveLength(2);
    layer.resetStates();
    expect(await layer(x).array()).toEqual(first);
    expect(() => new Bidirectional(new GRU(2)).resetState()).toThrow('stateful');
  });

  it('refuses layers that do not belong together', () => {
    expect(() => new Bidirectional(3 as never)).toThrow('recurrent layers');
    expect(() => new Bidirectional(new Masking())).toThrow('recurrent layers');
    expect(() => new Bidirectional(new GRU(2), { mergeMode: 'max' as never })).toThrow('`mergeMode`');
    expect(() => new Bidirectional(new GRU(2), { backwardLayer: new GRU(2) })).toThrow('`goBackwards`');
    const backwardLayer = new GRU(2, { goBackwards: true, returnSequences: true });
    expect(() => new Bidirectional(new GRU(2), { backwardLayer })).toThrow('`returnSequences`');
  });
});
