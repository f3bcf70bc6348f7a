import { is } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { transpose, transposePrimitive } from '../../../primitives/movement.js';
import { range, type Shape, sizeOf } from '../../../shape.js';

/** Numbers from which it pays. */
const LARGE = 2 ** 14;
/** Numbers that the runtime copies at once. */
const RUN = 4;

/**
 * The runtime is fast where one axis moves, and where runs of numbers stay together; any other transpose it makes number by number, at
 * ten times the price. Such a one becomes one of either kind, one behind the other.
 */
export function splitTransposes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0) {
      return emit(node.primitive, inputs, mapBodies(node.attributes, splitTransposes));
    }
    const steps = is(node, transposePrimitive) ? twoSteps(node) : null;
    return steps ? [steps.reduce(transpose, inputs[0]!)] : keep();
  });
}

/** The permutations, one behind the other; null where one is enough. */
function twoSteps({
  inputs,
  attributes,
}: Node<{ readonly permutation: readonly number[] }>): [number[], number[]] | null {
  const { shape } = inputs[0]!;
  const { permutation } = attributes;
  if (sizeOf(shape) < LARGE || isFast(shape, permutation)) return null;
  const behind = (first: readonly number[]) => permutation.map((axis) => first.indexOf(axis));
  const toEnd = (axes: readonly number[], last: number) => [...axes.filter((axis) => axis !== last), last];
  // What comes to be last moves there before the others do; or what was last stays there until they have.
  const before = toEnd(range(shape.length), permutation[permutation.length - 1]!);
  const after = toEnd(permutation, shape.length - 1);
  const runs = [
    runOf(
      before.map((axis) => shape[axis]!),
      behind(before),
    ),
    runOf(shape, after),
  ] as const;
  const first = runs[0] >= runs[1] ? before : after;
  return Math.max(...runs) < RUN ? null : [first, behind(first)];
}

/** How many numbers stay together. */
function runOf(shape: Shape, permutation: readonly number[]): number {
  const moved = range(shape.length).findLast((axis) => permutation[axis] !== axis) ?? -1;
  return sizeOf(shape.slice(moved + 1));
}

/** Whether what is last stays, or one axis moves, apart from axes of one number, and with axes that stay together as one. */
function isFast(shape: Shape, permutation: readonly number[]): boolean {
  const axes = permutation.filter((axis) => shape[axis] !== 1);
  const before = range(shape.length).filter((axis) => shape[axis] !== 1);
  const places = axes.map((axis) => before.indexOf(axis));
  const groups = places.filter((place, i) => i === 0 || place !== places[i - 1]! + 1);
  const order = groups.map((place) => [...groups].sort((a, b) => a - b).indexOf(place));
  const isMove = order.some((_, i) => {
    const rest = order.filter((_, j) => j !== i);
    return rest.every((place, j) => j === 0 || place > rest[j - 1]!);
  });
  return order.length < 2 || order[order.length - 1] === order.length - 1 || isMove;
}
