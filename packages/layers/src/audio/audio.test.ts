/** Laws of spectrograms, shapes and errors; the numbers of Keras are in the goldens. */
import { jnp, KerasTensor, ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { runLayerTest } from '../testing/run-layer-test.js';
import { MelSpectrogram } from './mel-spectrogram.js';
import { type STFTMode, STFTSpectrogram } from './stft-spectrogram.js';

const wave = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1 + 2.3 * i)),
    shape,
  );
};

async function expectSame(a: Tensor, b: Tensor): Promise<void> {
  expect(a.shape).toEqual(b.shape);
  expectClose(await a.data(), await b.data(), { rtol: 1e-5, atol: 1e-5 });
}

// Keras refuses bfloat16 here.
runLayerTest(STFTSpectrogram, {
  args: ['stft', 6, 2, 8],
  inputShape: [2, 15, 3],
  outputShape: [2, 5, 30],
  trainableWeights: 2,
  halfTypes: ['float16'],
});

runLayerTest(STFTSpectrogram, {
  args: [
    { frameLength: 6, frameStep: 4, padding: 'same', expandDims: true, dataFormat: 'channels_first', trainable: false },
  ],
  inputShape: [2, 3, 16],
  outputShape: [2, 3, 4, 5],
  nonTrainableWeights: 2,
  halfTypes: ['float16'],
});

// A logarithm of almost nothing has no digits.
runLayerTest(MelSpectrogram, {
  args: [16, 4, { numMelBins: 5, minPower: 0.1 }],
  inputShape: [2, 41],
  outputShape: [2, 5, 11],
});

describe('STFTSpectrogram', () => {
  it.each([
    ['real', ['real_kernel']],
    ['imag', ['imag_kernel']],
    ['log', ['real_kernel', 'imag_kernel']],
  ] as const)("mode '%s' has the kernels %s", (mode, names) => {
    const layer = new STFTSpectrogram({ mode, frameLength: 4 });
    layer.build([null, 9, 2]);
    expect(layer.weights.map(({ name }) => name)).toEqual(names);
  });

  it('is the Fourier transform of the frames', async () => {
    const x = wave(2, 20, 1);
    const layer = new STFTSpectrogram({ mode: 'stft', frameLength: 8, frameStep: 4, window: null, scaling: null });
    const [real, imag] = ops.rfft(ops.extractSequences(x.at('...', 0), 8, 4));
    await expectSame(layer(x), ops.concatenate([real, imag], -1));
  });

  it('transforms every channel by itself, first or last', async () => {
    const x = wave(2, 30, 3);
    const settings = { mode: 'psd', frameLength: 8, padding: 'same' } as const;
    const channels = [0, 1, 2].map((c) => new STFTSpectrogram(settings)(x.at('...', `${c}:${c + 1}`)));
    const first = ops.transpose(x, [0, 2, 1]);
    await expectSame(new STFTSpectrogram(settings)(x), ops.concatenate(channels, -1));
    await expectSame(new STFTSpectrogram({ ...settings, expandDims: true })(x), ops.stack(channels, -1));
    await expectSame(
      new STFTSpectrogram({ ...settings, dataFormat: 'channels_first' })(first),
      ops.transpose(ops.concatenate(channels, -1), [0, 2, 1]),
    );
    await expectSame(
      new STFTSpectrogram({ ...settings, dataFormat: 'channels_first', expandDims: true })(first),
      ops.stack(channels, 1),
    );
  });

  it.each(['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'] satisfies STFTMode[])(
    "mode '%s' is symbolic over unknown batches and lengths",
    (mode) => {
      const frequencies = mode === 'stft' ? 10 : 5;
      const make = (dataFormat: string, expandDims: boolean) =>
        new STFTSpectrogram({ mode, frameLength: 8, dataFormat, expandDims });
      const [last, first] = [new KerasTensor([null, null, 2]), new KerasTensor([null, 2, null])];
      expect(make('channels_last', false)(last).shape).toEqual([null, null, 2 * frequencies]);
      expect(make('channels_last', true)(last).shape).toEqual([null, null, frequencies, 2]);
      expect(make('channels_first', false)(first).shape).toEqual([null, 2 * frequencies, null]);
      expect(make('channels_first', true)(first).shape).toEqual([null, 2, null, frequencies]);
    },
  );

  it.each([
    ['a step above the frame', () => new STFTSpectrogram({ frameLength: 4, frameStep: 5 })],
    ['a step of 0', () => new STFTSpectrogram({ frameLength: 4, frameStep: 0 })],
    ['a transform shorter than the frame', () => new STFTSpectrogram({ frameLength: 8, fftLength: 4 })],
    ['an unknown mode', () => new STFTSpectrogram({ mode: 'power' as 'psd' })],
    ['an unknown scaling', () => new STFTSpectrogram({ scaling: 'l2' as 'density' })],
    ['an unknown padding', () => new STFTSpectrogram({ padding: 'causal' as 'same' })],
    ['an unknown window', () => new STFTSpectrogram({ window: 'bay' })],
    ['a window of another length', () => new STFTSpectrogram({ frameLength: 4, window: [1, 2] })(wave(1, 9, 1))],
    ['a signal without channels', () => new STFTSpectrogram({ frameLength: 4 })(wave(1, 9))],
    ['a signal shorter than a frame', () => new STFTSpectrogram({ frameLength: 4 })(wave(1, 3, 1))],
  ])('%s: a ValueError', (_what, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });

  it.each(['int32', 'bfloat16'] as const)('inputs of %s: a TypeError', (dtype) => {
    const layer = new STFTSpectrogram({ frameLength: 4, autocast: false });
    expect(() => layer(ops.ones([1, 9, 1], dtype))).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });

  it('warns of a length that no fast transform has', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    new STFTSpectrogram({ frameLength: 8, fftLength: 12 });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('power of two')]]);
    warn.mockRestore();
  });
});

