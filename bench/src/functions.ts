/** Jitted functions beside JAX: what the transforms, loops and random numbers cost. */
import { grad, jit, lax, random, type Tensor, vmap } from '@org/models';
import { type Contestant, timed } from './timing.js';

export interface FunctionWorkload {
  /** Calls in a round. */
  readonly calls: number;
  readonly argument: Tensor;
  readonly call: (x: Tensor) => Tensor;
  /** Rounds after which it is measured again, where much of a call is code of ours, which V8 compiles when it has run for long. */
  readonly warmAfter?: number;
}

const ROWS = 1000;
const SIZES = [29, 64, 64, 1];

const weights = random.split(random.PRNGKey(1), SIZES.length - 1);
const layers = SIZES.slice(1).map((size, i) => random.normal(weights.at(i), [SIZES[i]!, size]).mul(SIZES[i]! ** -0.5));

/** A small network's output for one row. */
function score(x: Tensor): Tensor {
  const hidden = layers.slice(0, -1).reduce((h, layer) => h.matmul(layer).tanh(), x);
  return hidden.matmul(layers.at(-1)!).sum();
}

const slope = vmap(grad(score)) as (x: Tensor) => Tensor;
const rows = (): Tensor => random.normal(random.PRNGKey(0), [ROWS, SIZES[0]!]);

/** The same three as in ../python/jax_bench.py. */
export const functions: Readonly<Record<string, FunctionWorkload>> = {
  vmap_grad: { calls: 20, argument: rows(), call: slope, warmAfter: 100 },
  descent: {
    calls: 1,
    argument: rows(),
    call: (x) =>
      lax.foriLoop(0, 500, (_i: Tensor, current: Tensor) => current.sub(slope(current).mul(0.01)), x) as Tensor,
  },
  normal: { calls: 5, argument: random.PRNGKey(0), call: (key) => random.normal(key, [1000, 1000]) },
};

export function ourFunction({ calls, argument, call }: FunctionWorkload): Contestant {
  const compiled = jit(call);
  const run = async () => {
    for (let i = 0; i < calls; i++) await compiled(argument).read();
  };
  return { name: 'jit', round: () => timed(calls, run), close: async () => {} };
}
