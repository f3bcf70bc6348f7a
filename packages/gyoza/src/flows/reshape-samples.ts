import { ops, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, noChange, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { product } from '../utilities/numbers.js';
import { RESHAPE_SAMPLES_PARAMETERS, type ReshapeSamplesArguments } from './signatures.js';

export interface ReshapeSamplesOptions extends LayerOptions {
  /** The size of a sample, without the batch. */
  sampleShape: readonly number[];
  /** What it becomes; a vector, if left out. */
  targetShape?: readonly number[] | null;
}

const axesOf = (shape: readonly number[]): number[] => shape.map((_, i) => i + 1);

/**
 * Other axes for the same elements; vectors, if not said otherwise.
 *
 * @throws ValueError where the numbers of elements differ
 * @example
 * const [y] = new ReshapeSamples([16, 16, 3])(images); // shape [2, 768] of the outputs
 */
export class ReshapeSamples extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ReshapeSamples', FLOWS);

  readonly sampleShape: readonly number[];
  readonly targetShape: readonly number[];

  constructor(...args: ReshapeSamplesArguments) {
    const { sampleShape, targetShape, ...options } = bindOptions(RESHAPE_SAMPLES_PARAMETERS, args);
    super({ ...options, shape: sampleShape, axes: axesOf(sampleShape) });
    this.sampleShape = [...sampleShape];
    this.targetShape = targetShape ? [...targetShape] : [product(sampleShape)];
    if (product(this.targetShape) !== product(sampleShape)) {
      throw new ValueError('ReshapeSamples keeps the number of elements.', {
        expected: `${product(sampleShape)} elements, as of [${sampleShape}]`,
        received: `targetShape [${this.targetShape}]`,
      });
    }
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: this._axes_.length + 1 };
  }

  override get _outputSizes_(): Sizes {
    return { shape: this.targetShape, axes: axesOf(this.targetShape), rank: this.targetShape.length + 1 };
  }

  override computeOutputShape([batch = null]: SymbolicShape): SymbolicShape[] {
    return [[batch, ...this.targetShape], [batch]];
  }

  override computeInputShape([batch = null]: SymbolicShape): SymbolicShape {
    return [batch, ...this.sampleShape];
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [ops.reshape(inputs, [inputs.shape[0]!, ...this.targetShape]), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return ops.reshape(outputs, [outputs.shape[0]!, ...this.sampleShape]);
  }

  protected override _invertWithDeterminant_(outputs: Tensor): FlowOutputs {
    return [this._invert_(outputs), noChange(outputs)];
  }

  override getConfig(): Record<string, unknown> {
    const { shape: _shape, axes: _axes, ...config } = super.getConfig();
    return { ...config, sample_shape: this.sampleShape, target_shape: this.targetShape };
  }
}