describe('MelSpectrogram', () => {
  const settings = { fftLength: 16, sequenceStride: 4, numMelBins: 5 };

  it('takes one signal or a batch', async () => {
    const x = wave(3, 40);
    const quiet = { ...settings, powerToDb: false };
    const alone = [0, 1, 2].map((i) => new MelSpectrogram(quiet)(x.at(i)));
    await expectSame(new MelSpectrogram(quiet)(x), ops.stack(alone));
  });

  it('is symbolic over unknown batches and lengths, and says how long the outputs are', () => {
    expect(new MelSpectrogram(settings)(new KerasTensor([null, null])).shape).toEqual([null, 5, null]);
    for (const fftLength of [16, 15]) {
      for (const samples of [39, 40, 41, 42, 43]) {
        const layer = new MelSpectrogram({ ...settings, fftLength });
        expect(layer.computeOutputShape([2, samples])).toEqual(layer(wave(2, samples)).shape);
      }
    }
  });

  it('lets decibels lie no more than topDb below the largest', async () => {
    const [top, least] = [ops.max, ops.min].map((f) => f(new MelSpectrogram({ ...settings, topDb: 3 })(wave(2, 40))));
    expect((await top!.item()) - (await least!.item())).toBeCloseTo(3, 4);
  });

  it('has filters that overlap to a sum of 1 between the first and the last peak', async () => {
    const weights = new MelSpectrogram().linearToMelWeightMatrix(8, 257, { upperEdgeHertz: 4000 });
    expect(weights.shape).toEqual([257, 8]);
    const sums = ops.sum(weights, 1);
    const peak = (band: number) => jnp.argmax(weights.at(':', band)).item();
    const [first, last] = [await peak(0), await peak(-1)];
    await expectSame(sums.at(`${first + 1}:${last}`), ops.ones([last - first - 1]));
  });

  it('takes whole numbers', async () => {
    const whole = tensor([3, -1, 4, 1, -5, 9, 2, -6, 5, 3, -5, 8, 9, 7, -9, 3, 2, 3], null, 'int32');
    await expectSame(new MelSpectrogram(settings)(whole), new MelSpectrogram(settings)(ops.cast(whole, 'float32')));
  });

  it.each([
    ['a sequence longer than its transform', () => new MelSpectrogram({ fftLength: 8, sequenceLength: 16 })],
    ['a stride of 0', () => new MelSpectrogram({ sequenceStride: 0 })],
    ['an unknown window', () => new MelSpectrogram({ ...settings, window: 'bohman' as 'hann' })(wave(40))],
  ])('%s: a ValueError', (_what, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });
});
