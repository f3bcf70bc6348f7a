import type { SymbolicShape } from '@org/core';
import type { InputShape } from './input-shape.js';
import { buildAtInit, Layer } from './layer.js';
import type { LayerOptions } from './layer-options.js';

/** Base of the layers without weights whose output has the shape and the mask of their input. */
export class ShapePreservingLayer extends Layer {
  /** @param buildsAtInit whether the layer counts as built from the start; files then hold no shapes for it */
  constructor(options: LayerOptions = {}, buildsAtInit = true) {
    super(options);
    this.supportsMasking = true;
    if (buildsAtInit) buildAtInit(this);
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    return inputShape;
  }
}
