/** Reductions over axes. */
import { type DType, isFloat, isInteger } from '../dtype.js';
import { ValueError } from '../errors.js';
import type { Attributes, Node } from '../graph/node.js';
import { FETCHED } from '../graph/work.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { range, reducedShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { foldGroups, type ReduceAttributes, reduction } from './combinators.js';
import { equal } from './compare.js';
import { cast, div, mul, productOf, scalarLike, zerosLike } from './elementwise.js';
import { addsMany, longMean, longSum } from './long-sums.js';
import { broadcastTo, concatenate, reshape, slice, transpose } from './movement.js';
import { nanFlags, orderOutputs, valueWhere } from './nan-order.js';
import { specialRows } from './special-values.js';
import { wholeExtreme, wholeSum, wrappedSum } from './whole-reductions.js';

interface ReduceNode {
  readonly attributes: ReduceAttributes;
}

/** ONNX's Reduce* ops take the axes as an input, but ReduceMax and ReduceMin as well from opset 18 on. */
const reduceOp =
  (type: string) =>
  (lowering: Lowering, [x]: readonly string[], { attributes: { axes, keepdims } }: ReduceNode): string =>
    lowering.op(type, [x!, lowering.builder.ints(axes)], {
      keepdims: int(keepdims ? 1 : 0),
      noop_with_empty_axes: int(1),
    });

/** Reductions have kernels for float32, float64, int32 and int64. */
const reduceKernel = (dtype: DType): DType => {
  if (dtype === 'float16' || dtype === 'bfloat16') return 'float32';
  if (dtype === 'int8' || dtype === 'int16' || dtype === 'uint8' || dtype === 'uint16' || dtype === 'bool')
    return 'int32';
  return dtype === 'uint32' || dtype === 'uint64' ? 'int64' : dtype;
};

/** The runtime's operator, or what does it better where many numbers are added. */
const summing =
  (type: string, long: typeof longSum): Primitive<ReduceAttributes>['lower'] =>
  (lowering, [x], node) => {
    const [{ shape, dtype }, { axes }, kernel] = [node.inputs[0]!, node.attributes, lowering.kernelType(node)!];
    // Of one number each.
    if (lowering.hasFixedSizes && axes.every((axis) => shape[axis] === 1))
      return lowering.reshape(x!, node.outputs[0]!.shape);
    const plain = (own: Lowering, values: string) => reduceOp(type)(own, [values], node);
    if (kernel === 'int64' && type === 'ReduceSum') return wholeSum(lowering, x!, plain);
    if (dtype === 'int32' && kernel === dtype && lowering.has64Bits) return wrappedSum(lowering, x!, plain);
    return long(lowering, x!, { shape, axes, kernel, result: node.outputs[0]!.shape }) ?? plain(lowering, x!);
  };

const isFetched = ({ inputs: [x] }: Node<ReduceAttributes>): boolean =>
  isFloat(x!.dtype) && x!.size >= FETCHED.elements;

/** What it takes to fetch each number of a large tensor, which threads share. */
const fetching = (node: Node<ReduceAttributes>): number =>
  isFetched(node) ? FETCHED.operations * node.inputs[0]!.size : node.outputs[0]!.size;

export const sum = reduction('sum', {
  mayBeLarge: addsMany,
  work: fetching,
  lower: summing('ReduceSum', longSum),
  evaluate: (group) => group.reduce((a, b) => a + b, 0),
  derivative: (g, x) => broadcastTo(g, x.shape),
  cpuKernel: reduceKernel,
  dtypes: ['float32', 'int32'],
});

export const mean = reduction('mean', {
  mayBeLarge: addsMany,
  work: fetching,
  lower: summing('ReduceMean', longMean),
  evaluate: (group) => group.reduce((a, b) => a + b, 0) / group.length,
  derivative: (g, x, _y, axes) =>
    broadcastTo(div(g, scalarLike(sizeOf(axes.map((axis) => x.shape[axis]!)), g)), x.shape),
  cpuKernel: reduceKernel,
});

