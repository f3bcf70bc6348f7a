import type { Tensor } from '@org/core';
import type { ClassifierStats } from './classifier.js';
import type { Concept } from './concept.js';

/** What is known of a concept activation vector. */
export interface CavStats {
  /** A row of weights for each concept. */
  readonly weights: Tensor;
  /** The numbers of the concepts, in the order of the rows. */
  readonly classes: readonly number[];
  /** How well the classifier tells the concepts apart. */
  readonly accs?: ClassifierStats | null;
}

/** A concept activation vector: the directions in which a layer's activations tell some concepts apart. */
export class CAV {
  constructor(
    readonly concepts: readonly Concept[],
    readonly layer: string,
    readonly stats: CavStats | null = null,
  ) {}
}
