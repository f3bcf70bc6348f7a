import { PythonTypeError, random, type Tensor, ValueError } from '@org/core';
import { bindArguments, bindOptions } from '@org/core/python';
import { deserialize, type LayerInputs, type LayerOptions, serialize } from '@org/layers';
import { Model } from '@org/models';
import { described } from '../errors.js';
import { FlowLayer, inSequence } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { BaseDistribution, StandardNormal } from './base-distribution.js';
import { FLOW_VAE_PARAMETERS, type FlowVAEArguments } from './signatures.js';

export interface FlowVAEOptions extends LayerOptions {
  /** Of latents, under the inputs: such as `ConditionalNormal`. */
  encoder: BaseDistribution;
  /** Of inputs, under the latents: such as `ConditionalBernoulli`. */
  decoder: BaseDistribution;
  /** The shape of a sample of the latents. */
  latentShape: readonly number[];
  /** By which what the encoder draws is moved, one after the other. */
  flowLayers?: readonly FlowLayer[];
  /** Of latents; standard normal by default. */
  prior?: BaseDistribution | null;
}

/** Latents of inputs, the logarithms of their densities by encoder and flow, and by prior and decoder together. */
export type VAEOutputs = [latents: Tensor, logPosterior: Tensor, logJoint: Tensor];

export interface FlowVAE {
  /** Latents of the inputs, and their densities. */
  (inputs: LayerInputs): VAEOutputs;
}

/**
 * A variational autoencoder whose posterior is moved by a flow (Rezende & Mohamed, arXiv:1505.05770; normflows's `NormalizingFlowVAE`). A call
 * draws latents. Compiled without a loss it is trained by the evidence lower bound: `fit(x)`.
 *
 * @throws TypeError for what are no distributions or flow layers
 * @example
 * import { ConditionalBernoulli, ConditionalNormal, Planar } from '@org/gyoza';
 * import { layers } from '@org/models';
 * const model = new FlowVAE({
 *   encoder: new ConditionalNormal(new layers.Dense(2 * 2)),
 *   decoder: new ConditionalBernoulli(new layers.Dense(4)),
 *   latentShape: [2],
 *   flowLayers: [new Planar([2], [1])],
 * });
 * const [latents, logPosterior, logJoint] = model(x);
 */
export class FlowVAE extends Model {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'FlowVAE', FLOWS);
  // Its layers are told of training, by `fit` as well.
  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  readonly encoder: BaseDistribution;
  readonly decoder: BaseDistribution;
  readonly latentShape: readonly number[];
  readonly _flowLayers_: readonly FlowLayer[];
  readonly prior: BaseDistribution;
  readonly #generator = new random.SeedGenerator();

  constructor(...args: FlowVAEArguments) {
    const {
      encoder,
      decoder,
      latentShape,
      flowLayers = [],
      prior = null,
      ...options
    } = bindOptions(FLOW_VAE_PARAMETERS, args);
    super(options);
    const strangers = [
      ...[encoder, decoder, ...(prior ? [prior] : [])].filter((each) => !(each instanceof BaseDistribution)),
      ...flowLayers.filter((each) => !(each instanceof FlowLayer)),
    ];
    if (strangers.length > 0) {
      throw new PythonTypeError('Encoder, decoder and prior are distributions, and what is in between flow layers.', {
        received: described(strangers[0]),
      });
    }
    this.encoder = encoder;
    this.decoder = decoder;
    this.latentShape = [...latentShape];
    this._flowLayers_ = [...flowLayers];
    this.prior = prior ?? new StandardNormal();
  }

  override call(inputs: Tensor): VAEOutputs {
    const shape = [inputs.shape[0]!, ...this.latentShape];
    const drawn = this.encoder.sample(shape, { seed: this.#generator, condition: inputs });
    const [latents, determinants] = inSequence(this._flowLayers_, drawn, null);
    const logPosterior = this.encoder.logProb(drawn, inputs).sub(determinants);
    return [latents, logPosterior, this.prior.logProb(latents).add(this.decoder.logProb(inputs, latents))];
  }

  /** The compiled loss; without one the mean negative evidence lower bound. */
  override computeLoss(...args: Parameters<Model['computeLoss']>): Tensor {
    if (this.loss !== null) return super.computeLoss(...args);
    const [, , yPred] = bindArguments('computeLoss', ['x', 'y', 'yPred', 'sampleWeight', 'training'], 0, args);
    const [, logPosterior, logJoint] = yPred as VAEOutputs;
    return this.losses.reduce((sum, loss) => sum.add(loss), logPosterior.sub(logJoint).mean());
  }

  /**
   * What the decoder expects of latents that are drawn from the prior.
   *
   * @param seed of the latents
   * @throws ValueError for no number of samples
   */
  sample(count: number, { seed = null }: { seed?: number | null } = {}): Tensor {
    if (!(Number.isInteger(count) && count > 0)) {
      throw new ValueError('sample() draws a number of samples.', { received: String(count) });
    }
    const latents = this.prior.sample([count, ...this.latentShape], { seed });
    return this.decoder.expectedValue([count], { condition: latents });
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      encoder: serialize(this.encoder),
      decoder: serialize(this.decoder),
      latent_shape: this.latentShape,
      flow_layers: this._flowLayers_.map((layer) => serialize(layer)),
      prior: serialize(this.prior),
    };
  }

  /** A model from the config of another, its parts included. */
  static override fromConfig(config: Record<string, unknown>): FlowVAE {
    const { encoder, decoder, prior, flow_layers: layers, ...others } = config;
    return super.fromConfig({
      ...others,
      encoder: deserialize(encoder as never),
      decoder: deserialize(decoder as never),
      prior: deserialize(prior as never),
      flow_layers: (layers as unknown[]).map((each) => deserialize(each as never)),
    }) as FlowVAE;
  }
}
