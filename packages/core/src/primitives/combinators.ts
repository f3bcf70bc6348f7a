/** Fills in the op contract for the common families, so that an elementwise op is a few lines. */

import { type DType, dtypeInfo, isFloat } from '../dtype.js';
import { PythonTypeError } from '../errors.js';
import type { Attributes, Spec } from '../graph/node.js';
import type { Lowering } from '../onnx/lowering.js';
import { emitOne, floatKernel, type Primitive, type Sample, type Values } from '../op.js';
import { broadcastShapes, reducedShape, type Shape, sizeOf, stridesOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { definePrimitive } from './define-primitive.js';
import { alignBatched, reshape, sumTo } from './movement.js';
import { broadcastOffsets, offsets } from './offsets.js';
import { specialRows, specialValues } from './special-values.js';

export type UnaryOp = ((x: Tensor) => Tensor) & { readonly primitive: Primitive };
export type BinaryOp = ((x: Tensor, y: Tensor) => Tensor) & { readonly primitive: Primitive };

type KernelType = (dtype: DType) => DType;
type Range = readonly [number, number];
/** The ONNX op, by name, or a few nodes where ONNX has no such op. `dtype` is the type of the kernel. */
export type Emission = string | ((lowering: Lowering, inputs: readonly string[], dtype: DType) => string);

// Function declarations where a function is called while modules that import each other are loading.
function emission(onnx: Emission): Primitive['lower'] {
  return (lowering, inputs, node) =>
    typeof onnx === 'string' ? lowering.op(onnx, inputs) : onnx(lowering, inputs, lowering.kernelType(node)!);
}

/** Kernel types of the arithmetic that ONNX Runtime has for float32, float64 and integers of 32 and 64 bits. */
export function arithmetic(dtype: DType): DType {
  return dtypeInfo(dtype).bits >= 32 ? dtype : isFloat(dtype) ? 'float32' : 'int32';
}

/** One tensor in, one of the same shape out. `outputType` left out keeps the dtype. */
export function unary(
  name: string,
  rule: {
    onnx: Emission;
    evaluate: (x: number, dtype: DType) => number;
    /** d y · g, from the cotangent, the input and the output. */
    derivative?: (g: Tensor, x: Tensor, y: Tensor) => Tensor | null;
    outputType?: DType;
    cpuKernel?: KernelType;
    /** The same in float64, where the runtime has a kernel for float32 alone. */
    wide?: (x: Tensor) => Tensor;
    cheap?: Primitive['cheap'];
    /** Elementary operations for an element, where they are many. */
    operations?: number;
    /** Where the samples are drawn from. */
    range?: Range;
    /** Numbers at which all backends must agree, where the usual ones will not do. */
    special?: readonly number[];
    dtypes?: readonly DType[];
  },
): UnaryOp {
  const { derivative, operations, wide } = rule;
  const primitive: Primitive = definePrimitive({
    name,
    elementwise: true,
    infer: ([x]) => ({ shape: x!.shape, dtype: rule.outputType ?? x!.dtype }),
    vjp: derivative && (([g], { inputs, outputs }) => [derivative(g!, inputs[0]!, outputs[0]!)]),
    batch: ([x]) => [emitOne(primitive, [x!], {})],
    lower: emission(rule.onnx),
    cpuKernel: rule.cpuKernel ?? (wide ? floatKernel : arithmetic),
    ...(wide && { compose: ([x]) => (x!.dtype === 'float64' ? [wide(x!)] : null) }),
    cheap: rule.cheap,
    work: operations === undefined ? undefined : ({ outputs: [output] }) => operations * output!.size,
    evaluate: ([x]) => mapNumbers(x!, rule.evaluate),
    get samples() {
      return (rule.dtypes ?? ['float32']).flatMap((dtype) => unarySamples(dtype, rule.range, rule.special));
    },
  });
  return Object.assign((x: Tensor) => emitOne(primitive, [x], {}), { primitive });
}

/** Two tensors of one dtype, broadcast together. */
export function binary(
  name: string,
  rule: {
    onnx: Emission;
    evaluate: (x: number, y: number, dtype: DType) => number;
    /** Cotangents of both inputs, before they are summed to the inputs' shapes; null where there is none. */
    derivative?: (g: Tensor, x: Tensor, y: Tensor, out: Tensor) => [Tensor | null, Tensor | null];
    outputType?: DType;
    cpuKernel?: KernelType;
    /** The same in float64, where the runtime has a kernel for float32 alone. */
    wide?: (x: Tensor, y: Tensor) => Tensor;
    cheap?: Primitive['cheap'];
    ranges?: readonly [Range, Range];
    takesTexts?: boolean;
    special?: readonly number[];
    dtypes?: readonly DType[];
  },
): BinaryOp {
  const { derivative, wide } = rule;
  const primitive: Primitive = definePrimitive({
    name,
    elementwise: true,
    takesTexts: rule.takesTexts,
    infer: ([x, y]) => {
      if (x!.dtype !== y!.dtype) throw differingTypes(name, [x!, y!]);
      return { shape: broadcastShapes(name, x!.shape, y!.shape), dtype: rule.outputType ?? x!.dtype };
    },
    vjp:
      derivative &&
      (([g], { inputs: [x, y], outputs: [out] }) => {
        const [dx, dy] = derivative(g!, x!, y!, out!);
        return [dx && sumTo(dx, x!.shape), dy && sumTo(dy, y!.shape)];
      }),
    batch: (inputs, batched) => {
      const [x, y] = alignBatched(inputs, batched);
      return [emitOne(primitive, [x!, y!], {})];
    },
    lower: emission(rule.onnx),
    cpuKernel: rule.cpuKernel ?? (wide ? floatKernel : arithmetic),
    ...(wide && { compose: ([x, y]) => (x!.dtype === 'float64' ? [wide(x!, y!)] : null) }),
    cheap: rule.cheap,
    evaluate: ([x, y], _attributes, [out]) => mapBroadcast(x!, y!, out!.shape, rule.evaluate),
    get samples() {
      return (rule.dtypes ?? ['float32']).flatMap((dtype) => binarySamples(dtype, rule.ranges, rule.special));
    },
  });
  return Object.assign((x: Tensor, y: Tensor) => emitOne(primitive, [x, y], {}), { primitive });
}

export const differingTypes = (name: string, inputs: readonly Spec[]): PythonTypeError =>
  new PythonTypeError(`[${name}]: the inputs have different dtypes.`, {
    received: inputs.map((x) => x.dtype).join(' and '),
  });

function unarySamples(dtype: DType, range?: Range, special: readonly number[] = specialValues(dtype)): Sample[] {
  const samples: Sample[] = [[2, 3], [], [0, 2]].map((shape) => ({ inputs: [{ shape, dtype, range }] }));
  return [...samples, { inputs: [{ shape: [special.length], dtype, values: special }] }];
}

function binarySamples(
  dtype: DType,
  ranges?: readonly [Range, Range],
  special: readonly number[] = specialValues(dtype),
): Sample[] {
  const shapes: [Shape, Shape][] = [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [[], [2, 1]],
    [[0, 2], [1]],
  ];
  const samples: Sample[] = shapes.map(([a, b]) => ({
    inputs: [
      { shape: a, dtype, range: ranges?.[0] },
      { shape: b, dtype, range: ranges?.[1] },
    ],
  }));
  // Each special number with each.
  const every = {
    inputs: [
      { shape: [special.length, 1], dtype, values: special },
      { shape: [special.length], dtype, values: special },
    ],
  };
  return [...samples, every];
}

function mapNumbers(x: Values, f: (v: number, dtype: DType) => number): Float64Array {
  const { dtype, values } = x;
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = f(values[i]!, dtype);
  return result;
}

function mapBroadcast(
  x: Values,
  y: Values,
  target: Shape,
  f: (a: number, b: number, dtype: DType) => number,
): Float64Array {
  const { dtype, values: xs } = x;
  const { values: ys } = y;
  const result = new Float64Array(sizeOf(target));
  const n = result.length;
  if (xs.length === n && ys.length === n) {
    for (let i = 0; i < n; i++) result[i] = f(xs[i]!, ys[i]!, dtype);
  } else if (xs.length === n && ys.length === 1) {
    const b = ys[0]!;
    for (let i = 0; i < n; i++) result[i] = f(xs[i]!, b, dtype);
  } else if (xs.length === 1 && ys.length === n) {
    const a = xs[0]!;
    for (let i = 0; i < n; i++) result[i] = f(a, ys[i]!, dtype);
  } else {
    const ix = broadcastOffsets(x.shape, target);
    const iy = broadcastOffsets(y.shape, target);
    for (let i = 0; i < n; i++) result[i] = f(xs[ix[i]!]!, ys[iy[i]!]!, dtype);
  }
  return result;
}

export interface ReduceAttributes extends Attributes {
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

export type ReduceOp = ((x: Tensor, axes: readonly number[], keepdims?: boolean) => Tensor) & {
  readonly primitive: Primitive<ReduceAttributes>;
};

/** Several axes (sorted, non-negative) folded into one value each. */
export function reduction(
  name: string,
  rule: {
    lower: Primitive<ReduceAttributes>['lower'];
    /** Folds the elements of one group. */
    evaluate: (group: Float64Array, dtype: DType) => number;
    derivative?: (g: Tensor, x: Tensor, y: Tensor, axes: readonly number[]) => Tensor;
    outputType?: DType;
    cpuKernel?: KernelType;
    range?: Range;
    dtypes?: readonly DType[];
    mayBeLarge?: Primitive<ReduceAttributes>['mayBeLarge'];
    work?: Primitive<ReduceAttributes>['work'];
  },
): ReduceOp {
  const { derivative } = rule;
  const primitive: Primitive<ReduceAttributes> = definePrimitive<ReduceAttributes>({
    name,
    infer: ([x], { axes, keepdims }) => ({
      shape: reducedShape(x!.shape, axes, keepdims),
      dtype: rule.outputType ?? x!.dtype,
    }),
    vjp:
      derivative &&
      (([g], { inputs: [x], outputs: [y], attributes: { axes } }) => {
        const kept = reducedShape(x!.shape, axes, true);
        return [derivative(reshape(g!, kept), x!, reshape(y!, kept), axes)];
      }),
    batch: ([x], _batched, { axes, keepdims }) => [
      emitOne(primitive, [x!], { axes: axes.map((axis) => axis + 1), keepdims }),
    ],
    lower: rule.lower,
    ...(rule.mayBeLarge && { mayBeLarge: rule.mayBeLarge }),
    ...(rule.work && { work: rule.work }),
    cpuKernel: rule.cpuKernel ?? arithmetic,
    evaluate: ([x], { axes }) => foldGroups(x!, axes, (group) => rule.evaluate(group, x!.dtype)),
    get samples() {
      return (rule.dtypes ?? ['float32']).flatMap((dtype) => reductionSamples(dtype, rule.range));
    },
  });
  const reduce = (x: Tensor, axes: readonly number[], keepdims = false): Tensor =>
    axes.length === 0 && (rule.outputType ?? x.dtype) === x.dtype ? x : emitOne(primitive, [x], { axes, keepdims });
  return Object.assign(reduce, { primitive });
}

function reductionSamples(dtype: DType, range?: Range): Sample<ReduceAttributes>[] {
  const samples = [
    { axes: [1], keepdims: false },
    { axes: [0], keepdims: false },
    { axes: [0, 1], keepdims: true },
    { axes: [0, 2], keepdims: true },
    { axes: [0, 1, 2], keepdims: false },
  ].map((attributes): Sample<ReduceAttributes> => ({ inputs: [{ shape: [2, 3, 4], dtype, range }], attributes }));
  const special = (rows: Sample['inputs'][number]) => ({ inputs: [rows], attributes: { axes: [1], keepdims: false } });
  return isFloat(dtype) ? [...samples, ...specialRows.map(special)] : samples;
}

/** One number for each group of elements that differ along `axes` only. */
export function foldGroups(x: Values, axes: readonly number[], fold: (group: Float64Array) => number): Float64Array {
  const strides = stridesOf(x.shape);
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const starts = offsets(
    kept.map((i) => x.shape[i]!),
    kept.map((i) => strides[i]!),
  );
  const within = offsets(
    axes.map((i) => x.shape[i]!),
    axes.map((i) => strides[i]!),
  );
  const group = new Float64Array(within.length);
  return Float64Array.from(starts, (start) => {
    for (let i = 0; i < group.length; i++) group[i] = x.values[start + within[i]!]!;
    return fold(group);
  });
}
