import { tensor } from '@org/models';
import { type Contestant, timed } from './timing.js';
import { dataOf, lossOf, type Workload } from './workloads.js';

/** `model.fit` of this framework. */
export function ourFit(workload: Workload): Contestant {
  const { batch, steps, inputShape, classes } = workload;
  const model = workload.model();
  const data = dataOf(workload);
  const x = tensor(data.x, [batch * steps, ...inputShape]);
  const y = classes === null ? x : tensor(data.labels);
  model.compile({ optimizer: 'adam', loss: lossOf(workload) });
  const options = { batchSize: batch, epochs: 1, verbose: 0, shuffle: false } as const;
  return {
    name: 'fit',
    round: () => timed(steps, () => model.fit(x, y, options)),
    close: async () => {},
  };
}
