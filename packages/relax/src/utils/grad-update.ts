import { type Tensor, tree } from '@org/core';
import { pythonFunction } from '@org/core/python';

/** An optimizer as optax has them: what to add to the parameters, and a state to go on with. */
export interface GradientTransformation<Params = unknown, State = unknown> {
  init(params: Params): State;
  update(grads: Params, state: State, params?: Params): readonly [updates: Params, state: State];
}

/**
 * One step of an optimizer.
 *
 * @returns the new parameters, and the state of the optimizer to go on with
 * @example
 * const sgd = { init: () => null, update: (grads: Tensor) => [grads.mul(-0.1), null] as const };
 * const [params] = gradUpdate(tensor([1, 2]), tensor([0, 0]), null, sgd);
 */
export const gradUpdate = /* @__PURE__ */ pythonFunction(
  'gradUpdate',
  ['grads', 'params', 'optState', 'opt'],
  (
    grads: unknown,
    params: unknown,
    optState: unknown,
    opt: GradientTransformation<never, never>,
  ): [params: unknown, optState: unknown] => {
    const [updates, state] = opt.update(grads as never, optState as never, params as never);
    return [tree.treeMap((param: Tensor, update: Tensor) => param.add(update), params, updates), state];
  },
) as <Params, State>(
  grads: Params,
  params: Params,
  optState: State,
  opt: GradientTransformation<Params, State>,
) => [params: Params, optState: State];
