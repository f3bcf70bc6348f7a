/** Softmax and its logarithm along one axis. */
import type { DType } from '../dtype.js';
import type { Attributes } from '../graph/node.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { emitOne, floatKernel, type Primitive } from '../op.js';
import { type Shape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { definePrimitive } from './define-primitive.js';
import { exp, mul, scalarLike, sub } from './elementwise.js';
import { product } from './matmul.js';
import { broadcastTo } from './movement.js';
import { sum } from './reduce.js';
import { specialRows } from './special-values.js';

export interface AxisAttribute extends Attributes {
  readonly axis: number;
}

function alongAxis(
  name: string,
  rule: {
    lower: (lowering: Lowering, x: string, axis: number, kernel: DType, shape: Shape) => string;
    /** Normalises one row in place. */
    evaluate: (row: Float64Array) => void;
    derivative: (g: Tensor, y: Tensor, axis: number) => Tensor;
  },
): ((x: Tensor, axis: number) => Tensor) & { readonly primitive: Primitive<AxisAttribute> } {
  const primitive: Primitive<AxisAttribute> = definePrimitive<AxisAttribute>({
    name,
    infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
    vjp: ([g], { outputs: [y], attributes: { axis } }) => [rule.derivative(g!, y!, axis)],
    batch: ([x], _batched, { axis }) => [emitOne(primitive, [x!], { axis: axis + 1 })],
    cpuKernel: floatKernel,
    lower: (lowering, [x], node) =>
      rule.lower(lowering, x!, node.attributes.axis, lowering.kernelType(node)!, node.inputs[0]!.shape),
    evaluate: ([x], { axis }) => {
      const result = Float64Array.from(x!.values);
      const [length, step] = [x!.shape[axis]!, sizeOf(x!.shape.slice(axis + 1))];
      const row = new Float64Array(length);
      for (let i = 0; i < result.length; i++) {
        if (Math.floor(i / step) % length !== 0) continue;
        for (let j = 0; j < length; j++) row[j] = result[i + j * step]!;
        rule.evaluate(row);
        for (let j = 0; j < length; j++) result[i + j * step] = row[j]!;
      }
      return result;
    },
    samples: [
      ...[0, 1, 2].map((axis) => ({ inputs: [{ shape: [2, 3, 4], dtype: 'float32' as const }], attributes: { axis } })),
      ...specialRows.flatMap((row) => [0, 1].map((axis) => ({ inputs: [row], attributes: { axis } }))),
    ],
  });
  return Object.assign((x: Tensor, axis: number) => emitOne(primitive, [x], { axis }), { primitive });
}

/** Subtracts the largest element, so that nothing overflows, and returns Σ e^x of what is left. */
function centre(row: Float64Array): number {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return row.reduce((total, x, i) => {
    row[i] = x - largest;
    return total + Math.exp(row[i]!);
  }, 0);
}

/** Rows from which on what the runtime's operators do for each of them counts. */
const MANY_ROWS = 1024;
/** Rows that are so short are added up by a product sooner than by a sum, whose result would still be to repeat. */
const SHORT_ROW = 8;

const hasManyRows = ({ shape }: { readonly shape: Shape }, axis: number): boolean =>
  axis === shape.length - 1 && sizeOf(shape) >= MANY_ROWS * shape[axis]!;

/** 1 / (1 + e^(other - x)) of two: the runtime takes as long for a row of two as for twenty numbers. */
function ofPairs(lowering: Lowering, x: string): string {
  const times = (value: string, ...data: number[]) =>
    lowering.op('MatMul', [
      value,
      lowering.constant({ dtype: 'float32', shape: [2, 2], data: Float32Array.from(data) }),
    ]);
  const power = lowering.op('Exp', [times(x, -1, 1, 1, -1)]);
  // Beside an infinite score both are NaN, as in rows of other lengths: 0 ∞ is.
  const nothing = times(lowering.op('Relu', [x]), 0, 0, 0, 0);
  const one = lowering.op('Add', [nothing, lowering.scalar(1, 'float32')]);
  return lowering.op('Reciprocal', [lowering.op('Add', [power, one])]);
}

/** e^x / Σ e^x. */
export const softmax = alongAxis('softmax', {
  lower: (lowering, x, axis, kernel, shape) => {
    const arePairs = lowering.hasFixedSizes && kernel === 'float32' && shape[axis] === 2;
    if (arePairs && hasManyRows({ shape }, axis)) return ofPairs(lowering, x);
    return lowering.op('Softmax', [x], { axis: int(axis) });
  },
  evaluate: (row) => {
    const total = centre(row);
    row.forEach((x, i) => {
      row[i] = Math.exp(x) / total;
    });
  },
  derivative: (g, y, axis) => {
    const weighted = mul(g, y);
    const isShort = y.rank === 2 && y.shape[axis]! <= SHORT_ROW && hasManyRows(y, axis);
    const ones = () => broadcastTo(scalarLike(1, y), [y.shape[axis]!, y.shape[axis]!]);
    const total = isShort ? product(weighted, ones()) : sum(weighted, [axis], true);
    return sub(weighted, mul(y, total));
  },
});

/** x - log Σ e^x. */
export const logSoftmax = alongAxis('log_softmax', {
  lower: (lowering, x, axis, kernel) => {
    if (kernel === 'float32') return lowering.op('LogSoftmax', [x], { axis: int(axis) });
    // The kernel for float64 loses NaN.
    const reduced = (type: string, value: string) => lowering.op(type, [value, lowering.builder.ints([axis])]);
    const shifted = lowering.op('Sub', [x, reduced('ReduceMax', x)]);
    return lowering.op('Sub', [shifted, lowering.op('Log', [reduced('ReduceSum', lowering.op('Exp', [shifted]))])]);
  },
  evaluate: (row) => {
    const total = Math.log(centre(row));
    row.forEach((x, i) => {
      row[i] = x - total;
    });
  },
  derivative: (g, y, axis) => sub(g, mul(exp(y), sum(g, [axis], true))),
});
