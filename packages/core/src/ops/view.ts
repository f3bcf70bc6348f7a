/** keras.ops.view: the same bytes as another type. */
import { type DType, dtypeInfo, isInteger, itemSize } from '../dtype.js';
import { ValueError } from '../errors.js';
import { cast } from '../primitives/elementwise.js';
import { formatShape } from '../shape.js';
import { asTensor, fromHost, type Tensor, type TensorLike } from '../tensor.js';
import { type DTypeLike, dtypeOr, numpy } from './arguments.js';
import { concreteArray } from './concrete.js';

/** Integers of one size differ in sign only, which a conversion keeps the bits of. */
const sameBits = (from: DType, to: DType): boolean =>
  from === to || (isInteger(from) && isInteger(to) && itemSize(from) === itemSize(to));

/**
 * The bytes of the elements read as another type. Where the sizes differ, the last axis grows or shrinks.
 *
 * @throws RuntimeError inside a traced function, unless both types are integers of one size
 */
export const view = numpy('view', ['x', 'dtype'], (value: TensorLike, dtype: DTypeLike = null): Tensor => {
  const x = asTensor(value);
  const target = dtypeOr(dtype, x.dtype);
  if (sameBits(x.dtype, target)) return cast(x, target);
  const { data } = concreteArray('view', x);
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
  const ratio = itemSize(x.dtype) / itemSize(target);
  const size = (x.shape[x.rank - 1] ?? 1) * ratio;
  if (!Number.isInteger(size) || (x.rank === 0 && ratio !== 1)) {
    throw new ValueError('[view]: the last axis does not hold whole elements of the other type.', {
      received: `${x.dtype} ${formatShape(x.shape)} as ${target}`,
    });
  }
  const array = dtypeInfo(target).array;
  return fromHost({
    dtype: target,
    shape: x.rank === 0 ? [] : [...x.shape.slice(0, -1), size],
    data: new array(bytes),
  });
});
