import { tensor } from '@org/models';
import { BareTrainer, initialState, type State } from './bare.js';
import { dataOf, type Workload, workloads } from './workloads.js';

const small = (name: string): Workload => ({ ...workloads[name]!, steps: 3 });
const floats = async (values: Promise<unknown>) => (await values) as Float32Array;

test.each(['mlp_small', 'mlp_large', 'cnn'])('the bare graph of %s computes what fit does', async (name) => {
  const workload = small(name);
  const { batch, steps, inputShape, bare } = workload;
  const model = workload.model();
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
  const before = await Promise.all(model.weights.map((weight) => floats(weight.value.data())));
  const trainer = await BareTrainer.create(workload, bare!);
  const { loss, state } = await trainer.run(initialState(bare!, before), 0);

  const { x, labels } = dataOf(workload);
  const options = { batchSize: batch, epochs: 1, verbose: 0, shuffle: false } as const;
  const history = await model.fit(tensor(x, [batch * steps, ...inputShape]), tensor(labels), options);
  const weights = await Promise.all(model.weights.map((weight) => floats(weight.value.data())));
  expect(loss).toBeCloseTo(history.history.loss![0]!, 4);
  const expected = bare!.flat ? [joined(weights)] : weights;
  expected.forEach((weight, i) => {
    expect(distance(weight, state[i]!)).toBeLessThan(0.02 * distance(weight, startOf(bare!.flat, before)[i]!));
  });
  await trainer.release();
});

const joined = (parts: State): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));
const startOf = (flat: boolean, parts: State): State => (flat ? [joined(parts)] : parts);

/** The Euclidean distance: rounding moves weights far less than training does. */
const distance = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((total, value, i) => total + (value - b[i]!) ** 2, 0));
