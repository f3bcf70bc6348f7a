/** Binary crossentropies of what a sigmoid has made, or would make. */
import { epsilon } from '../../config.js';
import { is } from '../../graph/match.js';
import { clamp } from '../../primitives/activations.js';
import { equal } from '../../primitives/compare.js';
import { withGradient } from '../../primitives/custom-gradient.js';
import {
  abs,
  add,
  cast,
  div,
  log,
  maximum,
  mul,
  neg,
  relu,
  scalarLike,
  sigmoid,
  softplus,
  sub,
} from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { prod, sum } from '../../primitives/reduce.js';
import { sameShape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';

const logit = (p: number): number => Math.log(p / (1 - p));

/** Logits, and what a sigmoid makes of them, kept off 0 and 1; `larger` is that or the rest to 1, whichever is more. */
function keptFrom(logits: Tensor): { kept: Tensor; p: Tensor; larger: Tensor } {
  const kept = clamp(logits, { low: logit(epsilon()), high: logit(Math.fround(1 - epsilon())) });
  const p = sigmoid(kept);
  return { kept, p, larger: maximum(p, sub(scalarLike(1, p), p)) };
}

/** A crossentropy is this minus the logarithm of `larger`, of which little is rounded off, however small the crossentropy is. */
const straightPart = (target: Tensor, kept: Tensor): Tensor => sub(relu(kept), mul(target, kept));

/** What the binary crossentropy of `sigmoid(logits)` passes back, a difference. @param g for each element, or one for several */
const passedBack = (g: Tensor, target: Tensor, logits: Tensor, { kept, p }: { kept: Tensor; p: Tensor }): Tensor[] => [
  neg(mul(g, kept)),
  mul(cast(equal(kept, logits), p.dtype), mul(g, sub(p, target))),
];

/** The binary crossentropy of `sigmoid(logits)`, kept off 0 and 1, with one logarithm instead of two. */
export function sigmoidCrossentropy(target: Tensor, logits: Tensor): Tensor {
  const probable = keptFrom(logits);
  const value = sub(straightPart(target, probable.kept), log(probable.larger));
  return withGradient([value], [target, logits], ([g]) => passedBack(g!, target, logits, probable))[0]!;
}

/**
 * The binary crossentropy of the probabilities that a sigmoid would make of logits, target · softplus(-x) + rest · softplus(x), with one
 * logarithm: softplus(±x) = max(±x, 0) + softplus(-|x|).
 *
 * @param rest 1 - target
 */
export function logitsCrossentropy(target: Tensor, rest: Tensor, logits: Tensor): Tensor {
  const opposite = neg(logits);
  const value = add(add(mul(target, relu(opposite)), mul(rest, relu(logits))), softplus(neg(abs(logits))));
  const [result] = withGradient([value], [target, logits], ([g]) => [
    mul(g!, opposite),
    mul(g!, sub(mul(rest, sigmoid(logits)), mul(target, sigmoid(opposite)))),
  ]);
  return result!;
}

/** The most probabilities of which one logarithm is taken. None is below a half, so their product is far from the smallest numbers. */
const FACTORS = 32;
/** Elements along the last axis from which on that pays. */
const MANY = 64;

/** Into how many equal parts of neighbours, as long as may be, that many elements go. */
function partsOf(length: number): number {
  let factors = FACTORS;
  while (length % factors > 0) factors--;
  return length / factors;
}

/**
 * The mean over the last axis of the binary crossentropy of what a sigmoid has made, with a logarithm for many elements, since the runtime
 * takes as long for one as for twenty additions; null where it has to be computed element by element.
 */
export function meanSigmoidCrossentropy(target: Tensor, output: Tensor): Tensor | null {
  const { node, shape, rank, dtype } = output;
  const length = shape[rank - 1] ?? 0;
  if (!node || !is(node, sigmoid) || dtype !== 'float32' || target.dtype !== dtype) return null;
  const parts = partsOf(length);
  if (!sameShape(target.shape, shape) || length < MANY || parts === length) return null;
  const logits = node.inputs[0]!;
  const probable = keptFrom(logits);
  const axes = [rank - 1];
  const groups = reshape(probable.larger, [...shape.slice(0, -1), parts, length / parts]);
  const logs = sum(log(prod(groups, [rank])), axes);
  const value = div(sub(sum(straightPart(target, probable.kept), axes), logs), scalarLike(length, output));
  const [result] = withGradient([value], [target, logits], ([g]) => {
    const each = reshape(div(g!, scalarLike(length, g!)), [...shape.slice(0, -1), 1]);
    return passedBack(each, target, logits, probable);
  });
  return result!;
}
