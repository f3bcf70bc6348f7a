/** Connectionist temporal classification: the probability of a sequence of labels over all its alignments with a longer input. */
import { scan } from '../../control-flow/scan.js';
import { ShapeError } from '../../errors.js';
import { equal, less } from '../../primitives/compare.js';
import {
  add,
  cast,
  maximum,
  minimum,
  mul,
  neg,
  scalarLike,
  select,
  softplus,
  sub,
  zerosLike,
} from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, concatenate, pad, reshape, slice, transpose } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { logSoftmax } from '../../primitives/softmax.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { computeType, floatSymbol } from '../support/arguments.js';
import { opFamily } from '../support/define.js';
import { classMask } from './class-mask.js';

const op = opFamily('nn');

/** The logarithm of a probability that is as good as 0, small enough for sums of it to stay finite. */
const IMPOSSIBLE = -1e5;

/** log(e^a + e^b). */
function logAdd(a: Tensor, b: Tensor): Tensor {
  const larger = maximum(a, b);
  return add(larger, softplus(sub(minimum(a, b), larger)));
}

/** Columns from `start` to the end, less `fewer`. */
const columns = (x: Tensor, start: number, fewer = 0): Tensor =>
  slice(x, [0, start], [x.shape[0]!, x.shape[1]! - start - fewer]);

/** Blanks are also reached from the label in front of them; there is none in front of the first. */
const fromLabels = (blanks: Tensor, labels: Tensor): Tensor =>
  concatenate([slice(blanks, [0, 0], [blanks.shape[0]!, 1]), logAdd(columns(blanks, 1), labels)], 1);

/**
 * -log of the probability of `target`, summed over its alignments with `output` (A. Graves et al., 2006).
 *
 * @param target integers [batch, labels]
 * @param output logits [batch, steps, classes]
 * @param targetLength,outputLength how many labels and steps of each row count, [batch]
 * @param maskIndex the class that stands for a blank
 * @returns [batch]
 * @throws ShapeError if the shapes do not fit
 * @example
 * ops.ctcLoss([[1, 2, 1]], logits, [3], [6]);
 */
export const ctcLoss = op(
  'ctc_loss',
  ['target', 'output', 'targetLength', 'outputLength', 'maskIndex'],
  (
    target: TensorLike,
    output: TensorLike,
    targetLength: TensorLike,
    outputLength: TensorLike,
    maskIndex: number = 0,
  ): Tensor => {
    const labels = cast(asTensor(target), 'int32');
    const logits = toFloat(output);
    if (labels.rank !== 2 || logits.rank !== 3 || labels.shape[0] !== logits.shape[0]) {
      throw new ShapeError('[ctc_loss]: target and output do not fit together.', {
        expected: 'target [batch, labels] and output [batch, steps, classes]',
        received: `target ${formatShape(labels.shape)}, output ${formatShape(logits.shape)}`,
      });
    }
    const [batch, count] = labels.shape as [number, number];
    const [, steps, classes] = logits.shape as [number, number, number];
    const log = logSoftmax(cast(logits, computeType(logits.dtype)), 2);
    const lengths = (x: TensorLike) => reshape(cast(asTensor(x), 'int32'), [batch, 1]);
    const stepsFirst = (x: Tensor) => transpose(x, [1, 0, 2]);

    const blank = stepsFirst(slice(log, [0, 0, maskIndex], [batch, steps, 1]));
    const emitted = stepsFirst(product(log, cast(classMask(labels, classes), log.dtype), false, true));
    const counted = stepsFirst(reshape(less(iota(steps), lengths(outputLength)), [batch, steps, 1]));
    const repeated = pad(cast(equal(columns(labels, 0, 1), columns(labels, 1)), log.dtype), [0, 0], [0, 1]);
    const isRepeated = mul(repeated, scalarLike(IMPOSSIBLE, log));
    const isNew = sub(scalarLike(IMPOSSIBLE, log), isRepeated);

    // Forward variables: alignments that end in the blank behind label i (the 0th in front of all), and in label i.
    const first = equal(iota(count + 1), scalarLike(0, labels));
    const blanks = broadcastTo(select(first, scalarLike(0, log), scalarLike(IMPOSSIBLE, log)), [batch, count + 1]);
    const none = broadcastTo(scalarLike(IMPOSSIBLE, log), [batch, count]);
    const [[lastBlanks, lastLabels]] = scan(
      ([before, ended]: readonly [Tensor, Tensor], [label, gap, counts]: readonly [Tensor, Tensor, Tensor]) => {
        // From one label straight to the next, unless they are equal: then a blank must lie between.
        const reachable = fromLabels(before, add(ended, isRepeated));
        const nextLabels = add(logAdd(columns(reachable, 0, 1), ended), label);
        const nextBlanks = fromLabels(add(reachable, gap), add(add(ended, gap), isNew));
        const result = [select(counts, nextBlanks, before), select(counts, nextLabels, ended)] as const;
        return [result, null] as const;
      },
      [blanks, none] as const,
      [emitted, blank, counted] as const,
    ) as unknown as [[Tensor, Tensor]];
    const total = fromLabels(lastBlanks, lastLabels);
    const atEnd = equal(iota(count + 1), lengths(targetLength));
    return neg(sum(select(atEnd, total, zerosLike(total)), [1]));
  },
  {
    tensors: 4,
    className: 'CTCLoss',
    spec: (target: TensorLike, output: TensorLike) => floatSymbol([asTensor(target).shape[0]!], output),
  },
);
