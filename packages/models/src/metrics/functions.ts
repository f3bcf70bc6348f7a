/** The functions of keras.metrics. */

// Keras has these functions under both headings.
export {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalHinge,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from '../losses/classes.js';
export { binaryAccuracy } from './binary-accuracy.js';
export { categoricalAccuracy } from './categorical-accuracy.js';
export { concordanceCorrelation } from './concordance-correlation.js';
export { pearsonCorrelation } from './pearson-correlation.js';
export { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.js';
export { sparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.js';
export { topKCategoricalAccuracy } from './top-k-categorical-accuracy.js';