/** The gradient of an extreme is shared by all elements that reach it, as in JAX. */
const extremeDerivative = (g: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor => {
  const reached = cast(equal(x, y), x.dtype);
  return mul(reached, div(g, sum(reached, axes, true)));
};

const extreme = (name: string, type: string, pick: (a: number, b: number) => number, start: number) =>
  reduction(name, {
    mayBeLarge: isFetched,
    work: fetching,
    lower: (lowering, [x], node) => {
      const { axes } = node.attributes;
      if (lowering.kernelType(node) === 'int64') {
        const reduced = (keepdims: boolean) => (own: Lowering, values: string) =>
          reduceOp(type)(own, [values], { attributes: { axes, keepdims } });
        const sign = start < 0 ? 1 : -1;
        return wholeExtreme(lowering, x!, sign, reduced(node.attributes.keepdims), reduced(true));
      }
      const plain = (branch: Lowering) => [reduceOp(type)(branch, [x!], node)];
      const exact = (branch: Lowering) => {
        const flag = reduceOp('ReduceMax')(branch, [nanFlags(branch, x!)], node);
        return [valueWhere(branch, flag, Number.NaN, plain(branch)[0]!, node)];
      };
      const isOfAll = isFetched(node) && lowering.hasFixedSizes && axes.length === node.inputs[0]!.rank;
      const large = isOfAll && lowering.keepsNan ? lowering.large.extremeOfAll(lowering, x!, node, type, exact) : null;
      return large ?? orderOutputs(lowering, x!, node, axes, plain, exact);
    },
    evaluate: (group) => group.reduce((a, b) => pick(a, b), start),
    derivative: extremeDerivative,
    // As int64, the larger ones of uint64 are negative.
    cpuKernel: (dtype) => (dtype !== 'int64' && reduceKernel(dtype) === 'int64' ? 'float64' : reduceKernel(dtype)),
    dtypes: ['float32', 'int32'],
  });

export const max = extreme('max', 'ReduceMax', Math.max, Number.NEGATIVE_INFINITY);
export const min = extreme('min', 'ReduceMin', Math.min, Number.POSITIVE_INFINITY);

/** The product along `axes` by halves: as a graph of multiplications it has gradients of every order, zeros or not. */
function productTree(x: Tensor, axes: readonly number[]): Tensor {
  const kept = range(x.rank).filter((axis) => !axes.includes(axis));
  const lead = kept.map((axis) => x.shape[axis]!);
  let factors = reshape(transpose(x, [...kept, ...axes]), [sizeOf(lead), -1]);
  const columns = (start: number, count: number) => slice(factors, [0, start], [factors.shape[0]!, count]);
  while (factors.shape[1]! > 1) {
    const n = factors.shape[1]!;
    const half = Math.floor(n / 2);
    const products = mul(columns(0, half), columns(half, half));
    factors = n % 2 === 0 ? products : concatenate([products, columns(n - 1, 1)], 1);
  }
  return reshape(factors, reducedShape(x.shape, axes, true));
}

/** The errors of factors add up, in whatever order: those of more than so many are multiplied in float64, neighbours first. */
const FEW_FACTORS = 64;
const hasMany = ({ inputs: [x], attributes: { axes } }: Node<ReduceAttributes>): boolean =>
  sizeOf(axes.map((axis) => x!.shape[axis]!)) > FEW_FACTORS;

const isOfWholeNumbers = ({ inputs: [x] }: Node<ReduceAttributes>): boolean => isInteger(x!.dtype);

export const prod = reduction('prod', {
  mayBeLarge: (node) => hasMany(node) || isOfWholeNumbers(node),
  lower: (lowering, [x], node) => {
    const { hasFixedSizes, has64Bits } = lowering;
    // On a GPU they wrap around by themselves.
    if (isOfWholeNumbers(node) && has64Bits) return lowering.large.wholeProduct(lowering, x!, node);
    const isLong = isFloat(lowering.kernelType(node)!) && (hasMany(node) || !hasFixedSizes);
    return isLong ? lowering.large.wideProduct(lowering, x!, node) : reduceOp('ReduceProd')(lowering, [x!], node);
  },
  evaluate: (group, dtype) => group.reduce((a, b) => productOf(a, b, dtype), 1),
  derivative: (g, x, _y, axes) => (x.size === 0 ? zerosLike(x) : backward([productTree(x, axes)], [g], [x])[0]!),
  cpuKernel: reduceKernel,
  range: [-2, 2],
  dtypes: ['float32', 'int32'],
});

const truth = (name: string, type: string, holds: (group: Float64Array) => boolean) =>
  reduction(name, {
    lower: reduceOp(type),
    evaluate: (group) => (holds(group) ? 1 : 0),
    cpuKernel: () => 'uint8',
    dtypes: ['bool'],
  });

/** Whether all elements of a bool tensor hold. */
export const all = truth('all', 'ReduceMin', (group) => group.every(Boolean));
/** Whether any element of a bool tensor holds. */
export const any = truth('any', 'ReduceMax', (group) => group.some(Boolean));

interface ArgAttributes extends Attributes {
  readonly axis: number;
}

/** The first NaN is both the largest and the smallest element, as in JAX. */
const argExtreme = (name: string, type: string, wins: (value: number, best: number) => boolean) => {
  const primitive: Primitive<ArgAttributes> = definePrimitive<ArgAttributes>({
    name,
    infer: ([x], { axis }) => {
      if (x!.shape[axis] === 0) throw new ValueError(`[${name}]: axis ${axis} is empty.`);
      return { shape: reducedShape(x!.shape, [axis], false), dtype: 'int32' };
    },
    vjp: () => [null],
    batch: ([x], _batched, { axis }) => [emitOne(primitive, [x!], { axis: axis + 1 })],
    cpuKernel: reduceKernel,
    lower: (lowering, [x], node) => {
      const { axis } = node.attributes;
      const first = (branch: Lowering, winner: string, values: string) =>
        branch.has64Bits || !branch.hasFixedSizes
          ? branch.cast(branch.op(winner, [values], { axis: int(axis), keepdims: int(0) }), 'int32')
          : firstWhereReached(branch, values, type.replace('Arg', 'Reduce'), node);
      const plain = (branch: Lowering) => [first(branch, type, x!)];
      return orderOutputs(lowering, x!, node, [axis], plain, (branch) => {
        const flags = nanFlags(branch, x!);
        const any = reduceOp('ReduceMax')(branch, [flags], { attributes: { axes: [axis], keepdims: false } });
        return [branch.op('Where', [branch.cast(any, 'bool'), first(branch, 'ArgMax', flags), ...plain(branch)])];
      });
    },
    evaluate: ([x], { axis }) =>
      foldGroups(x!, [axis], (group) => {
        const missing = group.findIndex(Number.isNaN);
        return missing >= 0 ? missing : group.reduce((best, value, i) => (wins(value, group[best]!) ? i : best), 0);
      }),
    samples: [
      ...(['float32', 'int32', 'bool'] as const).flatMap((dtype) => [
        { inputs: [{ shape: [4, 5], dtype }], attributes: { axis: 1 } },
        { inputs: [{ shape: [3, 2, 4], dtype }], attributes: { axis: 0 } },
      ]),
      ...specialRows.flatMap((row) => [0, 1].map((axis) => ({ inputs: [row], attributes: { axis } }))),
    ],
  });
  return Object.assign((x: Tensor, axis: number): Tensor => emitOne(primitive, [x], { axis }), { primitive });
};

/** The same without a number of 64 bits: the least position at which the extreme is reached. */
function firstWhereReached(
  lowering: Lowering,
  x: string,
  reduce: string,
  { inputs, attributes: { axis } }: Node<ArgAttributes>,
): string {
  const { shape, rank } = inputs[0]!;
  const size = shape[axis]!;
  const axes = lowering.builder.ints([axis]);
  const extreme = lowering.op(reduce, [x, axes], { keepdims: int(1) });
  const column = [size, ...range(rank - axis - 1).map(() => 1)];
  const positions = lowering.constant({ dtype: 'int32', shape: column, data: Int32Array.from(range(size)) });
  const reached = lowering.op('Equal', [x, extreme]);
  const candidates = lowering.op('Where', [reached, positions, lowering.scalar(size - 1, 'int32')]);
  return lowering.op('ReduceMin', [candidates, axes], { keepdims: int(0) });
}

/** int32 position of the first largest element along an axis. */
export const argMax = argExtreme('arg_max', 'ArgMax', (value, best) => value > best);
/** int32 position of the first smallest element along an axis. */
export const argMin = argExtreme('arg_min', 'ArgMin', (value, best) => value < best);
