/** Matrix products, batched over leading axes. */
import { type DType, isFloat } from '../dtype.js';
import { ShapeError } from '../errors.js';
import type { Attributes, Node } from '../graph/node.js';
import { FETCHED } from '../graph/work.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne } from '../op.js';
import { broadcastShapes, formatShape, type Shape, sameShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { differingTypes } from './combinators.js';
import { productOf } from './elementwise.js';
import { SHORT } from './long-sums.js';
import { alignBatched, reshape, sumTo } from './movement.js';
import { broadcastOffsets } from './offsets.js';

export interface MatmulAttributes extends Attributes {
  readonly transposeX: boolean;
  readonly transposeY: boolean;
}

/** The runtime multiplies one matrix by each of many, but not by each of none, unless the one is on the right: it becomes as many. */
function forEachOfNone(lowering: Lowering, { inputs, outputs }: Node, factors: readonly string[]): readonly string[] {
  const leads = inputs.map(({ shape }) => shape.slice(0, -2));
  const lead = outputs[0]!.shape.slice(0, -2);
  const all = leads.findIndex((each) => sameShape(each, lead));
  const isOpen = lead.some((_, axis) => all >= 0 && lowering.mayBeEmpty(inputs[all]!, axis));
  const needsAll = (i: number): boolean =>
    i !== all && !sameShape(leads[i]!, lead) && (i === 0 || leads[i]!.length > 0);
  if (!isOpen) return factors;
  return factors.map((factor, i) => {
    if (!needsAll(i)) return factor;
    const sizes = [
      lowering.op('Shape', [factors[all]!], { end: int(-2) }),
      lowering.op('Shape', [factor], { start: int(-2) }),
    ];
    return lowering.op('Expand', [factor, lowering.op('Concat', sizes, { axis: int(0) })]);
  });
}

const matrixOf = (shape: Shape, transposed: boolean): [number, number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
};

/** From which length on of the inner axis sums may lose digits; those of the product of two vectors do from {@link SHORT} on. */
export const LONG_PRODUCT = 2048;

function mayBeLong({ inputs: [x], outputs: [out], attributes: { transposeX } }: Node<MatmulAttributes>): boolean {
  const length = matrixOf(x!.shape, transposeX)[1];
  return x!.rank === 2 && (out!.size === 1 ? length > SHORT : length >= LONG_PRODUCT);
}

export const matmulPrimitive = definePrimitive<MatmulAttributes>({
  name: 'matmul',
  multiplies: true,
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
  mayBeLarge: mayBeLong,
  work: ({ inputs, outputs: [out], attributes: { transposeX } }) => {
    const products = out!.size * matrixOf(inputs[0]!.shape, transposeX)[1];
    // Of a large matrix by a vector each takes as long as it takes to fetch a number.
    const isFetched = products >= FETCHED.elements && inputs.some(({ size }) => size === products);
    return isFetched ? FETCHED.operations * products : products;
  },
  cpuKernel: (dtype): DType =>
    (({ float64: 'float64', int64: 'int64', uint32: 'uint32', uint64: 'uint64', int32: 'int32' }) as const)[
      dtype as 'int32'
    ] ?? (dtype.includes('int') ? 'int32' : 'float32'),
  lower: (lowering, [x, y], node) => {
    const { inputs, outputs } = node;
    const { transposeX, transposeY } = node.attributes;
    const areFloats = isFloat(inputs[0]!.dtype);
    if (areFloats && lowering.hasTrueSizes && inputs.every((input) => input.rank === 2)) {
      const [rows, columns] = outputs[0]!.shape as [number, number];
      const [length, kernel] = [matrixOf(inputs[0]!.shape, transposeX)[1], lowering.kernelType(node)!];
      const factors = { x: x!, y: y!, rows, length, columns, transposeX, transposeY, kernel };
      const long = mayBeLong(node) ? lowering.large.longProduct(lowering, factors) : null;
      if (long !== null) return long;
    }
    // Gemm transposes on the fly; the runtime makes a Gemm with bias of MatMul and Add, but not of Gemm and Add.
    if (areFloats && (transposeX || transposeY) && inputs.every((input) => input.rank === 2)) {
      return lowering.op('Gemm', [x!, y!], { transA: int(transposeX ? 1 : 0), transB: int(transposeY ? 1 : 0) });
    }
    const turned = (name: string, index: number, transposed: boolean): string => {
      const rank = inputs[index]!.rank;
      const axes = inputs[index]!.shape.map((_, i) => i);
      return transposed ? lowering.transpose(name, [...axes.slice(0, -2), rank - 1, rank - 2]) : name;
    };
    const factors = [turned(x!, 0, transposeX), turned(y!, 1, transposeY)];
    return lowering.op('MatMul', forEachOfNone(lowering, node, factors));
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
    const { dtype } = out!;
    const times = isFloat(dtype) ? (a: number, b: number) => a * b : (a: number, b: number) => productOf(a, b, dtype);
    const result = new Float64Array(sizeOf(out!.shape));
    for (let b = 0; b < xMatrices.length; b++) {
      const xStart = xMatrices[b]! * m * k;
      const yStart = yMatrices[b]! * k * n;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let total = 0;
          for (let p = 0; p < k; p++)
            total += times(xs[xStart + i * xRow + p * xColumn]!, ys[yStart + p * yRow + j * yColumn]!);
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
        { shape: [2, 2, 16], dtype: 'float32' },
        { shape: [2, 4, 16], dtype: 'float32' },
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
