/**
 * DeepLift's rules. A function is evaluated on pairs of an input and its baseline, which lie side by side along the first axis of every
 * tensor; what goes back through the graph are multipliers, the same for both of a pair. A rule gives multipliers with which the
 * differences of the inputs, multiplied and added up, make those of the outputs (Shrikumar et al., arXiv:1704.02685).
 */
import { type GradientRule, type GradientRules, ops, type Tensor, vjp, vmap, withGradientRules } from '@org/core';
import type { RowFunction } from './problem.js';

/** The two halves of the first axis: of the inputs, and of the baselines. */
export function halves(x: Tensor): [input: Tensor, baseline: Tensor] {
  return ops.split(x, 2, 0) as [Tensor, Tensor];
}
const both = (x: Tensor): Tensor => ops.concatenate([x, x], 0);
const mean = (x: Tensor): Tensor => {
  const [input, baseline] = halves(x);
  return input.add(baseline).mul(0.5);
};
const difference = (x: Tensor): Tensor => {
  const [input, baseline] = halves(x);
  return input.sub(baseline);
};

/** a / b where b is not near 0, else `otherwise`. */
const ratio = (a: Tensor, b: Tensor, otherwise: Tensor, eps: number): Tensor => {
  const isSmall = b.abs().less(eps);
  return ops.where(isSmall, otherwise, a.div(ops.where(isSmall, 1, b)));
};

/** One input, element by element: what the output changes by what the input changes. */
const rescale =
  (eps: number): GradientRule =>
  ([g], { inputs: [x], outputs: [y] }, own) => {
    const [multiplier] = halves(g!);
    const [slope] = halves(own([ops.onesLike(g!)])[0]!);
    return [both(multiplier.mul(ratio(difference(y!), difference(x!), slope, eps)))];
  };

/** Products of two inputs: each has the mean of the other as its multiplier. Where one is fixed, the rule is the derivative. */
const bilinear: GradientRule = ([g], { active }, own) =>
  own([g!]).map((m, i) => (active.every(Boolean) && m && active[i] ? both(mean(m)) : m));

const quotient =
  (eps: number): GradientRule =>
  ([g], { inputs: [a, b], active }, own) => {
    if (!active[1]) return own([g!]);
    const reciprocal = ops.reciprocal(b!);
    const slope = ops.negative(ops.square(halves(reciprocal)[0]));
    const multiplier = halves(g!)[0].mul(a!.shape[0] === g!.shape[0] ? mean(a!) : a!);
    const ofB = both(multiplier.mul(ratio(difference(reciprocal), difference(b!), slope, eps)));
    return [active[0] ? both(halves(g!)[0].mul(mean(reciprocal))) : null, ofB];
  };

/** Maxima of windows: what the maximum of both exceeds each by goes to where that maximum was. */
const maxPool =
  (eps: number): GradientRule =>
  ([g], { inputs: [x], outputs: [y] }, own) => {
    const [output, reference] = halves(y!);
    const larger = ops.maximum(output, reference);
    const parts = ops.concatenate([larger.sub(reference), output.sub(larger)], 0);
    const [ofInput, ofBaseline] = halves(own([g!.mul(parts)])[0]!);
    const [slope] = halves(own([g!])[0]!);
    return [both(ratio(ofInput.add(ofBaseline), difference(x!), slope, eps))];
  };

/** Exponentials by their sum, or that sum's logarithm: the rules of the parts, one after the other. */
const softmax =
  (eps: number, isLog: boolean): GradientRule =>
  ([g], { inputs: [x], attributes }) => {
    const axis = attributes.axis as number;
    const [multiplier] = halves(g!);
    const [z, reference] = halves(x!);
    const top = ops.max(ops.maximum(z, reference), { axis, keepdims: true });
    const [e, e0] = [ops.exp(z.sub(top)), ops.exp(reference.sub(top))];
    const sum = (value: Tensor) => ops.sum(value, { axis, keepdims: true });
    const [s, s0] = [sum(e), sum(e0)];
    const outer = isLog
      ? sum(multiplier)
          .neg()
          .mul(ratio(ops.log(s).sub(ops.log(s0)), s.sub(s0), ops.reciprocal(s), eps))
      : sum(multiplier.mul(e.add(e0)).mul(0.5)).mul(
          ratio(ops.reciprocal(s).sub(ops.reciprocal(s0)), s.sub(s0), ops.square(ops.reciprocal(s)).neg(), eps),
        );
    const ofExponential = isLog ? outer : outer.add(multiplier.mul(ops.reciprocal(s).add(ops.reciprocal(s0)).mul(0.5)));
    const inner = ofExponential.mul(ratio(e.sub(e0), z.sub(reference), e, eps));
    return [both(isLog ? inner.add(multiplier) : inner)];
  };

/** Functions of one number, by the names of their primitives. */
const NONLINEAR =
  'relu elu leaky_relu clamp sigmoid tanh softplus exp expm1 log log1p sqrt reciprocal absolute erf erfc sin cos tan asin acos atan sinh cosh asinh acosh atanh cbrt';

/** The rules by their primitives. @param eps where differences of inputs are smaller, derivatives are taken */
export const deepLiftRules = (eps: number): GradientRules => ({
  ...Object.fromEntries(NONLINEAR.split(' ').map((name) => [name, rescale(eps)])),
  multiply: bilinear,
  matmul: bilinear,
  divide: quotient(eps),
  max_pool: maxPool(eps),
  softmax: softmax(eps, false),
  log_softmax: softmax(eps, true),
});

/** Multipliers of each row's number by its inputs. */
export function multipliersOf(
  score: RowFunction,
  inputs: readonly Tensor[],
  baselines: readonly Tensor[],
  side: readonly Tensor[],
  eps: number,
): Tensor[] {
  const pairs = inputs.map((x, i) => ops.stack([x, ops.broadcastTo(baselines[i]!, x.shape as number[])]));
  const onPairs = vmap((...xs: Tensor[]) => score(xs, side)) as (...xs: Tensor[]) => Tensor;
  const found = withGradientRules(deepLiftRules(eps), () => {
    const [scores, pullback] = vjp(onPairs, ...pairs);
    return pullback(ops.onesLike(scores)) as Tensor[];
  });
  return found.map((multiplier) => ops.reshape(halves(multiplier)[0], multiplier.shape.slice(1) as number[]));
}
