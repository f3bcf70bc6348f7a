/** The layers that a FeatureSpace adds to those of the features. */
import { ops, type Tensor } from '@org/core';
import { Layer, type LayerOptions } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';
import { MODULE } from './module.js';

/** Keras's TFDIdentity: values as they are, in the type of the computation. */
export class TFDIdentity extends Layer {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: MODULE, name: 'TFDIdentity' });

  static override readonly callParameters: readonly string[] = ['x'];

  override call(x: Tensor): Tensor {
    return ops.cast(x, this.computeDtype);
  }
}

/** Keras's TFDConcat: features side by side. */
export class TFDConcat extends Layer {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: MODULE, name: 'TFDConcat' });

  static override readonly parameters = ['axis'];
  static override readonly callParameters: readonly string[] = ['xs'];

  readonly axis: number;

  constructor({ axis = -1, ...options }: { axis?: number } & LayerOptions = {}) {
    super(options);
    this.axis = axis;
  }

  override call(xs: readonly Tensor[]): Tensor {
    return ops.concatenate(xs, this.axis);
  }
}
