/** relax.methods.sphere */
export { GrowingSphere, type GrowingSphereOptions, GSConfig } from './growing-sphere.js';
export {
  type CatPerturbFn,
  catPerturbFn,
  defaultPerturbFunction,
  type FeatureInfos,
  featuresToInfosAndPerturbFn,
  hyperSphereCoordinates,
  hyperSphereCoordinates as hyperSphereCoordindates,
  type PerturbFn,
  perturbFunctionWithFeatures,
  sampleCategorical,
} from './perturb.js';
