import { cos, mul, sin } from '../../primitives/elementwise.js';
import { promoteToFloat } from '../../python/promotion.js';
import type { Tensor, TensorLike } from '../../tensor/tensor.js';
import type { Complex } from '../numpy/complex.js';
import { opFamily } from '../support/define.js';

const op = opFamily('nn');

/**
 * The complex number of an absolute value and an angle.
 *
 * @returns [real, imaginary]
 * @example
 * ops.polar(2, Math.PI / 2); // [0, 2]
 */
export const polar = op(
  'polar',
  ['abs_', 'angle'],
  (abs_: TensorLike, angle: TensorLike): Complex => {
    const [radius, phase] = promoteToFloat(abs_, angle) as [Tensor, Tensor];
    return [mul(radius, cos(phase)), mul(radius, sin(phase))];
  },
  { tensors: 2 },
);
