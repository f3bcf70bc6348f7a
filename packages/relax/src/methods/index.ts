/** relax.methods: the methods, and their modules under the original's names. */
export * from './base/index.js';
export * as base from './base/index.js';
export * as cchvae from './cchvae/index.js';
export * from './cchvae/index.js';
export * as clue from './clue/index.js';
export * from './clue/index.js';
export * as counternet from './counter-net/index.js';
export * from './counter-net/index.js';
export * as dice from './diverse/index.js';
export { DiverseCF, DiverseCFConfig, type DiverseCFOptions, dppStyleVmap } from './diverse/index.js';
export * as sphere from './growing-sphere/index.js';
export {
  catPerturbFn,
  defaultPerturbFunction,
  featuresToInfosAndPerturbFn,
  GrowingSphere,
  type GrowingSphereOptions,
  GSConfig,
  hyperSphereCoordinates,
  hyperSphereCoordindates,
  type PerturbFn,
  perturbFunctionWithFeatures,
} from './growing-sphere/index.js';
export * as l2c from './l2c/index.js';
export * from './l2c/index.js';
export * as proto from './proto/index.js';
export * from './proto/index.js';
export * as vaecf from './vaecf/index.js';
export * from './vaecf/index.js';
export * as vanilla from './vanilla/index.js';
export { VanillaCF, VanillaCFConfig, type VanillaCFOptions } from './vanilla/index.js';
