/** Label sequences from the outputs of a network trained with connectionist temporal classification. */
import { ShapeError, ValueError } from '../../errors.js';
import { equal, less } from '../../primitives/compare.js';
import { cast, neg, scalarLike, select } from '../../primitives/elementwise.js';
import { gatherElements } from '../../primitives/indexing.js';
import { iota } from '../../primitives/iota.js';
import { pad, reshape, slice } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { argSort, topK } from '../../primitives/sort.js';
import { toFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { computeType } from '../support/arguments.js';
import { opFamily } from '../support/define.js';
import { beamSearch } from './ctc-beam-search.js';

const op = opFamily('nn');

/** Stands behind the last label of a decoded row. */
const END = -1;

/** The most probable class of each step, without blanks and repetitions. */
function greedy(scores: Tensor, counted: Tensor, mergeRepeated: boolean, blank: number): [Tensor, Tensor] {
  const [batch, steps] = scores.shape as [number, number];
  const [best, classes] = topK(scores, 1).map((x) => reshape(x, [batch, steps])) as [Tensor, Tensor];
  const labels = select(counted, classes, scalarLike(blank, classes));
  const repeats = equal(slice(labels, [0, 1], [batch, steps - 1]), slice(labels, [0, 0], [batch, steps - 1]));
  const isRepeat = cast(pad(cast(repeats, 'int32'), [0, 1], [0, 0]), 'bool');
  const kept = mergeRepeated ? select(isRepeat, scalarLike(blank, labels), labels) : labels;
  const isBlank = equal(kept, scalarLike(blank, kept));
  const order = argSort(cast(isBlank, 'int32'), 1);
  const decoded = gatherElements(select(isBlank, scalarLike(END, kept), kept), order, 1);
  const total = sum(select(counted, best, scalarLike(0, best)), [1], true);
  return [reshape(decoded, [1, batch, steps]), neg(total)];
}

/**
 * Decodes the outputs of each step into labels.
 *
 * @param inputs logits [batch, steps, classes]
 * @param sequenceLengths how many steps of each row count, [batch]
 * @param strategy 'greedy', or 'beam_search' over prefixes (https://arxiv.org/abs/1408.2873)
 * @param beamWidth,topPaths of a beam search: how many prefixes are followed, and how many are returned
 * @param mergeRepeated whether greedy decoding takes equal labels in a row for one
 * @param maskIndex the class that stands for a blank
 * @returns [labels [paths, batch, steps], -1 behind the last; scores [batch, paths]: the negative sum of the largest logits, or
 * the logarithm of the probability of a path found by a beam search]
 * @throws ValueError for an unknown strategy
 * @example
 * const [labels, scores] = ops.ctcDecode(logits, [6], { strategy: 'beam_search', topPaths: 3 });
 */
export const ctcDecode = op(
  'ctc_decode',
  ['inputs', 'sequenceLengths', 'strategy', 'beamWidth', 'topPaths', 'mergeRepeated', 'maskIndex'],
  (
    inputs: TensorLike,
    sequenceLengths: TensorLike,
    strategy: string = 'greedy',
    beamWidth: number = 100,
    topPaths: number = 1,
    mergeRepeated: boolean = true,
    maskIndex: number = 0,
  ): [Tensor, Tensor] => {
    const given = toFloat(inputs);
    if (given.rank !== 3) {
      throw new ShapeError('[ctc_decode]: the inputs must be [batch, steps, classes].', {
        received: formatShape(given.shape),
      });
    }
    const scores = cast(given, computeType(given.dtype));
    const [batch, steps] = scores.shape as [number, number];
    const lengths = reshape(cast(asTensor(sequenceLengths), 'int32'), [batch, 1]);
    const counted = less(iota(steps), lengths);
    if (strategy === 'greedy') return greedy(scores, counted, mergeRepeated, maskIndex);
    if (strategy === 'beam_search') return beamSearch(scores, counted, beamWidth, topPaths, maskIndex);
    throw new ValueError('[ctc_decode]: unknown strategy.', {
      expected: "'greedy' or 'beam_search'",
      received: strategy,
    });
  },
  { tensors: 2, className: 'CTCDecode' },
);
