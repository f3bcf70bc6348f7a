import { tensor, utils } from '@org/models';
import { BareTrainer, initialState, type State } from './bare.js';
import { type BareWorkload, dataOf, hasBare, lossOf, vaeWith, workloads } from './workloads.js';

const floats = async (values: Promise<unknown>) => (await values) as Float32Array;

const deterministic = Object.entries({ ...workloads, vae: vaeWith({ mean: 1, stddev: 1e-9 }) }).filter(
  (entry): entry is [string, BareWorkload] => hasBare(entry[1]),
);

test.each(deterministic)('the bare graph of %s computes what fit does', async (_name, full) => {
  const workload = { ...full, steps: 3 };
  const { batch, steps, inputShape, classes, bare } = workload;
  utils.setRandomSeed(1);
  const model = await workload.model();
  model.compile({ optimizer: 'adam', loss: lossOf(workload) });
  const before = await Promise.all(model.weights.map((weight) => floats(weight.value.data())));
  const trainer = await BareTrainer.create(workload);
  const { loss, state } = await trainer.run(initialState(bare, before), 0);

  const data = dataOf(workload);
  const x = tensor(data.x, [batch * steps, ...inputShape]);
  const options = { batchSize: batch, epochs: 1, verbose: 0, shuffle: false } as const;
  const history = await model.fit(x, classes === null ? x : tensor(data.labels), options);
  const weights = await Promise.all(model.weights.map((weight) => floats(weight.value.data())));
  expect(loss).toBeCloseTo(history.history.loss![0]!, 4);
  const expected = bare.flat ? [joined(weights)] : weights;
  expected.forEach((weight, i) => {
    expect(distance(weight, state[i]!)).toBeLessThan(0.02 * distance(weight, startOf(bare.flat, before)[i]!));
  });
  await trainer.release();
});

const joined = (parts: State): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));
const startOf = (flat: boolean, parts: State): State => (flat ? [joined(parts)] : parts);

/** The Euclidean distance: rounding moves weights far less than training does. */
const distance = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((total, value, i) => total + (value - b[i]!) ** 2, 0));
