import type { Shape, Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { type ActivationIdentifier, Dense, type LayerOptions } from '@org/layers';
import { Model, Sequential } from '@org/models';
import { factorsOf, MLPBlock, registerAs, runBlocks, type Training } from './mlp.js';
import { AUTO_ENCODER_PARAMETERS, type AutoEncoderArguments } from './signatures.js';

export interface AutoEncoderOptions extends LayerOptions {
  /** Sizes of the encoder's blocks; the last one is that of the code. */
  encSizes: readonly number[];
  /** Sizes of the decoder's blocks. */
  decSizes: readonly number[];
  /** Size of the output, which is that of the input where the network is to reproduce it. */
  outputSize: number;
  /** The share of outputs that each block sets to zero in training. */
  dropoutRate?: number;
  /** Applied to the output. */
  lastActivation?: ActivationIdentifier;
}

/**
 * A network that reproduces its input from a short code.
 *
 * @example
 * const reconstructed = new AutoEncoder([64, 32, 16], [16, 32, 64], 3)(x);
 */
export class AutoEncoder extends Model {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'AutoEncoder');

  readonly encSizes: readonly number[];
  readonly decSizes: readonly number[];
  readonly outputSize: number;
  readonly dropoutRate: number;
  readonly lastActivation: ActivationIdentifier;
  readonly encoder: Sequential;
  readonly decoder: Sequential;
  readonly outputLayer: Dense;

  constructor(...args: AutoEncoderArguments) {
    const {
      encSizes,
      decSizes,
      outputSize,
      dropoutRate = 0.2,
      lastActivation = 'sigmoid',
      name = 'autoencoder',
      ...options
    } = bindOptions(AUTO_ENCODER_PARAMETERS, args);
    super({ ...options, name });
    this.encSizes = encSizes;
    this.decSizes = decSizes;
    this.outputSize = outputSize;
    this.dropoutRate = dropoutRate;
    this.lastActivation = lastActivation;
    const blocks = (sizes: readonly number[]) => new Sequential(sizes.map((size) => new MLPBlock(size, dropoutRate)));
    this.encoder = blocks(encSizes);
    this.decoder = blocks(decSizes);
    this.outputLayer = new Dense(outputSize, { activation: lastActivation });
  }

  /** The code of inputs, `[batch, encSizes.at(-1)]`. */
  encode(inputs: Tensor, training: boolean | null = null): Tensor {
    return runBlocks(blocksOf(this.encoder, inputs.shape), inputs, training);
  }

  /** What a code stands for, `[batch, outputSize]`. */
  decode(code: Tensor, training: boolean | null = null): Tensor {
    return this.outputLayer(runBlocks(blocksOf(this.decoder, code.shape), code, training));
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    const encoder = blocksOf(this.encoder, inputs.shape);
    const rows = inputs.shape.slice(0, -1);
    const decoder = blocksOf(this.decoder, [...rows, this.encSizes.at(-1) ?? inputs.shape.at(-1)!]);
    const factors = factorsOf([...encoder, ...decoder], rows, training);
    const [own, rest] = [factors?.slice(0, encoder.length), factors?.slice(encoder.length)];
    const code = runBlocks(encoder, inputs, training, own);
    return this.outputLayer(runBlocks(decoder, code, training, rest));
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      enc_sizes: this.encSizes,
      dec_sizes: this.decSizes,
      output_size: this.outputSize,
      dropout_rate: this.dropoutRate,
      last_activation: this.lastActivation,
    };
  }
}

/** Blocks with weights, which are made with those of their `Sequential`. */
function blocksOf(blocks: Sequential, inputs: Shape): MLPBlock[] {
  if (!blocks.built) blocks.build(inputs);
  return blocks.layers as unknown as MLPBlock[];
}
