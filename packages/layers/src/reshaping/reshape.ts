import { ops, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape, requireShape } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ReshapingLayer } from './reshaping-layer.js';
import { RESHAPE_PARAMETERS, type ReshapeArguments } from './signatures.js';

export interface ReshapeOptions extends LayerOptions {
  /** The new shape without the batch axis; one size may be -1. */
  targetShape: readonly number[];
}

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/**
 * Gives its inputs another shape; the batch axis stays.
 *
 * @throws ValueError for a shape with more than one -1, or of another number of elements
 * @example
 * new Reshape([2, -1])(x); // [batch, 4] becomes [batch, 2, 2]
 */
export class Reshape extends ReshapingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Reshape');

  static override readonly parameters = /* @__PURE__ */ configNames(RESHAPE_PARAMETERS);

  readonly targetShape: readonly number[];

  constructor(...args: ReshapeArguments) {
    const options = bindOptions(RESHAPE_PARAMETERS, args);
    super(options);
    const { targetShape } = options;
    requireShape('Reshape', targetShape);
    const isSize = (size: number) => Number.isSafeInteger(size) && size >= -1;
    if (!targetShape.every(isSize) || targetShape.filter((size) => size === -1).length > 1) {
      throw new ValueError('Invalid value for argument `targetShape`.', {
        expected: 'integers that are not negative, at most one of them -1',
        received: formatShape(targetShape),
      });
    }
    this.targetShape = [...targetShape];
    this.built = true;
  }

  override call(inputs: Tensor): Tensor {
    return ops.reshape(inputs, this.computeOutputShape(inputs.shape) as number[]);
  }

  override computeOutputShape([batch, ...others]: SymbolicShape): SymbolicShape {
    const { targetShape } = this;
    const open = targetShape.indexOf(-1);
    if (others.includes(null)) return [batch!, ...targetShape.map((size) => (size === -1 ? null : size))];
    const [elements, known] = [product(others as number[]), product(targetShape.filter((size) => size !== -1))];
    if (open < 0 ? elements !== known : known === 0 || elements % known !== 0) {
      throw new ValueError('The number of elements must not change.', {
        expected: `a shape of ${elements} elements for inputs of shape ${formatShape([batch!, ...others])}`,
        received: `targetShape=${formatShape(targetShape)}`,
      });
    }
    return [batch!, ...targetShape.map((size) => (size === -1 ? elements / known : size))];
  }
}
