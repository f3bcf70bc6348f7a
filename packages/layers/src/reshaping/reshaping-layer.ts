import { KerasTensor, type SymbolicShape, type Tensor } from '@org/core';
import { Layer } from '../layer.js';
import { isSaidByFields } from '../recorded-layer.js';

/** Base of the layers that move, repeat or leave out elements: the dtype is that of the inputs, integers included. */
export abstract class ReshapingLayer extends Layer {
  override get [isSaidByFields](): boolean {
    return true;
  }

  abstract override computeOutputShape(inputShape: SymbolicShape): SymbolicShape;

  override computeOutputSpec(inputs: Tensor): KerasTensor {
    return new KerasTensor(this.computeOutputShape(inputs.shape), inputs.dtype);
  }
}
