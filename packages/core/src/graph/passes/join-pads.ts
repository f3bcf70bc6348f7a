import { concatenate } from '../../primitives/movement.js';
import type { Tensor } from '../../tensor.js';
import type { Graph } from '../node.js';
import { rewrite } from '../rewrite.js';

/** A part of an axis, surrounded by zeros up to the size of the whole. */
interface Part {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly value: Tensor;
}

/**
 * A sum of tensors padded with zeros, whose parts follow each other along one axis, is their concatenation: the gradient of an
 * input that was split.
 */
export function joinPads(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (node.primitive.name !== 'add') return keep();
    const parts = inputs.flatMap((input) => partsOf(input, node.outputs[0]!.rank) ?? [null]);
    const joined = join(parts, node.outputs[0]!.shape);
    return joined ? [joined] : keep();
  });
}

/** The padded parts that a tensor is the sum of, or null. */
function partsOf({ node }: Tensor, rank: number): Part[] | null {
  if (node?.primitive.name === 'add') {
    const [a, b] = node.inputs.map((input) => partsOf(input, rank));
    return a && b ? [...a, ...b] : null;
  }
  if (node?.primitive.name !== 'pad') return null;
  const [value, filling] = node.inputs as [Tensor, Tensor];
  const { before, after, interior } = node.attributes as Record<'before' | 'after' | 'interior', readonly number[]>;
  const padded = before.map((_, axis) => axis).filter((axis) => before[axis] !== 0 || after[axis] !== 0);
  const axis = padded[0];
  const fits = padded.length === 1 && interior.every((n) => n === 0) && filling.host?.data[0] === 0;
  if (!fits || axis === undefined || value.rank !== rank) return null;
  return [{ axis, start: before[axis]!, end: before[axis]! + value.shape[axis]!, value }];
}

function join(parts: readonly (Part | null)[], shape: readonly number[]): Tensor | null {
  const axis = parts[0]?.axis;
  if (axis === undefined || parts.some((part) => part?.axis !== axis)) return null;
  const sorted = [...(parts as Part[])].sort((a, b) => a.start - b.start);
  const ends = [0, ...sorted.map(({ end }) => end)];
  const gapless = sorted.every(({ start }, i) => start === ends[i]) && ends[sorted.length] === shape[axis];
  return gapless
    ? concatenate(
        sorted.map(({ value }) => value),
        axis,
      )
    : null;
}
