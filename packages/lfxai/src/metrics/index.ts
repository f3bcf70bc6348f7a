/** How good attributions are, by captum's names. */
export { infidelity, type PerturbFunc } from './infidelity.js';
export { infidelityPerturbFuncDecorator } from './infidelity-perturb-func.js';
export {
  defaultPerturbFunc,
  type ExplanationFunc,
  type SensitivityPerturbFunc,
  sensitivityMax,
} from './sensitivity-max.js';
