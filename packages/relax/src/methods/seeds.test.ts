/** In compat mode a seed is the original's: first weights, the order of rows, dropout and noise are as there. */
import { callbacks, utils } from '@org/models';
import { MLModule } from '../ml-model/index.js';
import { goldenDataModule, loadGolden, type MethodGolden, predictorOf } from '../testing/goldens.js';
import { setConfig } from '../utils/index.js';
import { CCHVAE, CLUE, CounterNet, L2C, ProtoCF, VAECF } from './index.js';

const golden = loadGolden<{ seed: number; epochs: number; batch_size: number; losses: Record<string, number[]> }>(
  'seeds',
);
const { seed, epochs, batch_size: batchSize } = golden;
const predFn = predictorOf(loadGolden<MethodGolden>('vanilla'));

beforeAll(() => setConfig({ compat: 'jax-relax' }));
afterAll(() => setConfig({ compat: null }));

it.each(Object.entries({ MLModule, ProtoCF, CLUE, CCHVAE, VAECF, L2C }))('%s', async (name, Trained) => {
  const data = await goldenDataModule();
  const losses: number[] = [];
  const listener = new callbacks.LambdaCallback({ onEpochEnd: (_, logs) => void losses.push(logs!.loss as number) });
  const config = { epochs, batchSize, verbose: 0, callbacks: [listener] };
  utils.setRandomSeed(seed);
  const trained = new Trained();
  if (trained instanceof MLModule) await trained.train(data, config);
  else {
    trained.setDataModule(data);
    await trained.train(data, predFn, config);
  }
  expect(losses).toEqual(golden.losses[name]!.map((loss) => expect.closeTo(loss, 4)));
});

it('CounterNet, whose losses are those of rows for testing', async () => {
  const losses: number[] = [];
  utils.setRandomSeed(seed);
  await new CounterNet().train(await goldenDataModule(), null, {
    epochs,
    batchSize,
    onEpoch: (_epoch, logs) => losses.push(logs['val/val_loss']!),
  });
  expect(losses).toEqual(golden.losses.CounterNet!.map((loss) => expect.closeTo(loss, 5)));
});
