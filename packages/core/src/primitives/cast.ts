/** Conversion between dtypes. */
import { type DType, dtypeNames, dtypeRange, isFloat, isInteger, itemSize, noNumbers } from '../dtype.js';
import type { Attributes } from '../graph/node.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne } from '../op.js';
import type { Tensor } from '../tensor/tensor.js';
import { unlessNan } from './nan-order.js';

interface CastAttributes extends Attributes {
  readonly to: DType;
}

const outOfRange = { shape: [4], dtype: 'float32', exactType: true, values: [3e9, -3e9, -0.5, Number.NaN] } as const;

/** C leaves the conversion of what does not fit undefined. Bounds of 32 bits are exact in float64. */
function toInteger(lowering: Lowering, x: string, from: DType, to: DType): string {
  if (to === 'uint64') return lowering.cast(lowering.op('Relu', [x]), to);
  if (to === 'int64') return lowering.cast(x, to);
  const wide = itemSize(to) < 4 ? from : 'float64';
  const floating = from === wide ? x : lowering.cast(x, wide);
  const bounds = dtypeRange(to).map((bound) => lowering.scalar(bound, wide));
  return lowering.cast(lowering.op('Clip', [floating, ...bounds]), to);
}

export const castPrimitive = definePrimitive<CastAttributes>({
  name: 'cast',
  elementwise: true,
  cheap: 'repeat',
  infer: ([x], { to }) => {
    if (to === 'string') throw noNumbers('[cast]: numbers become numbers');
    return { shape: x!.shape, dtype: to };
  },
  vjp: ([g], { inputs: [x] }) => [isFloat(x!.dtype) ? cast(g!, x!.dtype) : null],
  batch: ([x], _batched, { to }) => [cast(x!, to)],
  lower: (lowering, [x], { inputs, outputs, attributes: { to } }) => {
    const from = inputs[0]!.dtype;
    if (!isFloat(from) || !isInteger(to)) return lowering.cast(x!, to);
    const kernel = from === 'float64' ? from : 'float32';
    const value = from === kernel ? x! : lowering.cast(x!, kernel);
    const plain = (branch: Lowering) => [toInteger(branch, value, kernel, to)];
    return unlessNan(lowering, value, [outputs[0]!], plain, (branch) => {
      const number = branch.op('Where', [branch.op('IsNaN', [value]), branch.scalar(0, kernel), value]);
      return [toInteger(branch, number, kernel, to)];
    });
  },
  evaluate: ([x], { to }) => {
    if (!isFloat(x!.dtype) || !isInteger(to)) return x!.values;
    const [low, high] = dtypeRange(to);
    const result = new Float64Array(x!.values.length);
    for (let i = 0; i < result.length; i++) result[i] = Math.min(Math.max(Math.trunc(x!.values[i]!), low), high);
    return result;
  },
  samples: dtypeNames.flatMap((to) => [
    { inputs: [{ shape: [2, 3], dtype: 'float32', range: [-400, 400] }], attributes: { to } },
    { inputs: [{ shape: [4], dtype: 'int32', values: [0, -1, 300, -40000] }], attributes: { to } },
    { inputs: [{ shape: [2], dtype: 'bool', values: [0, 1] }], attributes: { to } },
    ...(isFloat(to) ? [] : [{ inputs: [outOfRange], attributes: { to } }]),
  ]),
});

/** Converts the elements; floats to integers by truncation, within the range of the integers, NaN to 0 (XLA does the same). */
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : emitOne(castPrimitive, [x], { to }));
