import * as keras from '@org/models';
import { type Contestant, timed } from './timing.js';
import { dataOf, lossOf, type Task, type Workload } from './workloads.js';

/** A model of this framework at its task. */
export async function ourFit(workload: Workload): Promise<Contestant> {
  const { batch, steps, inputShape, classes, task } = workload;
  const model = await workload.model();
  const data = dataOf(workload);
  const x = keras.tensor(data.x, [batch * steps, ...inputShape]);
  const y = classes === null ? x : keras.tensor(data.labels);
  model.compile({ optimizer: 'adam', loss: lossOf(workload) });
  const options = { batchSize: batch, epochs: 1, verbose: 0, shuffle: false } as const;
  const tasks: Readonly<Record<Task | 'fit', () => Promise<unknown>>> = {
    fit: () => model.fit(x, y, options),
    generator: () => model.fit(batches(x, y, batch), { verbose: 0 }),
    dataset: () => model.fit(new Batches(x, y, batch), { verbose: 0, shuffle: false }),
    predict: () => model.predict(x, { batchSize: batch, verbose: 0 }),
    sizes: () => predictOfEachSize(model, x, sizes, steps),
  };
  const sizes = { last: 0 };
  return {
    name: 'fit',
    round: () => timed(steps, tasks[task ?? 'fit']),
    close: async () => {},
  };
}

function* batches(x: keras.Tensor, y: keras.Tensor, size: number): Generator<[keras.Tensor, keras.Tensor]> {
  for (let first = 0; first < x.shape[0]!; first += size) {
    const rows = `${first}:${first + size}`;
    yield [x.at(rows), y.at(rows)];
  }
}

class Batches extends keras.utils.PyDataset {
  readonly #all: [keras.Tensor, keras.Tensor][];

  constructor(x: keras.Tensor, y: keras.Tensor, size: number) {
    super();
    this.#all = [...batches(x, y, size)];
  }

  override get length(): number {
    return this.#all.length;
  }

  override getItem(index: number): [keras.Tensor, keras.Tensor] {
    return this.#all[index]!;
  }
}

async function predictOfEachSize(model: keras.Model, x: keras.Tensor, sizes: { last: number }, count: number) {
  for (let i = 0; i < count; i++) {
    const size = ++sizes.last;
    await model.predict(x.at(`:${size}`), { batchSize: size, verbose: 0 });
  }
}
