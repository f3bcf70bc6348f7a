import type { SymbolicShape } from '@org/core';
import { type InputShape, Layer, type LayerOptions } from './layer.js';

/** Base of the layers without weights whose output has the shape and the mask of their input. */
export class ShapePreservingLayer extends Layer {
  constructor(options: LayerOptions = {}) {
    super(options);
    this.supportsMasking = true;
    this.buildAtInit();
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    return inputShape;
  }
}
