/** Crossentropies of keras.ops: one number for each prediction, not averaged. */
import { epsilon } from '../../config.js';
import { ShapeError } from '../../errors.js';
import { is } from '../../graph/match.js';
import { clamp } from '../../primitives/activations.js';
import { add, cast, div, log, mul, neg, scalarLike, select, sigmoid, sub } from '../../primitives/elementwise.js';
import { reshape } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { logSoftmax, softmax } from '../../primitives/softmax.js';
import { promoteToFloat, resultType, toFloat } from '../../python/promotion.js';
import { formatShape, normalizeAxis, sameShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { opFamily } from '../support/define.js';
import { classMask } from './class-mask.js';
import { logitsCrossentropy, sigmoidCrossentropy } from './sigmoid-crossentropy.js';

const op = opFamily('nn');

const clipped = (x: Tensor): Tensor => clamp(x, { low: epsilon(), high: 1 - epsilon() });

/** What is meant, where the targets have the form of the other kind of crossentropy. */
function hintOf(target: Tensor, output: Tensor): { hint?: string } {
  if (target.rank === output.rank - 1) {
    return { hint: 'class numbers go with sparse_categorical_crossentropy, or make them one-hot.' };
  }
  const oneHot = sameShape(target.shape, output.shape) && output.rank > 1;
  return oneHot ? { hint: 'one-hot targets go with categorical_crossentropy.' } : {};
}

function checkShapes(name: string, expected: string, target: Tensor, output: Tensor, fits: boolean): void {
  if (fits) return;
  throw new ShapeError(`[${name}]: target and output do not fit together.`, {
    expected,
    received: `target ${formatShape(target.shape)}, output ${formatShape(output.shape)}`,
    ...hintOf(target, output),
  });
}

/** Logarithms of the probabilities along an axis; those that are given are scaled to add up to 1, and kept off 0 and 1. */
function logProbabilities(output: Tensor, fromLogits: boolean, axis: number): Tensor {
  if (fromLogits) return logSoftmax(output, axis);
  const logits = softmaxInput(output, axis);
  if (!logits) return log(clipped(div(output, sum(output, [axis], true))));
  // What comes from a softmax adds up to 1, and its logarithm is known directly.
  return clamp(logSoftmax(logits, axis), { low: Math.log(epsilon()), high: Math.log(Math.fround(1 - epsilon())) });
}

/** The tensor whose softmax along `axis` this is; null if it is none. */
const softmaxInput = ({ node }: Tensor, axis: number): Tensor | null =>
  node && is(node, softmax) && node.attributes.axis === axis ? node.inputs[0]! : null;

/**
 * -target · log(output) - (1 - target) · log(1 - output), for each element.
 *
 * @param output probabilities, or with `fromLogits` what a sigmoid would make them from
 * @throws ShapeError if the shapes differ
 * @example
 * ops.binaryCrossentropy([1, 0], [0.9, 0.2]); // [0.105, 0.223]
 */
export const binaryCrossentropy = op(
  'binary_crossentropy',
  ['target', 'output', 'fromLogits'],
  (target: TensorLike, output: TensorLike, fromLogits: boolean = false): Tensor => {
    const [t, o] = promoteToFloat(target, output) as [Tensor, Tensor];
    checkShapes('binary_crossentropy', 'equal shapes', t, o, sameShape(t.shape, o.shape));
    const one = scalarLike(1, o);
    const rest = sub(one, t);
    if (fromLogits) return logitsCrossentropy(t, rest, o);
    if (o.node && is(o.node, sigmoid)) return sigmoidCrossentropy(t, o.node.inputs[0]!);
    const p = clipped(o);
    return neg(add(mul(t, log(p)), mul(rest, log(sub(one, p)))));
  },
  { tensors: 2 },
);

/**
 * -Σ target · log(output) along the axis of the classes.
 *
 * @param output probabilities, or with `fromLogits` what a softmax would make them from
 * @throws ShapeError if the shapes differ
 * @example
 * ops.categoricalCrossentropy([[0, 1]], [[0.2, 0.8]]); // [0.223]
 */
export const categoricalCrossentropy = op(
  'categorical_crossentropy',
  ['target', 'output', 'fromLogits', 'axis'],
  (target: TensorLike, output: TensorLike, fromLogits: boolean = false, axis: number = -1): Tensor => {
    const [t, o] = promoteToFloat(target, output) as [Tensor, Tensor];
    checkShapes('categorical_crossentropy', 'equal shapes', t, o, sameShape(t.shape, o.shape) && t.rank > 0);
    const along = normalizeAxis(axis, o.rank, 'categorical_crossentropy');
    return neg(sum(mul(t, logProbabilities(o, fromLogits, along)), [along]));
  },
  { tensors: 2 },
);

/**
 * -log of the probability of the class that each target names; 0 for a target that names none.
 *
 * @param target integers of the shape of `output` without the axis of the classes, or with 1 in place of the last one
 * @param output probabilities, or with `fromLogits` what a softmax would make them from
 * @throws ShapeError if the shapes do not fit
 * @example
 * ops.sparseCategoricalCrossentropy([1], [[0.2, 0.8]]); // [0.223]
 */
export const sparseCategoricalCrossentropy = op(
  'sparse_categorical_crossentropy',
  ['target', 'output', 'fromLogits', 'axis'],
  (target: TensorLike, output: TensorLike, fromLogits: boolean = false, axis: number = -1): Tensor => {
    const given = asTensor(target);
    const o = toFloat(output);
    const squeezed = given.rank === o.rank && given.shape[given.rank - 1] === 1;
    const t = cast(squeezed ? reshape(given, given.shape.slice(0, -1)) : given, 'int32');
    const along = o.rank && normalizeAxis(axis, o.rank, 'sparse_categorical_crossentropy');
    const fits = o.rank > 0 && sameShape(t.shape, [...o.shape.slice(0, along), ...o.shape.slice(along + 1)]);
    checkShapes('sparse_categorical_crossentropy', "the output's shape without its axis of classes", given, o, fits);
    const chosen = classMask(t, o.shape[along]!, along);
    const loss = neg(sum(select(chosen, logProbabilities(o, fromLogits, along), scalarLike(0, o)), [along]));
    // The places of the classes are float32 numbers in Keras.
    return cast(loss, resultType(o.dtype, 'float32'));
  },
  { tensors: 2 },
);
