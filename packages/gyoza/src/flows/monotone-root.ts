import { lax, ops, type Tensor } from '@org/core';

/** An increasing function and its slope. */
export type Increasing = (x: Tensor, ...parameters: Tensor[]) => [value: Tensor, slope: Tensor];

/** Steps of Newton's method end below this, of the size of what is looked for; one more doubles the digits. */
const leastStep = (dtype: string): number => (dtype === 'float64' ? 1e-9 : 1e-5);
const MOST_STEPS = 100;

/** The largest of the numbers: where one element is NaN, the search goes on for the others. */
export const largest = (x: Tensor): Tensor => ops.max(ops.where(ops.isnan(x), 0, x));

/** Halfway by orders of magnitude, where the interval is wide; in the middle, where it is not. */
function between(low: Tensor, high: Tensor): Tensor {
  const order = (x: Tensor) => ops.sign(x).mul(ops.log1p(ops.abs(x)));
  const middle = order(low).add(order(high)).mul(0.5);
  return ops.clip(ops.sign(middle).mul(ops.expm1(ops.abs(middle))), low, high);
}

/**
 * Where an increasing function takes the values of `target`, for all elements at once: Newton's method, and an interval is halved
 * where that would leave it or gets slower. The loop ends with the last element. Derivatives are those of an inverse function, of all orders
 * that the last step has: the first.
 *
 * @param parameters of the function, all tensors that it depends on
 * @param interval in which the results lie, of the shape of `target`
 */
export function monotoneRoot(
  f: Increasing,
  target: Tensor,
  parameters: readonly Tensor[],
  interval: readonly [low: Tensor, high: Tensor],
): Tensor {
  const fixed = parameters.map((each) => ops.stopGradient(each));
  const aim = ops.stopGradient(target);
  const least = leastStep(target.dtype);
  const [from, to] = interval.map((each) => ops.stopGradient(each)) as [Tensor, Tensor];
  type State = [step: Tensor, isMoving: Tensor, x: Tensor, moved: Tensor, low: Tensor, high: Tensor];
  const [, , found] = lax.whileLoop(
    ([step, isMoving]: State) => step.less(MOST_STEPS).logicalAnd(isMoving),
    ([step, , x, moved, low, high]: State): State => {
      const [value, slope] = f(x, ...fixed);
      const isBelow = value.less(aim);
      const [lower, upper] = [ops.where(isBelow, x, low), ops.where(isBelow, high, x)];
      const by = aim.sub(value).div(slope);
      const next = x.add(by);
      // NaN is in no interval. What is found stays so, whatever rounding makes of its next steps.
      const isFound = ops.abs(by).lessEqual(ops.abs(x).add(1).mul(least));
      const isInside = next.greaterEqual(lower).logicalAnd(next.lessEqual(upper));
      const isFaster = isInside.logicalAnd(ops.abs(by).lessEqual(moved.mul(0.5)));
      const found = ops.where(isFound.logicalOr(isFaster), next, between(lower, upper));
      const change = ops.abs(found.sub(x));
      const most = largest(change.div(ops.abs(found).add(1)));
      return [step.add(1), most.greater(least), found, change, lower, upper];
    },
    [ops.cast(0, 'int32'), ops.cast(true, 'bool'), from.add(to).mul(0.5), to.sub(from).mul(2), from, to] as State,
  );
  const root = ops.stopGradient(found);
  const [value, slope] = f(root, ...parameters);
  return root.add(target.sub(value).div(ops.stopGradient(slope)));
}
