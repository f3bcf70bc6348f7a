import { ops, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { FlowLayer, type FlowOutputs, noChange, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import type { FlowLayerArguments } from '../modelling/flow-layers/signatures.js';
import { FLOWS, registered } from '../register.js';

/**
 * Makes each square of 2 by 2 pixels one pixel with four times the channels (RealNVP): `[batch, h, w, c]` becomes `[batch, h/2, w/2, 4c]`.
 *
 * @throws ValueError for odd sizes
 * @example
 * const [y] = new Squeeze([16, 16], [1, 2])(images); // shape [2, 8, 8, 12] of the outputs
 */
export class Squeeze extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Squeeze', FLOWS);

  constructor(...args: FlowLayerArguments) {
    super(...args);
    if (`${this._axes_}` !== '1,2') {
      throw new ValueError(`${this.constructor.name} takes the height and the width of pictures.`, {
        expected: 'shape [height, width], axes [1, 2]',
        received: `shape [${this._shape_}], axes [${this._axes_}]`,
      });
    }
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    const [batch, height, width, channels] = inputShape as [number | null, number, number, number];
    return [[batch, height / 2, width / 2, 4 * channels], [batch]];
  }

  override computeInputShape(outputShape: SymbolicShape): SymbolicShape {
    const [batch = null, height, width, channels] = outputShape as [number | null, number, number, number];
    return [batch, 2 * height, 2 * width, channels / 4];
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 4 };
  }

  override get _outputSizes_(): Sizes {
    return { ...this._inputSizes_, shape: this._shape_.map((size) => size / 2) };
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const [batch, height, width, channels] = inputs.shape as [number, number, number, number];
    if (inputs.rank !== 4 || height % 2 !== 0 || width % 2 !== 0) {
      throw new ValueError('Pictures of even sizes can be squeezed.', { received: `[${inputs.shape}]` });
    }
    const squares = ops.reshape(inputs, [batch, height / 2, 2, width / 2, 2, channels]);
    const joined = ops.transpose(squares, [0, 1, 3, 2, 4, 5]);
    return [ops.reshape(joined, [batch, height / 2, width / 2, 4 * channels]), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const [batch, height, width, channels] = outputs.shape as [number, number, number, number];
    const squares = ops.reshape(outputs, [batch, height, width, 2, 2, channels / 4]);
    const apart = ops.transpose(squares, [0, 1, 3, 2, 4, 5]);
    return ops.reshape(apart, [batch, 2 * height, 2 * width, channels / 4]);
  }

  protected override _invertWithDeterminant_(outputs: Tensor): FlowOutputs {
    return [this._invert_(outputs), noChange(outputs)];
  }
}
