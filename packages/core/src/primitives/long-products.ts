/**
 * Matrix products with so long an inner axis that the runtime, which adds up in float32, loses digits. The inner axis is cut into parts,
 * whose products are added up. Where its length has a divisor for that, parts are views of the operands.
 */
import type { DType } from '../dtype.js';
import { graph, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { range } from '../shape.js';
import { longSum, SHORT } from './long-sums.js';
import { LONG_PRODUCT } from './matmul.js';
import { cut, type Operand, overPieces, piecesOf } from './pieces.js';
import { sumInPieces } from './sum-in-pieces.js';
import { sumsOfRows } from './sum-of-products.js';
import { sumBlocks, sumOfSums } from './sums-in-blocks.js';

/**
 * From which length on products are made in parts: with a vector, of matrices whose columns are multiplied, as for the gradient of a weight,
 * of others, and where another run may have another length.
 */
const LONG = { vector: LONG_PRODUCT, columns: 8192, matrix: 100_000, open: 8192 } as const;
/** How long a part may be: the kernel for rows adds up in eight numbers, that for columns in four, that for matrices in one. */
const MOST = { rows: 512, columns: 256, matrix: 512 } as const;
/** So short are parts of matrices that the sums of equal terms are right, where the products of parts are not too many. */
const SHORT_PARTS = [64, 128, 256];
/** Of so many of their products the sums are right in float32, too. */
const FEW_PRODUCTS = 25;
/** What a divisor of the length has to be of that, or there are too many parts. */
const LEAST_SHARE = 1 / 4;
/** A matrix of so many elements goes by a few rows at a time: more than that the processor does not fetch ahead at once. */
const LARGE = 2 ** 22;
const FEW_ROWS = [5, 6, 4, 7, 8, 3];
/** How many elements a few rows have at least, for the time that it takes to go on to others. */
const LEAST_ROWS = 2 ** 15;
/** Into how many products one of two tall matrices is cut for threads, how much longer such are than wide, and the least work that pays. */
const [SHARED, TALL, LEAST_SHARED] = [4, 64, 2 ** 20];

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
  const byColumns = transposeX && !transposeY;
  const long = lowering.hasFixedSizes ? LONG[isByVector ? 'vector' : byColumns ? 'columns' : 'matrix'] : LONG.open;
  if (kernel !== 'float32') return null;
  if (length < long) return byColumns && !isByVector ? byThreads(lowering, factors) : null;
  // The sizes of the result may be those of other runs, too, but for matrices, whose parts depend on them.
  const open = (size: number) => (lowering.hasFixedSizes || size === 1 || !isByVector ? size : -1);
  const size = open(rows * columns);
  const multiply = () => {
    if (columns === 1) return (transposeX ? columnsByVector : rowsByVector)(lowering, x, y, size, length);
    if (rows === 1) return (transposeY ? rowsByVector : columnsByVector)(lowering, y, x, size, length);
    if (!lowering.hasFixedSizes && length < LONG.matrix) return null;
    // The products of short parts take at most a quarter of the memory of the matrices.
    const least = (rows * columns) / (rows + columns);
    if (least > MOST.matrix) return null;
    const short = byColumns ? undefined : SHORT_PARTS.find((part) => 4 * least <= part);
    return byMatrix(lowering, factors, short ?? MOST.matrix);
  };
  const product = multiply();
  return product && lowering.reshape(product, [open(rows), open(columns)]);
}

function dot(lowering: Lowering, { x, y, length, kernel }: Factors): string | null {
  if (length <= SHORT || (kernel !== 'float32' && !lowering.hasFixedSizes)) return null;
  const flat = (name: string) => lowering.op('Reshape', [name, lowering.builder.ints([-1])]);
  const multiply = (own: Lowering, [a, b]: readonly string[]) => own.op('Mul', [a!, b!]);
  const operands = [x, y].map((name) => ({ name: flat(name), shape: [length], axis: 0 }));
  const sum =
    sumInPieces(lowering, operands, kernel, multiply, { make: (_own, names) => names, areGiven: true }) ??
    longSum(
      lowering,
      multiply(
        lowering,
        operands.map(({ name }) => name),
      ),
      {
        shape: [length],
        axes: [0],
        result: [],
        kernel,
      },
    );
  return sum && lowering.reshape(sum, [1, 1]);
}

/** A matrix of `count` rows times a vector. */
function rowsByVector(lowering: Lowering, matrix: string, vector: string, count: number, length: number): string {
  const few =
    count * length >= LARGE &&
    count > FEW_ROWS[0]! &&
    lowering.hasFixedSizes &&
    lowering.has64Bits &&
    divisorOf(length, MOST.rows)
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
  const inPlace = divisorOf(length, MOST.rows)
    ? null
    : sumsOfRows(lowering, operands, [count, length], (_own, names) => names);
  if (inPlace) return inPlace;
  return inParts(lowering, operands, MOST.rows, count, (own, [m, v], parts, part) =>
    // The runtime makes no copy of what is transposed in front of a product.
    own.op('MatMul', [
      own.transpose(own.reshape(m!, [count, parts, part]), [1, 0, 2]),
      own.reshape(v!, [parts, part, 1]),
    ]),
  );
}

