/** A choice between two values for each element. */
import { isUnsigned } from '../dtype.js';
import { PythonTypeError } from '../errors.js';
import { definePrimitive, emitOne } from '../op.js';
import { broadcastShapes, sameShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { arithmetic } from './combinators.js';
import { scalarLike } from './elementwise.js';
import { alignBatched, sumTo } from './movement.js';
import { broadcastOffsets, pick } from './offsets.js';

export const selectPrimitive = definePrimitive({
  name: 'select',
  takesTexts: true,
  elementwise: true,
  infer: ([x, y, condition]) => {
    if (x!.dtype !== y!.dtype || condition!.dtype !== 'bool') {
      throw new PythonTypeError('[where]: two values of one dtype and a bool condition are needed.', {
        received: `${x!.dtype}, ${y!.dtype} and condition ${condition!.dtype}`,
      });
    }
    return { shape: broadcastShapes('where', condition!.shape, x!.shape, y!.shape), dtype: x!.dtype };
  },
  vjp: ([g], { inputs: [x, y, condition] }) => {
    const zero = scalarLike(0, g!);
    return [sumTo(select(condition!, g!, zero), x!.shape), sumTo(select(condition!, zero, g!), y!.shape), null];
  },
  batch: (inputs, batched) => {
    const [x, y, condition] = alignBatched(inputs, batched);
    return [select(condition!, x!, y!)];
  },
  cpuKernel: (dtype) => (dtype === 'bool' ? 'uint8' : isUnsigned(dtype) ? 'int64' : arithmetic(dtype)),
  lower: (lowering, [x, y, condition], { inputs }) => {
    // A bool value travels as uint8, and with it the condition, which has the same type here.
    const asBool = inputs[0]!.dtype === 'bool' ? lowering.cast(condition!, 'bool') : condition!;
    return lowering.op('Where', [asBool, x!, y!]);
  },
  evaluate: ([x, y, condition], _attributes, [out]) => {
    const [xs, ys, chosen] = [x!, y!, condition!].map(({ values, shape }) =>
      sameShape(shape, out!.shape) ? values : pick(values, broadcastOffsets(shape, out!.shape)),
    );
    const result = new Float64Array(sizeOf(out!.shape));
    for (let i = 0; i < result.length; i++) result[i] = chosen![i] ? xs![i]! : ys![i]!;
    return result;
  },
  samples: (['float32', 'int32', 'bool'] as const).map((dtype) => ({
    inputs: [
      { shape: [2, 3], dtype },
      { shape: [3], dtype },
      { shape: [2, 1], dtype: 'bool' },
    ],
  })),
});

/** Elements of `onTrue` where `condition` holds, else of `onFalse`. */
export const select = (condition: Tensor, onTrue: Tensor, onFalse: Tensor): Tensor =>
  emitOne(selectPrimitive, [onTrue, onFalse, condition], {});
