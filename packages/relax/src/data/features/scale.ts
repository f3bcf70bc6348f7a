import { IdentityTransformation, MinMaxTransformation } from '../transforms/index.js';
import type { Feature } from './feature.js';

/** Between which numbers a feature is scaled; null for those of categories, and for transformations of the user. */
export function scaleOf({ transformation }: Feature): readonly [low: number, high: number] | null {
  if (transformation instanceof IdentityTransformation) return [0, 1];
  if (!(transformation instanceof MinMaxTransformation)) return null;
  const { min_, max_ } = transformation.toDict().transformer as { min_: number[]; max_: number[] };
  return [min_[0]!, max_[0]!];
}

/** How many whole numbers the column of a feature goes through from 0 to 1; 0 where fractions may be. */
export function stepsOf(feature: Feature): number {
  const scale = feature.isInteger ? scaleOf(feature) : null;
  if (!scale) return 0;
  const [low, high] = scale;
  return Number.isInteger(low) && Number.isInteger(high) ? high - low : 0;
}
