/** The regularizers, also under the lower-case names that Keras gives them. */
export { L1, L1 as l1, type L1Options } from './l1.js';
export { L1L2, L1L2 as l1L2, type L1L2Options } from './l1-l2.js';
export { L2, L2 as l2, type L2Options } from './l2.js';
export {
  OrthogonalRegularizer,
  OrthogonalRegularizer as orthogonalRegularizer,
  type OrthogonalRegularizerOptions,
} from './orthogonal-regularizer.js';
export { Regularizer } from './regularizer.js';
