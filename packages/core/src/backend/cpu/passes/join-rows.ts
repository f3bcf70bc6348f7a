import { is, madeBy } from '../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../../graph/node.js';
import { rewrite } from '../../../graph/rewrite.js';
import { emit } from '../../../op.js';
import { add, mul, sub } from '../../../primitives/elementwise.js';
import { matmulPrimitive } from '../../../primitives/matmul.js';
import { momentsPrimitive } from '../../../primitives/moments.js';
import { broadcastTo, reshape, reshapePrimitive } from '../../../primitives/movement.js';
import { mean } from '../../../primitives/reduce.js';
import { range, type Shape, sameShape, sizeOf } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Rows from which on it pays. */
const MANY = 512;
/** Rows that are short, and how long joined ones may be. */
const [SHORT, LONG] = [40, 512];
/** Fewer rows than that are not worth joining. */
const FEW = 4;

/**
 * Where an elementwise operation does the same with each of many short rows, as with the colours of pixels, several rows are taken for one:
 * the runtime has a turn of a loop for each row, in which it would compute some hundred numbers.
 */
export function joinRows(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length > 0) return emit(node.primitive, inputs, mapBodies(node.attributes, joinRows));
    if (is(node, momentsPrimitive)) return momentsOfRows(inputs[0]!, node.attributes.axes) ?? keep();
    const { shape, size } = node.outputs[0]!;
    if (!node.primitive.elementwise || size < MANY || isBias(node)) return keep();
    const others = inputs.filter((x) => x.size > 1 && !sameShape(x.shape, shape));
    const [length = 1] = others.map((x) => x.size);
    if (length > SHORT || others.some((x) => x.size !== length || !isRow(x.shape, shape))) return keep();
    // A number that has axes is a row as well, where the last axis has size 1.
    if (others.length === 0 && !inputs.some((x) => x.size === 1 && x.rank > 0 && shape.at(-1) === 1)) return keep();
    const joined = joinedOf(size, length);
    if (joined < FEW) return keep();
    const operands = inputs.map((x) => {
      if (x.size === 1) return reshape(x, []);
      return x.size === length ? repeated(x, joined) : rowsOf(x, joined * length);
    });
    return emit(node.primitive, operands, node.attributes).map((result) => reshape(result, shape));
  });
}

/** How many rows of a length are taken for one; 0 where there are few. */
function joinedOf(size: number, length: number): number {
  const rows = size / length;
  return rows < MANY ? 0 : range(Math.floor(LONG / length) + 1).findLast((n) => rows % n === 0)!;
}

const repeated = (row: Tensor, times: number): Tensor =>
  reshape(broadcastTo(reshape(row, [row.size]), [times, row.size]), [times * row.size]);

const rowsOf = (x: Tensor, length: number): Tensor =>
  reshape(madeBy(x, reshapePrimitive)?.inputs[0] ?? x, [x.size / length, length]);

/** Mean and variance of each place of short rows, whose distances from the mean are those of joined rows. */
function momentsOfRows(x: Tensor, axes: readonly number[]): Tensor[] | null {
  const length = sizeOf(x.shape.slice(axes.length));
  const areRows = axes.every((axis, i) => axis === i) && length > 1 && length <= SHORT;
  const joined = areRows ? joinedOf(x.size, length) : 0;
  if (joined < FEW) return null;
  const centre = mean(x, axes, true);
  const distance = sub(rowsOf(x, joined * length), repeated(centre, joined));
  return [centre, mean(reshape(mul(distance, distance), x.shape), axes, true)];
}

/** Whether the last axes of a tensor are those of the shape, and it has no others. */
function isRow(own: Shape, shape: Shape): boolean {
  const row = own.slice(own.findIndex((n) => n !== 1));
  return sameShape(row, shape.slice(-row.length));
}

/** The runtime joins a product with what is added to it. */
const isBias = ({ primitive, inputs }: Node): boolean =>
  primitive === add.primitive && inputs.some((x) => madeBy(x, matmulPrimitive) !== null);
