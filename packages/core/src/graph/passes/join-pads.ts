import { padPrimitive } from '../../primitives/blocks.js';
import { add, scalarLike } from '../../primitives/elementwise.js';
import { broadcastTo, concatenate } from '../../primitives/movement.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is, madeBy } from '../match.js';
import type { Graph, Node } from '../node.js';
import { rewrite } from '../rewrite.js';
import { usersOf } from '../users.js';

/** A part of an axis, surrounded by zeros up to the size of the whole. */
interface Part {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly value: Tensor;
}

/** Parts of one axis that are added up. */
interface Total {
  readonly axis: number;
  /** Sizes of all parts together. */
  readonly covered: number;
  readonly terms: Part | readonly [Total, Total];
}

/**
 * A sum of tensors padded with zeros, whose parts follow each other along one axis, is their concatenation: the gradient of an
 * input that was split, also if a smaller part of it was not used.
 */
export function joinPads(graph: Graph): Graph {
  /** What is known of sums; those that cover more than there is are no concatenation, nor is what is added to them. */
  const totals = new Map<Tensor, Total>();
  const totalOf = (x: Tensor): Total | null => totals.get(x) ?? paddedPart(x);
  const users = usersOf(graph);
  const isLast = ({ outputs }: Node) => ![...(users.get(outputs[0]!) ?? [])].some((user) => user && is(user, add));
  return rewrite(graph, (node, inputs, keep) => {
    if (!is(node, add)) return keep();
    const [a, b] = inputs.map(totalOf);
    const { shape } = node.outputs[0]!;
    const covered = a && b && a.axis === b.axis ? a.covered + b.covered : Number.POSITIVE_INFINITY;
    if (!a || !b || covered > shape[a.axis]! || inputs.some(({ rank }) => rank !== shape.length)) return keep();
    const total = { axis: a.axis, covered, terms: [a, b] } as const;
    const isWhole = covered === shape[a.axis];
    const isMost = isLast(node) && 2 * covered >= shape[a.axis]!;
    const joined = isWhole || isMost ? join(partsOf(total), a.axis, shape) : null;
    if (joined) return [joined];
    const outputs = keep();
    totals.set(outputs[0]!, total);
    return outputs;
  });
}

/** A tensor that is zero but for a part of one axis, or null. */
function paddedPart(x: Tensor): Total | null {
  const node = madeBy(x, padPrimitive);
  if (!node) return null;
  const [value, filling] = node.inputs as [Tensor, Tensor];
  const { before, after, interior } = node.attributes;
  const padded = before.map((_, axis) => axis).filter((axis) => before[axis] !== 0 || after[axis] !== 0);
  const axis = padded[0];
  const fits = padded.length === 1 && interior.every((n) => n === 0) && filling.host?.data[0] === 0;
  if (!fits || axis === undefined) return null;
  const part = { axis, start: before[axis]!, end: before[axis]! + value.shape[axis]!, value };
  return { axis, covered: value.shape[axis]!, terms: part };
}

function partsOf(total: Total): Part[] {
  const parts: Part[] = [];
  const open = [total];
  for (let next = open.pop(); next; next = open.pop()) {
    if ('value' in next.terms) parts.push(next.terms);
    else open.push(...next.terms);
  }
  return parts.sort((a, b) => a.start - b.start);
}

/** The parts side by side, with zeros in gaps between them; null where they overlap. */
function join(parts: readonly Part[], axis: number, shape: Shape): Tensor | null {
  const values: Tensor[] = [];
  let at = 0;
  const fillUpTo = (place: number) => {
    if (place > at) values.push(broadcastTo(scalarLike(0, parts[0]!.value), shape.with(axis, place - at)));
  };
  for (const { start, end, value } of parts) {
    if (start < at) return null;
    fillUpTo(start);
    values.push(value);
    at = end;
  }
  fillUpTo(shape[axis]!);
  return concatenate(values, axis);
}
