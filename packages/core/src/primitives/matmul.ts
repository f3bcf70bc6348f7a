/** Matrix products, batched over leading axes. */
import type { DType } from '../dtype.js';
import { ShapeError } from '../errors.js';
import type { Attributes, Node } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne } from '../op.js';
import { broadcastShapes, formatShape, range, type Shape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { differingTypes } from './combinators.js';
import { longSum, SHORT, sumOfSums } from './long-sums.js';
import { alignBatched, reshape, sumTo } from './movement.js';
import { broadcastOffsets } from './offsets.js';

export interface MatmulAttributes extends Attributes {
  readonly transposeX: boolean;
  readonly transposeY: boolean;
}

const matrixOf = (shape: Shape, transposed: boolean): [number, number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
};

export const matmulPrimitive = definePrimitive<MatmulAttributes>({
  name: 'matmul',
  infer: ([x, y], { transposeX, transposeY }) => {
    if (x!.dtype !== y!.dtype) throw differingTypes('matmul', [x!, y!]);
    const [m, k] = matrixOf(x!.shape, transposeX);
    const [k2, n] = matrixOf(y!.shape, transposeY);
    if (x!.shape.length < 2 || y!.shape.length < 2 || k !== k2) {
      throw new ShapeError('[matmul]: inner sizes differ.', {
        expected: 'a.shape[-1] equal to b.shape[-2]',
        received: `a ${formatShape(x!.shape)} ${x!.dtype}, b ${formatShape(y!.shape)} ${y!.dtype}`,
        ...(k === n && { hint: 'did you mean b.transpose()?' }),
      });
    }
    return {
      shape: [...broadcastShapes('matmul', x!.shape.slice(0, -2), y!.shape.slice(0, -2)), m, n],
      dtype: x!.dtype,
    };
  },
  vjp: ([g], { inputs: [x, y], attributes: { transposeX, transposeY } }) => {
    const dx = transposeX ? product(y!, g!, transposeY, true) : product(g!, y!, false, !transposeY);
    const dy = transposeY ? product(g!, x!, true, transposeX) : product(x!, g!, !transposeX, false);
    return [sumTo(dx, x!.shape), sumTo(dy, y!.shape)];
  },
  batch: (inputs, batched, { transposeX, transposeY }) => {
    const [x, y] = alignBatched(inputs, batched);
    return [product(x!, y!, transposeX, transposeY)];
  },
  work: ({ inputs: [x], outputs: [out], attributes: { transposeX } }) => out!.size * matrixOf(x!.shape, transposeX)[1],
  cpuKernel: (dtype): DType =>
    (({ float64: 'float64', int64: 'int64', uint32: 'uint32', uint64: 'uint64', int32: 'int32' }) as const)[
      dtype as 'int32'
    ] ?? (dtype.includes('int') ? 'int32' : 'float32'),
  lower: (lowering, [x, y], node) => {
    const {
      inputs,
      attributes: { transposeX, transposeY },
    } = node;
    const isFloat = inputs[0]!.dtype.includes('float');
    const long = isFloat && lowering.hasTrueSizes ? longProduct(lowering, [x!, y!], node) : null;
    if (long !== null) return long;
    // Gemm transposes on the fly; the runtime makes a Gemm with bias of MatMul and Add, but not of Gemm and Add.
    if (isFloat && (transposeX || transposeY) && inputs.every((input) => input.rank === 2)) {
      return lowering.op('Gemm', [x!, y!], { transA: int(transposeX ? 1 : 0), transB: int(transposeY ? 1 : 0) });
    }
    const turned = (name: string, index: number, transposed: boolean): string => {
      const rank = inputs[index]!.rank;
      const axes = inputs[index]!.shape.map((_, i) => i);
      return transposed ? lowering.transpose(name, [...axes.slice(0, -2), rank - 1, rank - 2]) : name;
    };
    return lowering.op('MatMul', [turned(x!, 0, transposeX), turned(y!, 1, transposeY)]);
  },
  evaluate: ([x, y], { transposeX, transposeY }, [out]) => {
    const [m, k] = matrixOf(x!.shape, transposeX);
    const n = matrixOf(y!.shape, transposeY)[1];
    const lead = out!.shape.slice(0, -2);
    const xMatrices = broadcastOffsets(x!.shape.slice(0, -2), lead);
    const yMatrices = broadcastOffsets(y!.shape.slice(0, -2), lead);
    const [xRow, xColumn] = transposeX ? [1, m] : [k, 1];
    const [yRow, yColumn] = transposeY ? [1, k] : [n, 1];
    const [{ values: xs }, { values: ys }] = [x!, y!];
    const result = new Float64Array(sizeOf(out!.shape));
    for (let b = 0; b < xMatrices.length; b++) {
      const xStart = xMatrices[b]! * m * k;
      const yStart = yMatrices[b]! * k * n;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let total = 0;
          for (let p = 0; p < k; p++)
            total += xs[xStart + i * xRow + p * xColumn]! * ys[yStart + p * yRow + j * yColumn]!;
          result[(b * m + i) * n + j] = total;
        }
      }
    }
    return result;
  },
  samples: [
    {
      inputs: [
        { shape: [2, 3], dtype: 'float32' },
        { shape: [3, 4], dtype: 'float32' },
      ],
      attributes: { transposeX: false, transposeY: false },
    },
    {
      inputs: [
        { shape: [3, 2], dtype: 'float32' },
        { shape: [4, 3], dtype: 'float32' },
      ],
      attributes: { transposeX: true, transposeY: true },
    },
    {
      inputs: [
        { shape: [2, 1, 2, 3], dtype: 'float32' },
        { shape: [5, 4, 3], dtype: 'float32' },
      ],
      attributes: { transposeX: false, transposeY: true },
    },
    {
      inputs: [
        { shape: [2, 3], dtype: 'int32' },
        { shape: [3, 4], dtype: 'int32' },
      ],
      attributes: { transposeX: false, transposeY: false },
    },
  ],
});

