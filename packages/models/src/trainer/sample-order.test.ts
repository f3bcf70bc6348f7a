import { Dense } from '@org/layers';
import { SGD } from '../optimizers/index.js';
import { Sequential } from '../sequential.js';
import { PyDataset, setRandomSeed } from '../utils/index.js';
import type { FitOptions } from './types.js';

// Losses by epoch of Keras 3.15.1 on JAX 0.10.2 after keras.utils.set_random_seed(3).
const x = Array.from({ length: 10 }, (_, i) => [i / 10]);
const y = x.map(([value]) => [value! * value!]);

function model(): Sequential {
  setRandomSeed(3);
  const model = new Sequential([new Dense(2, { activation: 'tanh' }), new Dense(1)]);
  model.compile({ optimizer: new SGD(0.5), loss: 'mse' });
  return model;
}

const losses = async (model: Sequential, options: Partial<FitOptions>) =>
  (await model.fit(x, y, { batchSize: 4, verbose: 0, ...options })).history.loss;
const close = (expected: number[]) => expected.map((value) => expect.closeTo(value, 5));

describe("samples come in Keras's order", () => {
  it('in one fit after another', async () => {
    const trained = model();
    expect(await losses(trained, { epochs: 3 })).toEqual(close([0.1772506, 0.6642365, 0.0583779]));
    expect(await losses(trained, { epochs: 2 })).toEqual(close([0.0252741, 0.0142961]));
  });

  it('where the loss was built before', async () => {
    const trained = model();
    await trained.evaluate(x, y, { verbose: 0 });
    expect(await losses(trained, { epochs: 2 })).toEqual(close([0.3267623, 0.5035267]));
  });

  it('where only weights were', async () => {
    const trained = model();
    await trained.predict(x, { verbose: 0 });
    expect(await losses(trained, { epochs: 2 })).toEqual(close([0.1772506, 0.6642365]));
  });

  it('within batches', async () => {
    expect(await losses(model(), { epochs: 3, shuffle: 'batch' })).toEqual(close([0.0236935, 0.1844455, 1.4367917]));
  });

  describe('of batches by number', () => {
    class Batches extends PyDataset {
      override get length() {
        return 5;
      }

      override getItem(i: number) {
        return [x.slice(2 * i, 2 * i + 2), y.slice(2 * i, 2 * i + 2)];
      }
    }
    const losses = async (model: Sequential, options: Partial<FitOptions>) =>
      (await model.fit(new Batches(), { shuffle: true, verbose: 0, ...options })).history.loss;

    it('in one fit after another', async () => {
      const trained = model();
      expect(await losses(trained, { epochs: 3 })).toEqual(close([0.5131729, 0.3700445, 0.1318765]));
      expect(await losses(trained, { epochs: 2 })).toEqual(close([0.0896432, 0.0170539]));
    });

    it('where the loss was built before', async () => {
      const trained = model();
      await trained.evaluate(x, y, { verbose: 0 });
      expect(await losses(trained, { epochs: 2 })).toEqual(close([0.3530795, 1.0514337]));
    });
  });

  it('over passes that are longer than an epoch', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await losses(model(), { epochs: 4, stepsPerEpoch: 2 })).toEqual(
      close([0.0886669, 0.5315853, 0.8188984, 0.0455889]),
    );
    warn.mockRestore();
  });
});
