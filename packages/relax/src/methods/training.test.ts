/** Methods of compat mode train as the original does: from its weights, with its random numbers, to its counterfactuals. */
import { ops, random, type Tensor, tensor } from '@org/core';
import { callbacks, type Model } from '@org/models';
import { goldenDataModule, loadGolden, type MethodGolden, predictorOf } from '../testing/goldens.js';
import { setConfig } from '../utils/index.js';
import { CCHVAE, VAECF } from './index.js';

interface Weight {
  readonly path: string;
  readonly value: unknown;
}
interface Trained {
  readonly config: Record<string, unknown>;
  readonly first: readonly Weight[];
  readonly last: readonly Weight[];
  /** null where the loss is not a number. */
  readonly losses: readonly (number | null)[];
  readonly cfs: number[][][];
}
const golden = loadGolden<{
  epochs: number;
  batch_size: number;
  vaecf: Trained;
  vaecf_one_class: Trained;
  cchvae: Trained;
}>('training');
const bothClasses = predictorOf(loadGolden<MethodGolden>('vanilla'));
const oneClass = (x: Tensor) => ops.softmax(ops.log(bothClasses(x)).add(tensor([20, 0])));
const largest = (a: Tensor, b: unknown) =>
  a
    .sub(tensor(b as number[]))
    .abs()
    .max()
    .item() as Promise<number>;

beforeAll(() => setConfig({ compat: 'jax-relax' }));
afterAll(() => setConfig({ compat: null }));

it.each([
  ['VAECF', golden.vaecf, VAECF, bothClasses],
  ['VAECF, all rows of one class', golden.vaecf_one_class, VAECF, oneClass],
  ['CCHVAE', golden.cchvae, CCHVAE, bothClasses],
] as const)('%s', async (_name, { config, first, last, losses, cfs }, Method, predFn) => {
  const data = await goldenDataModule();
  const method = new Method(config);
  const network: Model = method instanceof VAECF ? method.vae : method.chvae;
  network(data.xs);
  // The original's CCHVAE has a head for the variance of rows, which takes no part in anything.
  const weights = network.weights.filter(({ path }) => !path.includes('seed'));
  for (const [i, weight] of weights.entries()) weight.assign(tensor(first[i]!.value as number[]));
  const seen: number[] = [];
  const listener = new callbacks.LambdaCallback({ onEpochEnd: (_epoch, logs) => void seen.push(logs!.loss as number) });
  method.setDataModule(data);
  const { epochs, batch_size: batchSize } = golden;
  await method.train(data, predFn, { epochs, batchSize, verbose: 0, shuffle: false, callbacks: [listener] });
  expect(seen).toEqual(losses.map((loss) => (loss === null ? Number.NaN : expect.closeTo(loss, 3))));
  for (const [i, weight] of weights.entries()) expect(await largest(weight.value, last[i]!.value)).toBeLessThan(2e-4);
  const rngKeys = random.split(random.PRNGKey(42), data.xs.shape[0]!) as Tensor;
  expect(await largest(await method.generateCfs(data.xs, { predFn, rngKeys }), cfs)).toBeLessThan(1e-3);
});