/** A matrix of `count` columns, transposed, times a vector. */
function columnsByVector(lowering: Lowering, matrix: string, vector: string, count: number, length: number): string {
  const operands = [
    { name: vector, shape: [length], axis: 0 },
    { name: matrix, shape: [length, count], axis: 0 },
  ];
  return inParts(lowering, operands, MOST.columns, count, (own, [v, m], parts, part) =>
    own.op('MatMul', [own.reshape(v!, [parts, 1, part]), own.reshape(m!, [parts, part, count])]),
  );
}

/** A matrix times another one. */
function byMatrix(lowering: Lowering, factors: Factors, most: number): string {
  const { x, y, rows, columns, length, transposeX, transposeY } = factors;
  const operands: Operand[] = [
    transposeX ? { name: x, shape: [length, rows], axis: 0 } : { name: x, shape: [rows, length], axis: 1 },
    transposeY ? { name: y, shape: [columns, length], axis: 1 } : { name: y, shape: [length, columns], axis: 0 },
  ];
  return inParts(lowering, operands, most, rows * columns, (own, [a, b], parts, part) =>
    own.op('MatMul', [
      transposeX
        ? own.transpose(own.reshape(a!, [parts, part, rows]), [0, 2, 1])
        : own.transpose(own.reshape(a!, [rows, parts, part]), [1, 0, 2]),
      transposeY
        ? own.transpose(own.reshape(b!, [columns, parts, part]), [1, 2, 0])
        : own.reshape(b!, [parts, part, columns]),
    ]),
  );
}

/**
 * The same as the sum of a few products: threads share those of a stack, of one matrix at most its columns, and each transposes all of the
 * left factor for its own.
 */
function byThreads(lowering: Lowering, { x, y, rows, columns, length }: Factors): string | null {
  const isShared = length >= TALL * Math.max(rows, columns) && length * rows * columns >= LEAST_SHARED;
  if (!isShared || length % SHARED > 0 || !lowering.hasThreads || !lowering.hasFixedSizes) return null;
  const stack = (name: string, size: number) => lowering.reshape(name, [SHARED, length / SHARED, size]);
  const products = lowering.op('MatMul', [lowering.transpose(stack(x, rows), [0, 2, 1]), stack(y, columns)]);
  return lowering.op('ReduceSum', [products, lowering.builder.ints([0])], { keepdims: int(0) });
}

/** Makes the products of parts, one behind the other. */
type Multiply = (lowering: Lowering, names: readonly string[], parts: number, part: number) => string;

/** How long the parts of a length are; null where no divisor will do. */
const divisorOf = (length: number, most: number): number | null => {
  const divisor = range(most + 1).findLast((n) => length % n === 0)!;
  return divisor >= most * LEAST_SHARE ? divisor : null;
};

/**
 * The sum of the products of parts.
 *
 * @param size of a product
 */
function inParts(
  lowering: Lowering,
  operands: readonly Operand[],
  most: number,
  size: number,
  multiply: Multiply,
): string {
  const length = operands[0]!.shape[operands[0]!.axis]!;
  const total = (names: readonly string[], parts: number, part: number) => {
    const products = multiply(lowering, names, parts, part);
    const few = part <= SHORT_PARTS[0]! && size > 0 ? range(FEW_PRODUCTS + 1).findLast((n) => parts % n === 0)! : 1;
    if (few === 1) return sumOfSums(lowering, products, [1, parts, size], 'float32');
    const sums = sumBlocks(lowering, products, [1, few, (parts / few) * size], 'float32');
    return sumOfSums(lowering, sums, [1, parts / few, size], 'float32');
  };
  const part = length <= most ? length : divisorOf(length, most);
  if (part) {
    const names = operands.map(({ name }) => name);
    return part === length ? multiply(lowering, names, 1, part) : total(names, length / part, part);
  }
  const added = (head: string, end: number) => {
    const rest = cut(lowering, operands, end, length);
    const others = operands.map(({ shape, axis }, i) => ({
      name: rest[i]!,
      shape: shape.with(axis, length - end),
      axis,
    }));
    const sums = [head, inParts(lowering, others, most, size, multiply)];
    return lowering.op(
      'Add',
      sums.map((sum) => lowering.reshape(sum, [size])),
    );
  };
  // Large ones, since each costs some ten operations.
  const pieces = lowering.hasFixedSizes ? piecesOf(operands, most) : null;
  if (!pieces) {
    const whole = length - (length % most);
    return added(total(cut(lowering, operands, 0, whole), whole / most, most), whole);
  }
  const parts = pieces.piece / most;
  const products = overPieces(lowering, operands, pieces, { shape: [parts, size], dtype: 'float32' }, (own, names) =>
    multiply(own, names, parts, most),
  );
  const head = sumOfSums(lowering, products, [1, pieces.count * parts, size], 'float32');
  return added(head, pieces.count * pieces.piece);
}
