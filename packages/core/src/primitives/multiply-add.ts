/** x · y + z, in float32 and below rounded once: the fused multiply-add of processors. */
import { isFloat } from '../dtype.js';
import { PythonTypeError } from '../errors.js';
import type { Spec } from '../graph/node.js';
import { definePrimitive, emitOne, floatKernel } from '../op.js';
import { broadcastShapes, sameShape, sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { add, mul } from './elementwise.js';
import { alignBatched, sumTo } from './movement.js';
import { broadcastOffsets, pick } from './offsets.js';

const multiplyAddPrimitive = definePrimitive({
  name: 'multiply_add',
  elementwise: true,
  infer: (inputs) => {
    const [{ dtype }] = inputs as [Spec];
    if (!isFloat(dtype) || inputs.some((each) => each.dtype !== dtype)) {
      throw new PythonTypeError('[multiply_add]: the inputs are of one floating type.', {
        received: inputs.map((each) => each.dtype).join(', '),
      });
    }
    return { shape: broadcastShapes('multiply_add', ...inputs.map(({ shape }) => shape)), dtype };
  },
  vjp: ([g], { inputs: [x, y, z] }) => [
    sumTo(mul(g!, y!), x!.shape),
    sumTo(mul(g!, x!), y!.shape),
    sumTo(g!, z!.shape),
  ],
  batch: (inputs, batched) => {
    const [x, y, z] = alignBatched(inputs, batched);
    return [multiplyAdd(x!, y!, z!)];
  },
  cpuKernel: floatKernel,
  compose: ([x, y, z]) => (x!.dtype === 'float64' ? [add(mul(x!, y!), z!)] : null),
  // float64 holds the product of two numbers of float32 as it is.
  lower: (lowering, inputs) => {
    const [x, y, z] = inputs.map((name) => lowering.cast(name, 'float64'));
    return lowering.cast(lowering.op('Add', [lowering.op('Mul', [x!, y!]), z!]), 'float32');
  },
  evaluate: (inputs, _attributes, [out]) => {
    const [x, y, z] = inputs.map(({ values, shape }) =>
      sameShape(shape, out!.shape) ? values : pick(values, broadcastOffsets(shape, out!.shape)),
    );
    const result = new Float64Array(sizeOf(out!.shape));
    for (let i = 0; i < result.length; i++) result[i] = x![i]! * y![i]! + z![i]!;
    return result;
  },
  samples: [
    { inputs: [[2, 3], [1, 3], []].map((shape) => ({ shape, dtype: 'float32' })) },
    {
      inputs: [
        // The square of 1 + 2^-23 has more digits than float32: rounded twice, the first sum is another one.
        { shape: [2], dtype: 'float32', values: [1 + 2 ** -23, 3] },
        { shape: [2], dtype: 'float32', values: [1 + 2 ** -23, 0.1] },
        { shape: [2], dtype: 'float32', values: [-1, 1e-9] },
      ],
    },
  ],
});

export const multiplyAdd = (x: Tensor, y: Tensor, z: Tensor): Tensor => emitOne(multiplyAddPrimitive, [x, y, z], {});
