/** keras.losses. */
import type { CustomObjects } from '@org/layers';
import { objectFamily } from '@org/layers/internal';
import type { Loss } from './loss.js';
import type { LossFunction } from './loss-function-wrapper.js';

export { BinaryCrossentropy, type BinaryCrossentropyOptions, binaryCrossentropy } from './binary-crossentropy.js';
export {
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
  binaryFocalCrossentropy,
} from './binary-focal-crossentropy.js';
export {
  CategoricalCrossentropy,
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
} from './categorical-crossentropy.js';
export {
  CategoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyOptions,
  categoricalFocalCrossentropy,
} from './categorical-focal-crossentropy.js';
export {
  CategoricalGeneralizedCrossEntropy,
  type CategoricalGeneralizedCrossEntropyOptions,
  categoricalGeneralizedCrossEntropy,
} from './categorical-generalized-cross-entropy.js';
export { CategoricalHinge, categoricalHinge } from './categorical-hinge.js';
export { Circle, type CircleOptions, circle } from './circle.js';
export { CosineSimilarity, type CosineSimilarityOptions, cosineSimilarity } from './cosine-similarity.js';
export { CTC, ctc } from './ctc.js';
export { Dice, type DiceOptions, dice } from './dice.js';
export { Hinge, hinge } from './hinge.js';
export { Huber, type HuberOptions, huber } from './huber.js';
export { KLDivergence, klDivergence } from './kl-divergence.js';
export { LogCosh, logCosh } from './log-cosh.js';
export { Loss, type LossOptions, type LossValues } from './loss.js';
export { type LossFunction, LossFunctionWrapper } from './loss-function-wrapper.js';
export { MeanAbsoluteError, meanAbsoluteError } from './mean-absolute-error.js';
export { MeanAbsolutePercentageError, meanAbsolutePercentageError } from './mean-absolute-percentage-error.js';
export { MeanSquaredError, meanSquaredError } from './mean-squared-error.js';
export { MeanSquaredLogarithmicError, meanSquaredLogarithmicError } from './mean-squared-logarithmic-error.js';
export { Poisson, poisson } from './poisson.js';
export { type Reduction, reduceWeighted, squeezeOrExpandToSameRank } from './reduction.js';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './sparse-categorical-crossentropy.js';
export { SquaredHinge, squaredHinge } from './squared-hinge.js';
export { Tversky, type TverskyOptions, tversky } from './tversky.js';

const family = /* @__PURE__ */ objectFamily<Loss | LossFunction>('keras.losses', 'loss');

/**
 * A loss from its name (that of a function gives the function, that of a class an instance), its class, or its config; others as they
 * are.
 *
 * @throws ValueError for an unknown name
 * @example
 * get('mse'); // meanSquaredError
 */
export const get = (identifier: unknown): Loss | LossFunction | null => family.get(identifier);

/** The loss as JSON. */
export const serialize = (loss: unknown): unknown => family.serialize(loss);

/** The loss that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): Loss | LossFunction =>
  family.deserialize(config, customObjects);
