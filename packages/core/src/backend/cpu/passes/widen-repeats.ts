import { bodiesOf, type Graph, mapBodies } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { broadcastTo, concatenate, reshape } from '../../../primitives/movement.js';
import { type Shape, sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Results from which on it pays. */
const LARGE = 2 ** 14;
/** How often a number is repeated side by side where the runtime takes long for it. */
const SHORT = 64;
/** How many times more results there are than repeated numbers. */
const FEW = 8;
/** So many repeats of each number are copies of the operand side by side, which pays for a large one as well. */
const COPIES = 6;

/**
 * Where an elementwise operation repeats each number of an operand a few times side by side, as a mask of pixels for their channels, the
 * runtime takes ten to twenty times as long as it does for rows. Operands that are small beside the results are repeated before, and
 * others if they are repeated very few times.
 */
export function widenRepeats(graph: Graph): Graph {
  const repeated = new Map<Tensor, Map<string, Tensor>>();
  const repeatedTo = (x: Tensor, shape: Shape): Tensor => {
    const known = repeated.get(x) ?? new Map<string, Tensor>();
    repeated.set(x, known);
    const result = known.get(String(shape)) ?? repeat(x, shape);
    known.set(String(shape), result);
    return result;
  };
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0)
      return emit(node.primitive, inputs, mapBodies(node.attributes, widenRepeats));
    const { shape, size } = node.outputs[0]!;
    if (!node.primitive.elementwise || size < LARGE) return keep();
    const wide = inputs.map((x) => {
      const whole = wideShape(x, shape);
      return whole ? repeatedTo(x, whole) : x;
    });
    return wide.some((x, i) => x !== inputs[i]) ? emit(node.primitive, wide, node.attributes) : keep();
  });
}

function repeat(x: Tensor, shape: Shape): Tensor {
  const times = shape.at(-1)!;
  const column = [...shape.slice(0, -1), 1];
  if (times > COPIES || x.size !== sizeOf(column)) return broadcastTo(x, shape);
  return concatenate(new Array<Tensor>(times).fill(reshape(x, column)), column.length - 1);
}

/** The shape of an operand without short repeats; null where it has none, or would be large. */
function wideShape(x: Tensor, shape: Shape): Shape | null {
  const aligned = [...shape.slice(x.rank).map(() => 1), ...x.shape];
  const last = aligned.findLastIndex((n) => n !== 1);
  const behind = shape.slice(last + 1);
  const run = sizeOf(behind);
  const isSmall = FEW * run * x.size <= sizeOf(shape);
  if (last < 0 || run === 1 || run >= SHORT || !(isSmall || (run <= COPIES && behind.length === 1))) return null;
  return [...aligned.slice(0, last + 1), ...behind];
}
