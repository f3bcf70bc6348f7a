/** relax.data_utils.transforms */
import { ValueError } from '@org/core';
import { unknownName } from '../../utils/nearest.js';
import { BaseTransformation, type TransformationState } from './base.js';
import { GumbelSoftmaxTransformation, OrdinalTransformation, SoftmaxTransformation } from './categorical.js';
import { IdentityTransformation, MinMaxTransformation } from './continuous.js';

export {
  BaseTransformation,
  type ConstraintArguments,
  type ConstraintOptions,
  type TransformationState,
} from './base.js';
export { GumbelSoftmaxTransformation, OrdinalTransformation, SoftmaxTransformation } from './categorical.js';
export { IdentityTransformation, MinMaxTransformation } from './continuous.js';

/** The transformations by name. */
export const FEATURE_TRANSFORMATIONS = {
  ohe: SoftmaxTransformation,
  softmax: SoftmaxTransformation,
  gumbel: GumbelSoftmaxTransformation,
  minmax: MinMaxTransformation,
  ordinal: OrdinalTransformation,
  identity: IdentityTransformation,
} as const;

/** The name of a transformation. */
export type TransformationName = keyof typeof FEATURE_TRANSFORMATIONS;

/** A transformation by name, from a file, or itself. */
export type TransformationLike = TransformationName | TransformationState | BaseTransformation;

/** The name of {@link SoftmaxTransformation} in earlier versions. */
export const OneHotTransformation = (): SoftmaxTransformation => new SoftmaxTransformation();

/**
 * A transformation of one's own from what stands for one.
 *
 * @throws ValueError for an unknown name
 */
export function toTransformation(given: TransformationLike): BaseTransformation {
  if (given instanceof BaseTransformation) return given.copy();
  const name = typeof given === 'string' ? given : String(given?.name);
  if (!Object.hasOwn(FEATURE_TRANSFORMATIONS, name)) {
    throw new ValueError(...unknownName('The list of transformations', name, Object.keys(FEATURE_TRANSFORMATIONS)));
  }
  const made = new FEATURE_TRANSFORMATIONS[name as TransformationName]();
  return typeof given === 'string' ? made : made.fromDict(given);
}
