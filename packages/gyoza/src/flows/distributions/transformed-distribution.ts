import { PythonTypeError, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type LayerOptions, serialize } from '@org/layers';
import { described } from '../../errors.js';
import { backThrough, buildInSequence, FlowLayer, inSequence } from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { BaseDistribution, type SampleOptions } from '../base-distribution.js';
import { TRANSFORMED_DISTRIBUTION_PARAMETERS, type TransformedDistributionArguments } from './signatures.js';

export interface TransformedDistributionOptions extends LayerOptions {
  /** What the layers lead to. */
  base: BaseDistribution;
  /** From samples to those of the base, one after the other. */
  flowLayers: readonly FlowLayer[];
}

/**
 * What flow layers lead to a distribution, itself a distribution: a base of other flows, a prior, a target. ({@link Inverse} turns layers
 * round, where they are to lead away from the base.)
 *
 * @throws TypeError for what are no distribution and no flow layers
 * @example
 * import { Inverse, InvertibleActivation, StandardNormal } from '@org/gyoza';
 * const logNormal = new TransformedDistribution(new StandardNormal(), [
 *   new Inverse(new InvertibleActivation([2], [1], 'exp')),
 * ]);
 */
export class TransformedDistribution extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'TransformedDistribution', FLOWS);

  readonly base: BaseDistribution;
  readonly _flowLayers_: readonly FlowLayer[];

  constructor(...args: TransformedDistributionArguments) {
    const { base, flowLayers, ...options } = bindOptions(TRANSFORMED_DISTRIBUTION_PARAMETERS, args);
    super(options);
    const stranger = (Array.isArray(flowLayers) ? flowLayers : [flowLayers]).find(
      (each) => !(each instanceof FlowLayer),
    );
    if (!(base instanceof BaseDistribution) || !Array.isArray(flowLayers) || stranger !== undefined) {
      throw new PythonTypeError('Flow layers lead to a distribution.', {
        expected: 'TransformedDistribution(base, [flowLayer, ...])',
        received: `${described(base)}, ${described(stranger ?? flowLayers)}`,
      });
    }
    this.base = base;
    this._flowLayers_ = [...flowLayers];
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const [inner, determinants] = inSequence(this._flowLayers_, z, condition);
    return this.base.logProb(inner, condition).add(determinants);
  }

  override sample(shape: readonly number[], options: SampleOptions = {}): Tensor {
    const [, ...inner] = buildInSequence(this._flowLayers_, [null, ...shape.slice(1)]);
    const drawn = this.base.sample([shape[0]!, ...(inner as number[])], options);
    return backThrough(this._flowLayers_, drawn, options.condition ?? null)[0];
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      base: serialize(this.base),
      flow_layers: this._flowLayers_.map((layer) => serialize(layer)),
    };
  }

  /** A distribution from the config of another, base and layers included. */
  static override fromConfig(config: Record<string, unknown>): TransformedDistribution {
    const { base, flow_layers: layers, ...others } = config;
    return super.fromConfig({
      ...others,
      base: deserialize(base as never),
      flow_layers: (layers as unknown[]).map((each) => deserialize(each as never)),
    }) as TransformedDistribution;
  }
}
