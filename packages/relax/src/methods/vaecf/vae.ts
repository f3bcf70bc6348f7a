import { ops, random, type SymbolicShape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { Dense, type LayerOptions } from '@org/layers';
import { Model } from '@org/models';
import { MLPBlock, registerAs } from '../../ml-model/mlp.js';
import { isCompat } from '../../utils/index.js';
import { normalRows } from '../base/noise.js';
import { VAE_PARAMETERS, type VAEArguments } from './signatures.js';

export interface VAEOptions extends LayerOptions {
  /** Sizes of the encoder's blocks, those of the decoder in reverse; the last one is that of the code. */
  layers: readonly number[];
  /** How many codes of a row are drawn in training. */
  mcSamples?: number;
}

/** How a network is called. */
interface Training {
  training?: boolean | null;
}

/** How codes are distributed, each `[batch, d]`. */
export type Codes = readonly [mean: Tensor, variance: Tensor];

/** Whoever trains a {@link VAE} knows its loss, of rows `[batch, k]` and the classes `[batch]` that they are to have. */
export type VaeLoss = (inputs: Tensor, codes: Codes, wanted: Tensor) => Tensor;

/**
 * A variational autoencoder whose decoder is told the class that its rows are to have.
 *
 * @example
 * const vae = new VAE([20, 12, 5]);
 * const [mean, variance] = vae.encode(x);
 */
export class VAE extends Model {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'VAE');

  readonly sizes: readonly number[];
  readonly mcSamples: number;
  readonly encoder: readonly MLPBlock[];
  readonly meanOfCode: Dense;
  readonly varianceOfCode: Dense;
  readonly decoder: readonly MLPBlock[];
  rows: Dense | null = null;

  constructor(...args: VAEArguments) {
    const { layers, mcSamples = 50, ...options } = bindOptions(VAE_PARAMETERS, args);
    super(options);
    const body = layers.slice(0, -1);
    const block = (outputSize: number) => new MLPBlock({ outputSize, dropoutRate: 0, useBatchNorm: true });
    this.sizes = layers;
    this.mcSamples = mcSamples;
    this.encoder = body.map(block);
    this.meanOfCode = new Dense(layers.at(-1)!);
    this.varianceOfCode = new Dense(layers.at(-1)!, { activation: 'sigmoid' });
    this.decoder = body.toReversed().map(block);
  }

  override build(inputShape: SymbolicShape): void {
    this.rows = new Dense(inputShape.at(-1)!);
    let shape = inputShape;
    const build = (blocks: readonly MLPBlock[]) => {
      for (const block of blocks) {
        block.build(shape);
        shape = [shape[0]!, block.outputSize];
      }
    };
    build(this.encoder);
    this.meanOfCode.build(shape);
    this.varianceOfCode.build(shape);
    shape = [shape[0]!, this.sizes.at(-1)! + 1];
    build(this.decoder);
    this.rows.build(shape);
  }

  /** The mean and the variance of codes, each `[batch, layers.at(-1)]`. */
  encode(x: Tensor, training: boolean | null = null): Codes {
    const run = () => this.encoder.reduce((y, block) => block(y, { training }) as Tensor, x);
    const body = run();
    // In the original each head runs the encoder: to the same numbers, but its statistics so move twice a step.
    if (training && isCompat()) run();
    return [this.meanOfCode(body) as Tensor, (this.varianceOfCode(body) as Tensor).add(0.5)];
  }

  /** Rows for codes `[batch, d]` that are to have the classes `[batch, 1]`. */
  decode(z: Tensor, target: Tensor, training: boolean | null = null): Tensor {
    const inputs = ops.concatenate([z, target], -1);
    return this.rows!(this.decoder.reduce((y, block) => block(y, { training }) as Tensor, inputs)) as Tensor;
  }

  /**
   * How codes of rows are distributed, and rows for several codes of each, `[mcSamples, n, k]`.
   *
   * @param inputs rows, and in a last column the class that they are to have
   */
  sample(
    rngKey: Tensor,
    inputs: Tensor,
    mcSamples: number,
    training: boolean | null = null,
  ): [mean: Tensor, variance: Tensor, rows: Tensor] {
    const [rows, wanted] = [inputs.at(':', ':-1') as Tensor, inputs.at(':', '-1:') as Tensor];
    const codes = this.encode(rows, training);
    const z = drawCodes(rngKey, codes, mcSamples);
    // The original decodes as if nobody trained.
    const decoded = this.decode(z, ops.tile(wanted, [mcSamples, 1]) as Tensor, isCompat() ? null : training);
    return [...codes, ops.reshape(decoded, [mcSamples, ...rows.shape] as number[])];
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    return this.encode(inputs, training)[0];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), layers: this.sizes, mc_samples: this.mcSamples };
  }
}

/**
 * The training of a {@link VAE} on rows with the classes that they are to have, `[rows, wanted]`: what a predictor says of rows is not asked
 * in each step.
 */
export class VAETraining extends Model {
  constructor(
    readonly network: VAE,
    readonly lossOf: VaeLoss,
  ) {
    super();
  }

  override call([inputs, wanted]: readonly Tensor[], { training = null }: Training = {}): Tensor {
    const codes = this.network.encode(inputs!, training);
    if (training) this.addLoss(this.lossOf(inputs!, codes, wanted!));
    return codes[0];
  }
}

/** Codes drawn as they are distributed, several of each: `[samples * n, d]`, one draw of all after the other. */
export function drawCodes(rngKey: Tensor, [mean, variance]: Codes, samples: number): Tensor {
  // The original's numbers take several times as long.
  const noise = isCompat()
    ? normalRows(random.split(rngKey, samples) as Tensor, mean.shape as number[])
    : random.fastNormal(rngKey, [samples, ...mean.shape]);
  return ops.reshape(mean.add(noise.mul(ops.sqrt(variance))), [-1, mean.shape[1]!]);
}
