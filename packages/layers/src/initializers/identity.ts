import { type DType, type Shape, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape, fromHost, fromNumbers } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { Initializer } from './initializer.js';
import { IDENTITY_PARAMETERS, type IdentityArguments } from './signatures.js';

export interface IdentityOptions {
  /** The number on the diagonal. */
  gain?: number;
}

/**
 * The identity matrix, times `gain`.
 *
 * @example
 * new Identity(2)([2, 2]); // [[2, 0], [0, 2]]
 */
export class Identity extends Initializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'Identity',
    aliases: ['IdentityInitializer'],
  });

  readonly gain: number;

  constructor(...args: IdentityArguments) {
    super();
    this.gain = bindOptions(IDENTITY_PARAMETERS, args).gain ?? 1;
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    const [rows, columns] = shape;
    if (rows === undefined || columns === undefined || shape.length !== 2) {
      throw new ValueError('Only matrices can be initialized with the identity.', { received: formatShape(shape) });
    }
    const values = new Float64Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return fromHost(fromNumbers(values, dtype, shape));
  }

  /** Keras leaves the gain out, and forgets it; here it is kept unless it is 1. */
  override getConfig(): Record<string, unknown> {
    return this.gain === 1 ? {} : { gain: this.gain };
  }
}