/** From which length on sums of products are made in parts, and how long these are. */
const LONG = 8192;
const [LEAST_PART, MOST_PART] = [64, 512];

/** Products with so long an inner axis that the runtime, which adds up in float32, loses digits; null for others. */
function longProduct(
  lowering: Lowering,
  [x, y]: readonly [string, string],
  node: Node<MatmulAttributes>,
): string | null {
  const { inputs, outputs, attributes } = node;
  if (inputs.some((input) => input.rank !== 2)) return null;
  const [kernel, { transposeX, transposeY }] = [lowering.kernelType(node)!, attributes];
  const [length, rows] = [matrixOf(inputs[0]!.shape, transposeX)[1], outputs[0]!.shape[0]!];
  const [result, columns] = [outputs[0]!.shape, outputs[0]!.shape[1]!];
  if (rows === 1 && columns === 1) {
    if (length <= SHORT || (kernel !== 'float32' && !lowering.hasFixedSizes)) return null;
    const flat = (name: string) => lowering.op('Reshape', [name, lowering.builder.ints([-1])]);
    const sum = longSum(lowering, lowering.op('Mul', [flat(x), flat(y)]), {
      shape: [length],
      axes: [0],
      result: [],
      kernel,
    });
    return sum && lowering.reshape(sum, result);
  }
  // The products of parts, which are added up; of other forms the parts would have to be copied.
  const part = range(MOST_PART + 1).findLast((n) => length % n === 0)!;
  const parts = length / part;
  const isSmall = parts * rows * columns <= (rows + columns) * length;
  const isByVector = rows === 1 || columns === 1;
  if (length < LONG || part < LEAST_PART || !isSmall || !(isByVector || lowering.hasFixedSizes)) return null;
  // The sizes of the result may be those of other runs, too.
  const open = (size: number) => (lowering.hasFixedSizes || size === 1 ? size : -1);
  /** A matrix of which the inner axis is the first one, as matrices: [parts, part, others]. */
  const stacked = (name: string, others: number) => lowering.reshape(name, [parts, part, open(others)]);
  /** Of which it is the last one: [parts, others, part]. The runtime makes no copy of it in front of a product. */
  const beside = (name: string, others: number) =>
    lowering.transpose(lowering.reshape(name, [open(others), parts, part]), [1, 0, 2]);
  const multiply = () => {
    if (columns === 1 && !transposeX) return lowering.op('MatMul', [beside(x, rows), stacked(y, 1)]);
    if (rows === 1 && transposeY) return lowering.op('MatMul', [beside(y, columns), stacked(x, 1)]);
    if ((rows > 1 && !transposeX) || (columns > 1 && transposeY)) return null;
    const left = rows === 1 ? lowering.reshape(x, [parts, 1, part]) : lowering.transpose(stacked(x, rows), [0, 2, 1]);
    return lowering.op('MatMul', [left, stacked(y, columns)]);
  };
  const products = multiply();
  const size = open(rows * columns);
  return products && lowering.reshape(sumOfSums(lowering, products, [1, parts, size], kernel), result.map(open));
}

/**
 * The product of the last two axes, either of them transposed first, broadcast over the leading axes. A stack of matrices times
 * one matrix is one large product.
 */
export function product(x: Tensor, y: Tensor, transposeX = false, transposeY = false): Tensor {
  const attributes = { transposeX, transposeY };
  // Shapes that do not fit are left as they are, for the error.
  const fits = x.shape[x.rank - 1] === matrixOf(y.shape, transposeY)[0];
  if (x.rank > 2 && y.rank === 2 && !transposeX && fits) {
    const lead = x.shape.slice(0, -1);
    const flat = reshape(x, [sizeOf(lead), x.shape[x.rank - 1]!]);
    const result = emitOne(matmulPrimitive, [flat, y], attributes);
    return reshape(result, [...lead, result.shape[1]!]);
  }
  return emitOne(matmulPrimitive, [x, y], attributes);
}
