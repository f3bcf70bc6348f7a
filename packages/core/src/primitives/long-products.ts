/**
 * Matrix products with so long an inner axis that the runtime, which adds up in float32, loses digits. The inner axis is cut into parts,
 * whose products are added up. Where its length has a divisor for that, parts are views of the operands.
 */
import type { DType } from '../dtype.js';
import { graph, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range, type Shape } from '../shape.js';
import { longSum, SHORT, sumOfSums } from './long-sums.js';
import { LONG_PRODUCT } from './matmul.js';

/** From which length on products are made in parts: with a vector, of matrices, and where another run may have another length. */
const LONG = { vector: LONG_PRODUCT, matrix: 8192, open: 8192 } as const;
/** How long a part may be: the kernel for rows adds up in eight numbers, that for columns in four. */
const MOST = { rows: 512, columns: 256, matrix: 512 } as const;
/** What a divisor of the length has to be of that, or there are too many parts. */
const LEAST_SHARE = 1 / 4;
/** A matrix of so many elements goes by a few rows at a time: more than that the processor does not fetch ahead at once. */
const LARGE = 2 ** 22;
const FEW_ROWS = [5, 6, 4, 7, 8, 3];
/** How many elements a few rows have at least, for the time that it takes to go on to others. */
const LEAST_ROWS = 2 ** 15;

/** Two matrices to be multiplied. */
export interface Factors {
  readonly x: string;
  readonly y: string;
  readonly rows: number;
  readonly length: number;
  readonly columns: number;
  /** Whether the inner axis is the first one of x, and the last one of y. */
  readonly transposeX: boolean;
  readonly transposeY: boolean;
  readonly kernel: DType;
}

/** null where the runtime's own operator will do. */
export function longProduct(lowering: Lowering, factors: Factors): string | null {
  const { x, y, rows, columns, length, transposeX, transposeY, kernel } = factors;
  if (rows === 1 && columns === 1) return dot(lowering, factors);
  const isByVector = rows === 1 || columns === 1;
  const long = lowering.hasFixedSizes ? LONG[isByVector ? 'vector' : 'matrix'] : LONG.open;
  if (kernel !== 'float32' || length < long) return null;
  // The sizes of the result may be those of other runs, too.
  const open = (size: number) => (lowering.hasFixedSizes || size === 1 ? size : -1);
  const size = open(rows * columns);
  const multiply = () => {
    if (columns === 1) return (transposeX ? columnsByVector : rowsByVector)(lowering, x, y, size, length);
    if (rows === 1) return (transposeY ? rowsByVector : columnsByVector)(lowering, y, x, size, length);
    // In other forms parts would have to be copied, and of large results there would be too many sums.
    const isSmall = rows * columns <= (rows + columns) * MOST.matrix;
    return transposeX && !transposeY && isSmall && lowering.hasFixedSizes ? columnsByColumns(lowering, factors) : null;
  };
  const product = multiply();
  return product && lowering.reshape(product, [open(rows), open(columns)]);
}

function dot(lowering: Lowering, { x, y, length, kernel }: Factors): string | null {
  if (length <= SHORT || (kernel !== 'float32' && !lowering.hasFixedSizes)) return null;
  const flat = (name: string) => lowering.op('Reshape', [name, lowering.builder.ints([-1])]);
  const products = lowering.op('Mul', [flat(x), flat(y)]);
  const sum = longSum(lowering, products, { shape: [length], axes: [0], result: [], kernel });
  return sum && lowering.reshape(sum, [1, 1]);
}

/** A matrix of `count` rows times a vector. */
function rowsByVector(lowering: Lowering, matrix: string, vector: string, count: number, length: number): string {
  const few =
    count * length >= LARGE && count > FEW_ROWS[0]! && lowering.hasFixedSizes && lowering.has64Bits
      ? FEW_ROWS.find((rows) => count % rows === 0 && rows * length >= LEAST_ROWS)
      : undefined;
  if (few) {
    const inner = lowering.subgraph('few_rows');
    const rows = inner.builder.input('rows', 'float32', [few, length]);
    const sums = inner.reshape(rowsByVector(inner, rows, vector, few, length), [few]);
    inner.builder.output(sums, 'float32', [few]);
    const stacked = lowering.reshape(matrix, [count / few, few, length]);
    return lowering.op('Scan', [stacked], { body: graph(inner.builder.build()), num_scan_inputs: int(1) });
  }
  const operands = [
    { name: matrix, shape: [count, length], axis: 1 },
    { name: vector, shape: [length], axis: 0 },
  ];
  return inParts(lowering, operands, MOST.rows, count, ([m, v], parts, part) =>
    // The runtime makes no copy of what is transposed in front of a product.
    lowering.op('MatMul', [
      lowering.transpose(lowering.reshape(m!, [count, parts, part]), [1, 0, 2]),
      lowering.reshape(v!, [parts, part, 1]),
    ]),
  );
}

/** A matrix of `count` columns, transposed, times a vector. */
function columnsByVector(lowering: Lowering, matrix: string, vector: string, count: number, length: number): string {
  const operands = [
    { name: vector, shape: [length], axis: 0 },
    { name: matrix, shape: [length, count], axis: 0 },
  ];
  return inParts(lowering, operands, MOST.columns, count, ([v, m], parts, part) =>
    lowering.op('MatMul', [lowering.reshape(v!, [parts, 1, part]), lowering.reshape(m!, [parts, part, count])]),
  );
}

/** A matrix, transposed, times another one. */
function columnsByColumns(lowering: Lowering, { x, y, rows, columns, length }: Factors): string {
  const operands = [
    { name: x, shape: [length, rows], axis: 0 },
    { name: y, shape: [length, columns], axis: 0 },
  ];
  return inParts(lowering, operands, MOST.matrix, rows * columns, ([a, b], parts, part) =>
    lowering.op('MatMul', [
      lowering.transpose(lowering.reshape(a!, [parts, part, rows]), [0, 2, 1]),
      lowering.reshape(b!, [parts, part, columns]),
    ]),
  );
}

/** A factor, with the shape that it is taken in and its inner axis. */
interface Operand {
  readonly name: string;
  readonly shape: Shape;
  readonly axis: number;
}

/**
 * The sum of the products of parts.
 *
 * @param size of a product
 * @param multiply makes the products, one behind the other
 */
function inParts(
  lowering: Lowering,
  operands: readonly Operand[],
  most: number,
  size: number,
  multiply: (names: readonly string[], parts: number, part: number) => string,
): string {
  const length = operands[0]!.shape[operands[0]!.axis]!;
  const total = (names: readonly string[], parts: number, part: number) =>
    sumOfSums(lowering, multiply(names, parts, part), [1, parts, size], 'float32');
  const divisor = range(most + 1).findLast((n) => length % n === 0)!;
  if (divisor >= most * LEAST_SHARE) {
    return total(
      operands.map(({ name }) => name),
      length / divisor,
      divisor,
    );
  }
  const rest = length % most;
  const cut = (start: number, end: number) =>
    operands.map(({ name, shape, axis }) => {
      const bounds = [start, end, axis].map((value) => lowering.builder.ints([value]));
      return lowering.op('Slice', [lowering.reshape(name, shape), ...bounds]);
    });
  const sums = [
    total(cut(0, length - rest), (length - rest) / most, most),
    multiply(cut(length - rest, length), 1, rest),
  ];
  return lowering.op(
    'Add',
    sums.map((sum) => lowering.reshape(sum, [size])),
  );
}
