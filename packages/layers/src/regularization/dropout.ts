import { ops, random, type Tensor, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { fraction } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { DROPOUT_PARAMETERS, type DropoutArguments } from './signatures.js';

export interface DropoutOptions extends LayerOptions {
  /** Which fraction of the inputs is dropped. */
  rate: number;
  /** Sizes of the mask, broadcast to the inputs; null stands for the inputs' own size. */
  noiseShape?: readonly (number | null)[] | null;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: number | null;
}

/**
 * In training, sets a random fraction `rate` of the inputs to 0 and scales the others by `1 / (1 - rate)`; otherwise does nothing
 * (Srivastava et al., 2014).
 *
 * @throws ValueError for a rate outside of [0, 1] or an invalid noise shape
 * @example
 * new Dropout(0.5)(x, { training: true });
 */
export class Dropout extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Dropout');

  static override readonly parameters: readonly string[] = ['rate', 'seed', 'noiseShape'];

  readonly rate: number;
  readonly noiseShape: readonly (number | null)[] | null;
  readonly seed: number | null;
  readonly seedGenerator: random.SeedGenerator | null;

  constructor(...args: DropoutArguments) {
    const options = bindOptions(DROPOUT_PARAMETERS, args);
    super(options);
    this.rate = fraction(options.rate, 'rate');
    this.noiseShape = standardizeNoiseShape(options.noiseShape ?? null);
    this.seed = options.seed ?? null;
    this.seedGenerator = this.rate > 0 ? new random.SeedGenerator(this.seed) : null;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training = false }: { training?: boolean | null } = {}): Tensor {
    if (!training || !this.seedGenerator) return inputs;
    return dropout(inputs, this.rate, this.maskShape(inputs), this.seedGenerator);
  }

  /** The shape of the mask, which is broadcast to the inputs. */
  protected maskShape(inputs: Tensor): readonly number[] {
    const lead = inputs.rank - (this.noiseShape?.length ?? 0);
    return this.noiseShape?.map((size, axis) => size ?? inputs.shape[lead + axis]!) ?? inputs.shape;
  }
}

/** Zeros a fraction `rate` of the elements and scales the others, with a cheap hash as the source of randomness. */
export function dropout(
  inputs: Tensor,
  rate: number,
  maskShape: readonly number[],
  seedGenerator: random.SeedGenerator,
): Tensor {
  const keep = random.fastDropoutMask(seedGenerator.next(), maskShape, rate);
  // A product, since its gradient is another product by what is there, faster than a choice each way.
  return rate === 1 ? ops.zerosLike(inputs) : inputs.mul(keep.cast(inputs.dtype).mul(1 / (1 - rate)));
}

function standardizeNoiseShape(noiseShape: readonly (number | null)[] | null): readonly (number | null)[] | null {
  const valid = (size: unknown) => size === null || (Number.isInteger(size) && (size as number) > 0);
  if (noiseShape === null || (Array.isArray(noiseShape) && noiseShape.every(valid))) return noiseShape;
  throw new ValueError('Invalid value for argument `noiseShape`.', {
    expected: 'a list of positive integers and nulls',
    received: show(noiseShape),
  });
}
