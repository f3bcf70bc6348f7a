/** keras.ops.view: the same bytes as another type. */
import { type DType, dtypeInfo, isInteger, itemSize } from '../../dtype.js';
import { ValueError } from '../../errors.js';
import { cast } from '../../primitives/elementwise.js';
import { formatShape, type Shape } from '../../shape.js';
import type { SymbolicShape } from '../../symbolic/keras-tensor.js';
import { newSymbol } from '../../symbolic/symbols.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { type DTypeLike, dtypeOr, numpy } from '../support/arguments.js';
import { concreteArray } from '../support/concrete.js';

/** Integers of one size differ in sign only, which a conversion keeps the bits of. */
const sameBits = (from: DType, to: DType): boolean =>
  from === to || (isInteger(from) && isInteger(to) && itemSize(from) === itemSize(to));

function viewedShape({ shape, dtype }: Tensor, target: DType): SymbolicShape {
  const ratio = itemSize(dtype) / itemSize(target);
  if (ratio === 1) return shape;
  const last = (shape as SymbolicShape)[shape.length - 1];
  if (last === null) return shape;
  if (last === undefined || !Number.isInteger(last * ratio)) {
    throw new ValueError('[view]: the last axis does not hold whole elements of the other type.', {
      received: `${dtype} ${formatShape(shape)} as ${target}`,
    });
  }
  return [...shape.slice(0, -1), last * ratio];
}

/**
 * The bytes of the elements read as another type. Where the sizes differ, the last axis grows or shrinks.
 *
 * @throws RuntimeError inside a traced function, unless both types are integers of one size
 */
export const view = numpy(
  'view',
  ['x', 'dtype'],
  (x: TensorLike, dtype: DTypeLike = null): Tensor => {
    const input = asTensor(x);
    const target = dtypeOr(dtype, input.dtype);
    if (sameBits(input.dtype, target)) return cast(input, target);
    const shape = viewedShape(input, target) as Shape;
    const { data } = concreteArray('view', input);
    const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
    const array = dtypeInfo(target).array;
    return fromHost({ dtype: target, shape, data: new array(bytes) });
  },
  {
    spec: (x: Tensor, dtype: DTypeLike = null) => {
      const target = dtypeOr(dtype, x.dtype);
      return newSymbol(viewedShape(x, target), target);
    },
  },
);
