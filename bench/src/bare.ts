import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BareModel } from './bare/bare-model.js';
import { stateOf, trainingLoop } from './bare/training-loop.js';
import { type Contestant, timed } from './timing.js';
import { type BareWorkload, dataOf } from './workloads.js';

/** Weights and moments, in the order of {@link stateOf}. */
export type State = readonly Float32Array[];

/** A session that trains a bare graph on resident data. */
export class BareTrainer {
  private constructor(
    private readonly session: InferenceSession,
    private readonly model: BareModel,
    private readonly data: Record<string, Tensor>,
    private readonly orderShape: readonly [number, number],
  ) {}

  static async create(workload: BareWorkload): Promise<BareTrainer> {
    const { batch, steps, inputShape, parallel, bare: model } = workload;
    const { x, labels } = dataOf(workload);
    const samples = batch * steps;
    // The options that the framework runs with.
    const session = await InferenceSession.create(trainingLoop(model, samples, inputShape, batch), {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(!parallel && { intraOpNumThreads: 1 }),
    });
    const feeds = {
      x: new Tensor('float32', x, [samples, ...inputShape]),
      labels: new Tensor('int32', labels, [samples]),
    };
    return new BareTrainer(session, model, feeds, [steps, batch]);
  }

  /** Trains on all samples once; `done` steps were made before. */
  async run(state: State, done: number): Promise<{ loss: number; state: State }> {
    const [steps, batch] = this.orderShape;
    const feeds: Record<string, Tensor> = {
      ...this.data,
      order: new Tensor(
        'int32',
        Int32Array.from({ length: steps * batch }, (_, i) => i),
        [steps, batch],
      ),
      done: new Tensor('float32', Float32Array.of(done), []),
    };
    const entries = stateOf(this.model);
    entries.forEach(({ name, shape }, i) => {
      feeds[name] = new Tensor('float32', state[i]!, shape);
    });
    const results = await this.session.run(feeds);
    return {
      loss: (results.loss!.data as Float32Array)[0]! / steps,
      state: entries.map(({ name }) => results[`next_${name}`]!.data as Float32Array),
    };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/** The state before the first step: the given weights, and moments of zero. */
export function initialState(model: BareModel, weights: readonly Float32Array[]): State {
  const values = model.flat ? [Float32Array.from(weights.flatMap((weight) => [...weight]))] : weights;
  const zeros = values.map(({ length }) => new Float32Array(length));
  return [...values, ...zeros, ...zeros];
}

/** The workload as a bare graph, fed by hand, with the model's initial weights: all steps of a round are one run. */
export async function bareGraph(workload: BareWorkload): Promise<Contestant> {
  const { bare, steps } = workload;
  const trainer = await BareTrainer.create(workload);
  const weights = workload.model().weights.map(async (weight) => (await weight.value.data()) as Float32Array);
  let state = initialState(bare, await Promise.all(weights));
  let done = 0;
  return {
    name: 'graph',
    round: () =>
      timed(steps, async () => {
        ({ state } = await trainer.run(state, done));
        done += steps;
      }),
    close: () => trainer.release(),
  };
}
