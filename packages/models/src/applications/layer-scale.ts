import type { Tensor, Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { initializers, Layer, type LayerOptions } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';
import { LAYER_SCALE_PARAMETERS, type LayerScaleArguments } from './signatures.js';

export interface LayerScaleOptions extends LayerOptions {
  /** What the factors begin with. */
  initValues: number;
  /** How many channels there are. */
  projectionDim: number;
}

/** Each channel times a factor of its own, small at first: Going deeper with Image Transformers, https://arxiv.org/abs/2103.17239. */
export class LayerScale extends Layer {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.src.applications.convnext',
    name: 'LayerScale',
  });

  static override readonly parameters = ['initValues', 'projectionDim'];

  readonly initValues: number;
  readonly projectionDim: number;
  gamma!: Variable;

  constructor(...args: LayerScaleArguments) {
    const options = bindOptions(LAYER_SCALE_PARAMETERS, args);
    super(options);
    this.initValues = options.initValues;
    this.projectionDim = options.projectionDim;
  }

  override build(): void {
    this.gamma = this.addWeight({
      shape: [this.projectionDim],
      initializer: new initializers.Constant(this.initValues),
      trainable: true,
    });
  }

  override call(x: Tensor): Tensor {
    return x.mul(this.gamma);
  }
}
