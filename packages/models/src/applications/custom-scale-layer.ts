import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { Layer, type LayerOptions } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';
import { CUSTOM_SCALE_LAYER_PARAMETERS, type CustomScaleLayerArguments } from './signatures.js';

export interface CustomScaleLayerOptions extends LayerOptions {
  scale: number;
}

/** The first input plus the second one, scaled. */
export class CustomScaleLayer extends Layer {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.src.applications.inception_resnet_v2',
    name: 'CustomScaleLayer',
  });

  static override readonly parameters = ['scale'];

  readonly scale: number;

  constructor(...args: CustomScaleLayerArguments) {
    const options = bindOptions(CUSTOM_SCALE_LAYER_PARAMETERS, args);
    super(options);
    this.scale = options.scale;
  }

  override call(inputs: readonly [Tensor, Tensor]): Tensor {
    return inputs[0].add(inputs[1].mul(this.scale));
  }
}
