import { expectClose } from '@org/testing';
import { STFT } from './stft.js';

describe('STFT', () => {
  // Values of Python Keras 3.15 for the shape [4, 1, 3].
  it.each([
    [
      'the real part, of a window of unit power',
      { side: 'real', window: 'hann', scaling: 'density', periodic: false },
      [0, 0, 0, Math.SQRT1_2, 0, -Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT1_2, 0, 0, 0],
    ],
    [
      'the imaginary part, of a window of unit sum',
      { side: 'imag', window: 'hamming', scaling: 'spectrum', periodic: true },
      [0, 0, 0, 0, -0.25, 0, 0, 0, 0, 0, 0.25, 0],
    ],
    ['no window', { side: 'real', window: null, scaling: null }, [1, 1, 1, 1, 0, -1, 1, -1, 1, 1, 0, -1]],
  ] as const)('makes kernels of %s', async (label, options, expected) => {
    const kernel = new STFT(options)([4, 1, 3]);
    expect(kernel.shape).toEqual([4, 1, 3]);
    expectClose(await kernel.data(), [...expected], { rtol: 1e-5, atol: 1e-6, label });
  });

  it('takes the values of a window', async () => {
    const given = new STFT({ window: [1, 1, 1, 1], scaling: null })([4, 1, 3]);
    expectClose(await given.data(), await new STFT({ window: null })([4, 1, 3]).data(), { rtol: 1e-6, label: 'ones' });
    expect(() => new STFT({ window: [1, 2] })([4, 1, 3])).toThrow(/as many values as a frame[\s\S]*4[\s\S]*2/);
  });

  it('comes back from its config', () => {
    const config = new STFT({ side: 'imag', window: 'hamming', scaling: 'density', periodic: true }).getConfig();
    expect(STFT.fromConfig(config).getConfig()).toEqual(config);
  });
});
