/** relax.explain */
export type { NamedClass } from './classes.js';
export { type ExplainedBatch, Explanation, type ExplanationOptions, fakeExplanation } from './explanation.js';
export { type GenerateCfExplanationsOptions, generateCfExplanations } from './generate.js';
export { prepareCfModule, preparePredFn, prepareRngKeys } from './prepare.js';
