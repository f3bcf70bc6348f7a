/** Counting: the source of positions, ranges and masks. */

import type { DType } from '../dtype.js';
import type { Attributes } from '../graph/node.js';
import { emitOne } from '../op.js';
import { range, type Shape } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { definePrimitive } from './define-primitive.js';
import { broadcastTo } from './movement.js';

interface IotaAttributes extends Attributes {
  /** One size. */
  readonly shape: Shape;
  readonly dtype: DType;
}

const iotaPrimitive = definePrimitive<IotaAttributes>({
  name: 'iota',
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  batch: (_inputs, _batched, { shape, dtype }, size) => [broadcastTo(iota(shape[0]!, dtype), [size, ...shape])],
  lower: (lowering, _inputs, node) => {
    const { shape, dtype } = node.attributes;
    if (!lowering.has64Bits && lowering.hasFixedSizes) {
      return lowering.constant(fromNumbers(range(shape[0]!), dtype, shape));
    }
    const length = lowering.reshape(lowering.sizes(node, 'shape'), []);
    const numbers = lowering.op('Range', [lowering.scalar(0, 'int64'), length, lowering.scalar(1, 'int64')]);
    return lowering.cast(numbers, dtype);
  },
  evaluate: (_inputs, { shape }) => range(shape[0]!),
  samples: (['int32', 'float32'] as const).map((dtype) => ({ inputs: [], attributes: { shape: [5], dtype } })),
});

/** 0, 1, ..., length - 1. */
export const iota = (length: number, dtype: DType = 'int32'): Tensor =>
  emitOne(iotaPrimitive, [], { shape: [length], dtype });
