/** The experiments with digits. */
export { type DisvaeOptions, disvaeFeatureImportance } from './mnist-disvae.js';
export { consistencyExamples, type ExamplesOptions } from './mnist-examples.js';
export { consistencyFeatureImportance } from './mnist-features.js';
export { type PretextOptions, type PretextResults, pretextTaskSensitivity } from './mnist-pretext.js';
export { roarTest } from './mnist-roar.js';
