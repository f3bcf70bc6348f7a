import { bodiesOf, type Graph, mapBodies } from '../../../graph/node.js';
import { mergeReshapes } from '../../../graph/passes/merge-reshapes.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { reshape } from '../../../primitives/movement.js';
import { type Shape, sameShape, sizeOf } from '../../../shape.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';

/** Runs from which on it pays. */
const MANY = 64;

/**
 * Where an elementwise operation has a single number for one of its operands, the runtime goes through the others in runs that end at axes of
 * one: [4000, 1, 2], as `vmap` makes such shapes, takes 25 times as long as [4000, 2]. They are computed without these axes. Those behind all
 * others do no harm where the number has as many of them.
 */
export function wholeRuns(graph: Graph): Graph {
  let isOther = false;
  const changed = (outputs: readonly Tensor[]) => {
    isOther = true;
    return outputs;
  };
  const next = rewrite(graph, (node, inputs, keep) => {
    const { primitive, attributes } = node;
    if (bodiesOf(attributes).length > 0) return emit(primitive, inputs, mapBodies(attributes, wholeRuns));
    const { shape } = node.outputs[0]!;
    if (!primitive.elementwise || runsOf(shape) < MANY || !inputs.some(isSingle)) return keep();
    if (!inputs.every((x) => isSingle(x) || sameShape(x.shape, shape))) return keep();
    const end = shape.findLastIndex((n) => n !== 1) + 1;
    if (runsOf(shape.slice(0, end)) > 1) {
      const whole = shape.filter((n) => n !== 1);
      const flat = inputs.map((x) => shaped(x, isSingle(x) ? [] : whole));
      return changed(emit(primitive, flat, attributes).map((x) => reshape(x, shape)));
    }
    const ones = shape.map(() => 1);
    const wide = inputs.map((x) => (isSingle(x) ? shaped(x, ones) : x));
    return wide.some((x, i) => x !== inputs[i]) ? emit(primitive, wide, attributes) : keep();
  });
  return isOther ? mergeReshapes(next) : next;
}

const isSingle = ({ size }: Tensor): boolean => size === 1;

/** In how many runs a shape falls, by its last axis of one that has others before it. */
function runsOf(shape: Shape): number {
  const last = shape.lastIndexOf(1);
  return last < 0 ? 1 : sizeOf(shape.slice(0, last));
}

/** In another shape; a number that is known needs no operation for that. */
function shaped(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return isSingle(x) && x.host ? fromHost({ ...x.host, shape }) : reshape(x, shape);
}
