/** Training loops that are written out: every step made anew and its losses read; beside them the same steps under `jit`. */
import * as keras from '@org/models';
import { type Contestant, timed } from './timing.js';

const BATCH = 32;
/** Parts of a batch whose gradients are added up by hand. */
const PARTS = 4;

type Step = () => keras.Tensor[];

const random = (seed: number, shape: readonly number[]): keras.Tensor =>
  keras.random.uniform(keras.random.PRNGKey(seed), shape);

function makeClassifier() {
  const model = new keras.Sequential([
    keras.Input({ shape: [784] }),
    new keras.layers.Dense(64, { activation: 'relu' }),
    new keras.layers.Dense(64, { activation: 'relu' }),
    new keras.layers.Dense(10),
  ]);
  const lossOf = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const { variables, update } = updates(model, 1e-3);
  const batch = (size: number, start = 0) => {
    const labels = Int32Array.from({ length: size }, (_, i) => (7 * (start + i)) % 10);
    return { x: random(start, [size, 784]), y: keras.tensor(labels, [size]) };
  };
  const forward = ({ x, y }: ReturnType<typeof batch>): keras.Tensor => lossOf(y, model(x, { training: true }));
  return { batch, forward, variables, update };
}

function updates(model: keras.Sequential, rate: number) {
  const optimizer = new keras.optimizers.Adam(rate);
  const variables = model.trainableVariables;
  optimizer.build(variables);
  return { variables, update: (found: readonly (keras.Tensor | null)[]) => optimizer.apply(found, variables) };
}

/** The loops of ../python/tape_bench.py. */
const loops: Readonly<Record<string, () => Step>> = {
  plain() {
    const { batch, forward, variables, update } = makeClassifier();
    const own = batch(BATCH);
    return () => {
      const tape = new keras.GradientTape();
      const loss = forward(own);
      update(tape.gradient(loss, variables));
      return [loss];
    };
  },
  accumulation() {
    const { batch, forward, variables, update } = makeClassifier();
    const parts = Array.from({ length: PARTS }, (_, i) => batch(BATCH / PARTS, (i * BATCH) / PARTS));
    return () => {
      let sums = null as readonly keras.Tensor[] | null;
      let total = null as keras.Tensor | null;
      for (const part of parts) {
        const tape = new keras.GradientTape();
        const loss = forward(part).div(PARTS);
        const found = tape.gradient(loss, variables) as keras.Tensor[];
        sums = sums?.map((sum, i) => sum.add(found[i]!)) ?? found;
        total = total?.add(loss) ?? loss;
      }
      update(sums!);
      return [total!];
    };
  },
  gan() {
    const net = (inputs: number, outputs: number, activation: 'tanh' | null) =>
      new keras.Sequential([
        keras.Input({ shape: [inputs] }),
        new keras.layers.Dense(128, { activation: 'relu' }),
        new keras.layers.Dense(outputs, { activation }),
      ]);
    const [maker, critic] = [net(32, 784, 'tanh'), net(784, 1, null)];
    const lossOf = new keras.losses.BinaryCrossentropy({ fromLogits: true });
    const [ofMaker, ofCritic] = [updates(maker, 2e-4), updates(critic, 2e-4)];
    const [ones, zeros] = [keras.ops.ones([BATCH, 1]), keras.ops.zeros([BATCH, 1])];
    const [real, noise] = [random(0, [BATCH, 784]), random(1, [BATCH, 32])];
    const judged = (x: keras.Tensor): keras.Tensor => critic(x, { training: true });
    const made = (): keras.Tensor => maker(noise, { training: true });
    return () => {
      const first = new keras.GradientTape();
      const criticLoss = lossOf(ones, judged(real)).add(lossOf(zeros, judged(made())));
      ofCritic.update(first.gradient(criticLoss, ofCritic.variables));
      const second = new keras.GradientTape();
      const makerLoss = lossOf(ones, judged(made()));
      ofMaker.update(second.gradient(makerLoss, ofMaker.variables));
      return [criticLoss, makerLoss];
    };
  },
};

export const tapeLoops: readonly string[] = Object.keys(loops);

const contestant = (name: string, steps: number, step: Step): Contestant => ({
  name,
  round: () =>
    timed(steps, async () => {
      for (let i = 0; i < steps; i++) for (const loss of step()) await loss.item();
    }),
  close: async () => {},
});

export const ourTape = (loop: string, steps: number): Contestant => contestant('tape', steps, loops[loop]!());
export const ourJit = (loop: string, steps: number): Contestant => contestant('jit', steps, keras.jit(loops[loop]!()));
