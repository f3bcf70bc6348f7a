import type { Shape, SymbolicShape, Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import {
  type ActivationIdentifier,
  BatchNormalization,
  Dense,
  Dropout,
  Layer,
  type LayerOptions,
  registerKerasSerializable,
} from '@org/layers';
import { Model } from '@org/models';
import { dropoutMasks, kerasDropoutMasks } from '../utils/dropout-masks.js';
import { isCompat } from '../utils/index.js';
import { MLP_BLOCK_PARAMETERS, MLP_PARAMETERS, type MLPArguments, type MLPBlockArguments } from './signatures.js';

/** How a network is called. */
export interface Training {
  training?: boolean | null;
}

interface BlockCall extends Training {
  factors?: Tensor | null;
}

export interface MLPBlockOptions extends LayerOptions {
  /** Size of the last axis of the output. */
  outputSize: number;
  /** The share of outputs that training sets to zero. */
  dropoutRate?: number;
  /** Whether outputs are normalized over the batch. */
  useBatchNorm?: boolean;
}

/**
 * Dense with leaky_relu (slope .2), then dropout, then, if asked for, batch normalization: the block of which the networks of this
 * package are made.
 *
 * Inputs `[batch, n]`, outputs `[batch, outputSize]`.
 *
 * @example
 * const y = new MLPBlock(32)(x);
 */
export class MLPBlock extends Layer {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'MLPBlock');

  readonly outputSize: number;
  readonly dropoutRate: number;
  readonly useBatchNorm: boolean;
  // Made by `build`, since the original draws their seeds there.
  dense!: Dense;
  dropout!: Dropout;
  batchNorm: BatchNormalization | null = null;

  constructor(...args: MLPBlockArguments) {
    const { outputSize, dropoutRate = 0.3, useBatchNorm = false, ...options } = bindOptions(MLP_BLOCK_PARAMETERS, args);
    super(options);
    this.outputSize = outputSize;
    this.dropoutRate = dropoutRate;
    this.useBatchNorm = useBatchNorm;
  }

  override build(inputShape: SymbolicShape): void {
    this.dense = new Dense(this.outputSize, { activation: 'leaky_relu', kernelInitializer: 'he_normal' });
    this.dropout = new Dropout(this.dropoutRate);
    this.batchNorm = this.useBatchNorm ? new BatchNormalization() : null;
    this.dense.build(inputShape);
    this.batchNorm?.build([...inputShape.slice(0, -1), this.outputSize]);
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training', 'factors'];

  /** @param factors what outputs are multiplied by in place of dropout of its own */
  override call(inputs: Tensor, { training = null, factors = null }: BlockCall = {}): Tensor {
    const dense = this.dense(inputs);
    const y = factors ? dense.mul(factors.cast(dense.dtype)) : this.dropout(dense, { training });
    return this.batchNorm ? this.batchNorm(y, { training }) : y;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      output_size: this.outputSize,
      dropout_rate: this.dropoutRate,
      use_batch_norm: this.useBatchNorm,
    };
  }
}

export interface MLPOptions extends LayerOptions {
  /** A block of each of these sizes, one after the other. */
  sizes: readonly number[];
  /** Size of the output. */
  outputSize?: number;
  /** The share of outputs that each block sets to zero in training. */
  dropoutRate?: number;
  /** Whether each block normalizes over the batch. */
  useBatchNorm?: boolean;
  /** Applied to the output. */
  lastActivation?: ActivationIdentifier;
}

/**
 * Blocks ({@link MLPBlock}), then a dense output: by default a classifier of two classes.
 *
 * @example
 * const probabilities = new MLP([64, 32, 16])(x);
 */
export class MLP extends Model {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'MLP');

  readonly sizes: readonly number[];
  readonly outputSize: number;
  readonly dropoutRate: number;
  readonly useBatchNorm: boolean;
  readonly lastActivation: ActivationIdentifier;
  readonly blocks: readonly MLPBlock[];
  readonly dense: Dense;

  constructor(...args: MLPArguments) {
    const {
      sizes,
      outputSize = 2,
      dropoutRate = 0.3,
      useBatchNorm = false,
      lastActivation = 'softmax',
      ...options
    } = bindOptions(MLP_PARAMETERS, args);
    super(options);
    this.sizes = sizes;
    this.outputSize = outputSize;
    this.dropoutRate = dropoutRate;
    this.useBatchNorm = useBatchNorm;
    this.lastActivation = lastActivation;
    this.blocks = sizes.map((size) => new MLPBlock(size, dropoutRate, useBatchNorm));
    this.dense = new Dense(outputSize, { activation: lastActivation });
  }

  override call(inputs: Tensor, { training = null }: Training = {}): Tensor {
    return this.dense(runBlocks(this.blocks, inputs, training));
  }

  /** What the last activation is applied to. */
  scores(inputs: Tensor, { training = null }: Training = {}): Tensor {
    return runBlocks(this.blocks, inputs, training).matmul(this.dense.kernel).add(this.dense.bias!);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      sizes: this.sizes,
      output_size: this.outputSize,
      dropout_rate: this.dropoutRate,
      // The original leaves this one out, and its files then say less than the network holds.
      ...(this.useBatchNorm ? { use_batch_norm: true } : {}),
      last_activation: this.lastActivation,
    };
  }
}

/**
 * The numbers that outputs of blocks are multiplied by in training, one for each block. In compat mode they are Keras's, by the seed of each
 * block, else all of one draw, by that of the first.
 *
 * @param rows the shape of their inputs without the last axis
 * @returns null where each block draws its own, or none does
 */
export function factorsOf(blocks: readonly MLPBlock[], rows: Shape, training: boolean | null): Tensor[] | null {
  const rate = blocks[0]?.dropoutRate ?? 0;
  if (!training || !(rate > 0 && rate < 1) || blocks.some((each) => each.dropoutRate !== rate)) return null;
  // The first call of a layer alone makes its blocks while it runs.
  if (!blocks.every(({ built }) => built)) return null;
  const seeds = blocks.map(({ dropout }) => dropout.seedGenerator!);
  const widths = blocks.map(({ outputSize }) => outputSize);
  if (isCompat()) {
    const keys = seeds.map((each) => each.next());
    return kerasDropoutMasks(keys, rows, widths, rate);
  }
  return blocks.length > 1 ? dropoutMasks(seeds[0]!.next(), rows, widths, rate) : null;
}

/** What blocks make of inputs, one after the other. */
export function runBlocks(
  blocks: readonly MLPBlock[],
  inputs: Tensor,
  training: boolean | null,
  factors: readonly Tensor[] | null = factorsOf(blocks, inputs.shape.slice(0, -1), training),
): Tensor {
  return blocks.reduce((x, block, i) => block(x, { training, factors: factors?.[i] ?? null }) as Tensor, inputs);
}

/** Gives a class the name under which files of the original have it. */
export function registerAs(type: Parameters<ReturnType<typeof registerKerasSerializable>>[0], name: string): string {
  registerKerasSerializable({ package: 'Custom', name })(type);
  return name;
}
