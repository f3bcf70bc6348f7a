/** Descent on counterfactuals: what VanillaCF, ProtoCF and DiverseCF have in common. */
import { grad, ops, type Tensor } from '@org/core';
import { type Best, better, isFound, nothingFound } from './best.js';
import type { Problem } from './problem.js';
import type { Rows, Search } from './search.js';

/** How points move against a gradient; its state is a tree of tensors. */
export interface Rule<State> {
  start(cfs: Tensor): State;
  /** @param step steps that each row has behind it, `[n]`, or all rows, `[1]` */
  move(state: State, cfs: Tensor, gradient: Tensor, step: Tensor): readonly [State, Tensor];
}

/** RMSprop as optax has it: no correction of the bias, and the epsilon within the root. */
export const rmsprop = (learningRate: number, decay = 0.9, epsilon = 1e-8): Rule<Tensor> => ({
  start: ops.zerosLike as (cfs: Tensor) => Tensor,
  move: (mean, cfs, gradient) => {
    const next = mean.mul(decay).add(ops.square(gradient).mul(1 - decay));
    return [next, cfs.sub(gradient.mul(ops.rsqrt(next.add(epsilon))).mul(learningRate))];
  },
});

interface Moments {
  readonly first: Tensor;
  readonly second: Tensor;
}

/** Adam as optax has it: the epsilon outside of the root. */
export const adam = (learningRate: number, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8): Rule<Moments> => ({
  start: (cfs) => ({ first: ops.zerosLike(cfs), second: ops.zerosLike(cfs) }),
  move: (moments, cfs, gradient, step) => {
    const first = moments.first.mul(beta1).add(gradient.mul(1 - beta1));
    const second = moments.second.mul(beta2).add(ops.square(gradient).mul(1 - beta2));
    const count = ops.reshape(step.add(1).cast('float32'), [-1, ...cfs.shape.slice(1).map(() => 1)]);
    const unbiased = (moment: Tensor, beta: number) => moment.div(ops.subtract(1, ops.power(beta, count)));
    const moved = unbiased(first, beta1).div(ops.sqrt(unbiased(second, beta2)).add(epsilon));
    return [{ first, second }, cfs.sub(moved.mul(learningRate))];
  },
});

export interface Descent<State> {
  readonly steps: number;
  readonly rule: Rule<State>;
  /** Where rows begin, `[n, k]`. */
  start(rows: Rows): Tensor;
  /** What is to be small, `[n]`. */
  loss(cfs: Tensor, rows: Rows): Tensor;
}

interface DescentState<State> {
  readonly cfs: Tensor;
  readonly rule: State;
  /** Not kept where the original's numbers are asked for: its result is where the last step ends. */
  readonly best?: Best;
}

/**
 * Moves points against the gradient of a loss and constrains them softly after each step. The result is the nearest point on the way
 * that is predicted as wanted, and a row is through once it has one; the original goes on to the last step and takes what is there.
 */
export function descent<State>(
  problem: Problem,
  { steps, rule, start, loss }: Descent<State>,
): Search<DescentState<State>> {
  const search: Search<DescentState<State>> = {
    steps,
    isConstrained: true,
    start(rows) {
      const cfs = start(rows);
      const state = { cfs, rule: rule.start(cfs) };
      return problem.isCompatible ? state : { ...state, best: nothingFound(rows) };
    },
    step(state, rows, step) {
      const gradient = grad((cfs: Tensor) => ops.sum(loss(cfs, rows)))(state.cfs) as Tensor;
      const [next, moved] = rule.move(state.rule, state.cfs, gradient, step);
      const cfs = problem.constrain(rows, moved, false);
      if (!state.best) return { cfs, rule: next };
      return { cfs, rule: next, best: better(state.best, problem.constrain(rows, cfs, true), rows, problem) };
    },
    finish({ cfs, best }, rows) {
      const last = problem.constrain(rows, cfs, true);
      return best ? ops.where(ops.expandDims(isFound(best), -1), best.cfs, last) : last;
    },
  };
  return problem.isCompatible ? search : { ...search, done: ({ best }) => isFound(best!) };
}
