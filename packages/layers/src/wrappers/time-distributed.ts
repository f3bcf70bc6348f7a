import { ops, type SymbolicShape, type Tensor, ValueError, vmap } from '@org/core';
import { bindOptions, formatShape, mayBeOpen } from '@org/core/internal';
import { callInner } from '../call-arguments.js';
import { Wrapper, type WrapperOptions } from '../core/wrapper.js';
import { kerasLayer } from '../define-layer.js';
import { TIME_DISTRIBUTED_PARAMETERS, type TimeDistributedArguments } from './signatures.js';

export type TimeDistributedOptions = WrapperOptions;

/**
 * Applies a layer to every time step: inputs `[batch, steps, ...]`.
 *
 * @throws ValueError for inputs of less than three axes, or a mask that does not fit them
 * @example
 * new TimeDistributed(new Dense(1))(sequences); // [batch, 8, 4] becomes [batch, 8, 1]
 */
export class TimeDistributed extends Wrapper {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'TimeDistributed');

  constructor(...args: TimeDistributedArguments) {
    super(bindOptions(TIME_DISTRIBUTED_PARAMETERS, args));
    this.supportsMasking = true;
  }

  override build(inputShape: SymbolicShape): void {
    super.build(stepShape(inputShape));
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training', 'mask'];

  override call(
    inputs: Tensor,
    { training = null, mask = null }: { training?: boolean | null; mask?: Tensor | null } = {},
  ): Tensor {
    if (mask !== null && (mask.rank < 2 || mask.shape[0] !== inputs.shape[0] || mask.shape[1] !== inputs.shape[1])) {
      throw new ValueError('The mask does not fit the inputs of TimeDistributed.', {
        expected: `a mask of shape ${formatShape(inputs.shape.slice(0, 2))}`,
        received: formatShape(mask.shape),
      });
    }
    const { layer } = this;
    const step = (x: Tensor, stepMask: Tensor | null = null): Tensor =>
      callInner(layer, [x], { mask: stepMask, training }) as Tensor;
    const steps = inputs.shape[1]!;
    // As in Keras: one step after the other where their number is known, otherwise all at once.
    if (mayBeOpen(steps)) return mask ? vmap(step, 1, 1)(inputs, mask) : vmap((x: Tensor) => step(x), 1, 1)(inputs);
    return ops.stack(
      Array.from({ length: steps }, (_, t) => step(inputs.at(':', t), mask?.at(':', t))),
      1,
    );
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const [batch, ...others] = this.layer.computeOutputShape(stepShape(inputShape)) as SymbolicShape;
    return [batch!, inputShape[1]!, ...others];
  }
}

function stepShape(inputShape: SymbolicShape): SymbolicShape {
  const isOne = Array.isArray(inputShape);
  const [batch, , ...others] = isOne ? inputShape : [];
  if (others.length > 0) return [batch!, ...others];
  throw new ValueError('TimeDistributed takes inputs of at least three axes.', {
    received: isOne ? formatShape(inputShape) : 'several inputs',
  });
}
