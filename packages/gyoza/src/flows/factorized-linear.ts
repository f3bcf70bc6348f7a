import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { ActivationNormalization } from '../modelling/flow-layers/activation-normalization.js';
import type { FlowLayer } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { Composite } from './composite.js';
import { Orthogonal } from './orthogonal.js';
import {
  QR_LINEAR_PARAMETERS,
  type QRLinearArguments,
  SVD_LINEAR_PARAMETERS,
  type SVDLinearArguments,
} from './signatures.js';
import { TriangularLinear } from './triangular-linear.js';

export interface FactorsOptions extends LayerOptions {
  /** The number of elements along the axis. */
  shape: readonly number[];
  /** The last axis alone. */
  axes: readonly number[];
  /** How many reflections make an orthogonal factor; as many as elements, if not said otherwise. */
  reflectionCount?: number | null;
}

export interface QRLinearOptions extends FactorsOptions {}

export interface SVDLinearOptions extends FactorsOptions {}

/** Layers one after the other that are made from a few numbers, which are its config. */
abstract class Factors extends Composite {
  readonly reflectionCount: number;

  constructor(flowLayers: readonly FlowLayer[], options: LayerOptions) {
    super({ ...options, flowLayers });
    this.reflectionCount = (flowLayers.at(-1) as Orthogonal).reflectionCount;
  }

  override getConfig(): Record<string, unknown> {
    const { flow_layers: _layers, ...config } = super.getConfig();
    const { shape, axes } = this._inputSizes_;
    return { ...config, shape, axes, reflection_count: this.reflectionCount };
  }
}

/**
 * A matrix along the last axis as Q R: a triangular factor, then an orthogonal one.
 *
 * @example
 * const [y, logDeterminant] = new QRLinear([4], [1])(x);
 */
export class QRLinear extends Factors {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'QRLinear', FLOWS);

  constructor(...args: QRLinearArguments) {
    const { shape, axes, reflectionCount, ...options } = bindOptions(QR_LINEAR_PARAMETERS, args);
    const along = { shape, axes };
    super([new TriangularLinear(along), new Orthogonal({ ...along, reflectionCount })], options);
  }

  static override fromConfig(config: Record<string, unknown>): QRLinear {
    const { shape, axes, reflection_count: reflectionCount, ...options } = config;
    return new QRLinear({ ...options, shape, axes, reflectionCount } as QRLinearOptions);
  }
}

/**
 * A matrix along the last axis by its singular values: an orthogonal factor, a location and a scale for each element, another one.
 *
 * @example
 * const [y, logDeterminant] = new SVDLinear([4], [1])(x);
 */
export class SVDLinear extends Factors {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'SVDLinear', FLOWS);

  constructor(...args: SVDLinearArguments) {
    const { shape, axes, reflectionCount, ...options } = bindOptions(SVD_LINEAR_PARAMETERS, args);
    const along = { shape, axes };
    const turn = () => new Orthogonal({ ...along, reflectionCount });
    super([turn(), new ActivationNormalization(along), turn()], options);
  }

  static override fromConfig(config: Record<string, unknown>): SVDLinear {
    const { shape, axes, reflection_count: reflectionCount, ...options } = config;
    return new SVDLinear({ ...options, shape, axes, reflectionCount } as SVDLinearOptions);
  }
}
