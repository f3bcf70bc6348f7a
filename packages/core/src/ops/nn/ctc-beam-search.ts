import { scan } from '../../control-flow/scan.js';
import { equal, greater, greaterEqual, logicalAnd, logicalOr } from '../../primitives/compare.js';
import { add, cast, exp, log, mul, quotient, scalar, scalarLike, select, sub } from '../../primitives/elementwise.js';
import { gatherElements } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, concatenate, reshape, slice, transpose } from '../../primitives/movement.js';
import { max, sum } from '../../primitives/reduce.js';
import { logSoftmax } from '../../primitives/softmax.js';
import { topK } from '../../primitives/sort.js';
import type { Tensor } from '../../tensor/tensor.js';
import { allOf } from '../support/composites.js';

/** Stands behind the last label of a prefix. */
const END = -1;
const IMPOSSIBLE = Number.NEGATIVE_INFINITY;

const integer = (value: number): Tensor => scalar(value, 'int32');

/** log Σ e^x over the last axis, where all may be -∞. */
function logSum(x: Tensor): Tensor {
  const axis = x.rank - 1;
  const largest = max(x, [axis], true);
  const centre = select(greater(largest, scalarLike(IMPOSSIBLE, x)), largest, scalarLike(0, x));
  return reshape(add(log(sum(exp(sub(x, centre)), [axis], true)), centre), x.shape.slice(0, -1));
}

const logAdd = (a: Tensor, b: Tensor): Tensor =>
  logSum(
    concatenate(
      [a, b].map((x) => reshape(x, [...x.shape, 1])),
      a.rank,
    ),
  );

/** The rows of x [batch, n, width] that `indices` [batch, k] name. */
function rowsAt(x: Tensor, indices: Tensor): Tensor {
  const [batch, count] = indices.shape as [number, number];
  const spread = broadcastTo(reshape(indices, [batch, count, 1]), [batch, count, x.shape[2]!]);
  return gatherElements(x, spread, 1);
}

/** The prefixes that are followed: [batch, width], the labels [batch, width, steps]. */
interface Beam {
  readonly labels: Tensor;
  readonly lengths: Tensor;
  /** Log probabilities of the alignments that end in a blank, and of those that end in the last label. */
  readonly inBlank: Tensor;
  readonly inLabel: Tensor;
}

const total = ({ inBlank, inLabel }: Beam): Tensor => logAdd(inBlank, inLabel);

function emptyBeam(batch: number, width: number, steps: number, like: Tensor): Beam {
  const impossible = scalarLike(IMPOSSIBLE, like);
  const first = select(equal(iota(width), integer(0)), scalarLike(0, like), impossible);
  return {
    labels: broadcastTo(integer(END), [batch, width, steps]),
    lengths: broadcastTo(integer(0), [batch, width]),
    inBlank: broadcastTo(first, [batch, width]),
    inLabel: broadcastTo(impossible, [batch, width]),
  };
}

/** The beam after one more step. @param step log probabilities [batch, classes] */
function advance(beam: Beam, step: Tensor, blank: number): Beam {
  const { labels, lengths, inBlank, inLabel } = beam;
  const [batch, width, steps] = labels.shape as [number, number, number];
  const classes = step.shape[1]!;
  const impossible = scalarLike(IMPOSSIBLE, step);
  const column = (x: Tensor) => reshape(x, [batch, width, 1]);
  const row = (x: Tensor) => reshape(x, [batch, 1, width]);

  const isEnd = equal(iota(steps), column(sub(lengths, integer(1))));
  const last = max(select(isEnd, labels, integer(END)), [2]);
  const isLast = equal(column(last), iota(classes));
  const chances = reshape(step, [batch, 1, classes]);

  // A prefix stays as it is by a blank, or by its last label once more.
  const byBlank = add(total(beam), slice(step, [0, blank], [batch, 1]));
  const byRepeat = add(inLabel, max(select(isLast, chances, impossible), [2]));
  // It grows by any label but the blank; by its last label only across a blank.
  const reached = select(isLast, column(inBlank), column(total(beam)));
  const grown = select(equal(iota(classes), integer(blank)), impossible, add(reached, chances));

  // A grown prefix that is in the beam already gives its probability to that: child[v, w] if v is w and one label more.
  const agree = logicalOr(
    equal(reshape(labels, [batch, width, 1, steps]), reshape(labels, [batch, 1, width, steps])),
    greaterEqual(iota(steps), reshape(lengths, [batch, 1, width, 1])),
  );
  const isLonger = equal(column(lengths), add(row(lengths), integer(1)));
  const isPossible = greater(column(total(beam)), impossible);
  const child = logicalAnd(logicalAnd(allOf(agree, [3]), isLonger), isPossible);
  const grownByLast = rowsAt(transpose(grown, [0, 2, 1]), select(greaterEqual(last, integer(0)), last, integer(0)));
  const fromParent = max(select(child, grownByLast, impossible), [2]);
  const stays = { ...beam, inBlank: byBlank, inLabel: logAdd(byRepeat, fromParent) };
  const taken = product(cast(child, step.dtype), cast(isLast, step.dtype), true);
  const fresh = select(greater(taken, scalarLike(0, step)), impossible, grown);

  const candidates = concatenate([total(stays), reshape(fresh, [batch, width * classes])], 1);
  const [best, chosen] = topK(candidates, width);
  const isFresh = greaterEqual(chosen, integer(width));
  const place = sub(chosen, integer(width));
  const parent = select(isFresh, quotient(place, integer(classes)), chosen);
  const label = sub(place, mul(parent, integer(classes)));
  const oldLengths = gatherElements(lengths, parent, 1);
  const isNewEnd = logicalAnd(column(isFresh), equal(iota(steps), column(oldLengths)));
  return {
    labels: select(isNewEnd, column(label), rowsAt(labels, parent)),
    lengths: add(oldLengths, cast(isFresh, 'int32')),
    inBlank: select(isFresh, impossible, gatherElements(stays.inBlank, parent, 1)),
    inLabel: select(isFresh, best, gatherElements(stays.inLabel, parent, 1)),
  };
}

/**
 * Follows the most probable prefixes of labels from step to step (https://arxiv.org/abs/1408.2873).
 *
 * @param inputs logits [batch, steps, classes]
 * @param counted whether a step counts, [batch, steps]
 * @returns labels [paths, batch, steps] and their log probabilities [batch, paths]
 */
export function beamSearch(
  inputs: Tensor,
  counted: Tensor,
  width: number,
  paths: number,
  blank: number,
): [Tensor, Tensor] {
  const [batch, steps] = inputs.shape as [number, number, number];
  const stepsFirst = [transpose(logSoftmax(inputs, 2), [1, 0, 2]), transpose(counted, [1, 0])] as const;
  const [beam] = scan(
    (before: Beam, [step, counts]: readonly [Tensor, Tensor]) => {
      const after = advance(before, step, blank);
      const kept = (key: keyof Beam) => {
        const mask = reshape(counts, [batch, ...new Array<number>(before[key].rank - 1).fill(1)]);
        return select(mask, after[key], before[key]);
      };
      const next = {
        labels: kept('labels'),
        lengths: kept('lengths'),
        inBlank: kept('inBlank'),
        inLabel: kept('inLabel'),
      };
      return [next, null] as const;
    },
    emptyBeam(batch, width, steps, inputs),
    stepsFirst,
  ) as unknown as [Beam];
  const [scores, order] = topK(total(beam), paths);
  return [transpose(rowsAt(beam.labels, order), [1, 0, 2]), scores];
}
