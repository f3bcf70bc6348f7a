import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { Layer, type LayerOptions } from '@org/layers';
import { MLP, MLPBlock, runBlocks } from '../../ml-model/mlp.js';
import { DECODER_PARAMETERS, type DecoderArguments, ENCODER_PARAMETERS, type EncoderArguments } from './signatures.js';

/** How a network is called. */
export interface Training {
  training?: boolean | null;
}

export interface EncoderOptions extends LayerOptions {
  /** Sizes of the blocks; half of the last one is that of the code. */
  sizes: readonly number[];
  /** The share of outputs that each block sets to zero in training. */
  dropout?: number;
}

/**
 * From rows to the codes that they may have: their mean and σ, at least .001, each `[batch, sizes.at(-1) / 2]`.
 *
 * @throws ValueError where the last size is odd
 * @example
 * const [mean, sigma] = new Encoder([20, 12])(x);
 */
export class Encoder extends Layer {
  readonly blocks: readonly MLPBlock[];

  constructor(...args: EncoderArguments) {
    const { sizes, dropout = 0.1, ...options } = bindOptions(ENCODER_PARAMETERS, args);
    super(options);
    const last = sizes.at(-1);
    if (last === undefined || last % 2 !== 0) {
      throw new ValueError('Half of what an encoder gives are means, half are deviations.', {
        expected: 'sizes that end with an even number',
        received: `[${sizes}]`,
      });
    }
    this.blocks = sizes.map((size) => new MLPBlock(size, dropout));
  }

  override call(inputs: Tensor, { training = null }: Training = {}): [mean: Tensor, sigma: Tensor] {
    const outputs = runBlocks(this.blocks, inputs, training);
    const [mean, sigma] = ops.split(outputs, 2, -1) as [Tensor, Tensor];
    const positive = ops.softplus(sigma) as Tensor;
    // A choice, whose derivative is another one; that of a maximum takes seven operations.
    return [mean, ops.where(positive.greater(1e-3), positive, 1e-3) as Tensor];
  }
}

export interface DecoderOptions extends LayerOptions {
  /** Sizes of the blocks. */
  sizes: readonly number[];
  /** Size of the rows. */
  outputSize: number;
  /** The share of outputs that each block sets to zero in training. */
  dropout?: number;
}

/**
 * From codes to rows, whose values lie in (0, 1).
 *
 * @example
 * const rows = new Decoder([12, 20], 5)(x);
 */
export class Decoder extends Layer {
  readonly mlp: MLP;

  constructor(...args: DecoderArguments) {
    const { sizes, outputSize, dropout = 0.1, ...options } = bindOptions(DECODER_PARAMETERS, args);
    super(options);
    this.mlp = new MLP(sizes, { outputSize, dropoutRate: dropout, lastActivation: 'sigmoid' });
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    return this.mlp(inputs, { training }) as Tensor;
  }
}
