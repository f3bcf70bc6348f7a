/** What a method has to know of the columns that it trains on. */
import type { TrainingData } from './fit-network.js';

export interface FeatureEntry {
  readonly isCategorical: boolean;
  readonly isImmutable: boolean;
  readonly indices: readonly [start: number, end: number];
}

interface WithFeatures {
  readonly features: {
    readonly featuresAndIndices: readonly (readonly [
      { readonly isCategorical: boolean; readonly isImmutable: boolean },
      readonly [start: number, end: number],
    ])[];
  };
}

/** The features of a data module; of bare rows, each column is a number that may change. */
export function featureTable(data: TrainingData, columns: number): FeatureEntry[] {
  if ('features' in data) {
    return (data as unknown as WithFeatures).features.featuresAndIndices.map(
      ([{ isCategorical, isImmutable }, indices]) => ({ isCategorical, isImmutable, indices }),
    );
  }
  return Array.from({ length: columns }, (_, i) => ({ isCategorical: false, isImmutable: false, indices: [i, i + 1] }));
}
