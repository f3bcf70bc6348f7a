/** A training loop that is written out: every step made anew and its loss read; beside it the same step under `jit`. */
import * as keras from '@org/models';
import { type Contestant, timed } from './timing.js';

const BATCH = 32;

/** The same as in ../python/tape_bench.py. */
function makeStep(): () => keras.Tensor {
  const x = keras.random.uniform(keras.random.PRNGKey(0), [BATCH, 784]);
  const labels = Int32Array.from({ length: BATCH }, (_, i) => (7 * i) % 10);
  const y = keras.tensor(labels, [BATCH]);
  const model = new keras.Sequential([
    keras.Input({ shape: [784] }),
    new keras.layers.Dense(64, { activation: 'relu' }),
    new keras.layers.Dense(64, { activation: 'relu' }),
    new keras.layers.Dense(10),
  ]);
  const lossOf = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const optimizer = new keras.optimizers.Adam(1e-3);
  const variables = model.trainableVariables;
  optimizer.build(variables);
  return () => {
    const tape = new keras.GradientTape();
    const loss = lossOf(y, model(x, { training: true }));
    optimizer.apply(tape.gradient(loss, variables), variables);
    return loss;
  };
}

const contestant = (name: string, steps: number, step: () => keras.Tensor): Contestant => ({
  name,
  round: () =>
    timed(steps, async () => {
      for (let i = 0; i < steps; i++) await step().item();
    }),
  close: async () => {},
});

export const ourTape = (steps: number): Contestant => contestant('tape', steps, makeStep());
export const ourJit = (steps: number): Contestant => contestant('jit', steps, keras.jit(makeStep()));
