/** Perturbations of inputs, each the pretext of a task for an autoencoder. */
import { ops, random, SeedGenerator, type Tensor } from '@org/core';
import { Module } from '../nn/index.js';

/** A perturbation; its text is the name of the task. */
export abstract class InputPerturbation extends Module {
  abstract override forward(x: Tensor): Tensor;

  /** The name of the task. */
  abstract override toString(): string;
}

/**
 * No perturbation: reconstruction.
 *
 * @example
 * String(new Identity()); // 'Reconstruction'
 */
export class Identity extends InputPerturbation {
  forward(x: Tensor): Tensor {
    return x;
  }

  override toString(): string {
    return 'Reconstruction';
  }
}

/** Adds normal noise, for denoising autoencoders. What comes out is not clipped. */
export class RandomNoise extends InputPerturbation {
  private readonly seed = new SeedGenerator();
  readonly noiseLevel: number;

  constructor(noiseLevel: number | { noiseLevel?: number } = 0.3) {
    super();
    this.noiseLevel = typeof noiseLevel === 'number' ? noiseLevel : (noiseLevel.noiseLevel ?? 0.3);
  }

  forward(x: Tensor): Tensor {
    const noise = random.normal(x.shape, { seed: this.seed });
    return ops.add(x, ops.multiply(noise, this.noiseLevel));
  }

  override toString(): string {
    return 'Denoising';
  }
}

export interface MaskOptions {
  maskProportion?: number;
  baseline?: number;
}

/** Replaces elements, each with probability `maskProportion`, by `baseline`, for autoencoders that fill in. */
export class Mask extends InputPerturbation {
  private readonly seed = new SeedGenerator();
  readonly maskProportion: number;
  readonly baseline: number;

  constructor(maskProportion: number | MaskOptions = 0.2, baseline = 0) {
    super();
    const options = typeof maskProportion === 'number' ? { maskProportion, baseline } : maskProportion;
    this.maskProportion = options.maskProportion ?? 0.2;
    this.baseline = options.baseline ?? 0;
  }

  forward(x: Tensor): Tensor {
    const isKept = ops.less(random.uniform(x.shape, { seed: this.seed }), 1 - this.maskProportion);
    return ops.where(isKept, x, this.baseline);
  }

  override toString(): string {
    return 'Inpainting';
  }
}
