/** The initializers, also under the lower-case names that Keras gives them. */
export { Constant, Constant as constant, type ConstantOptions } from './constant.js';
export { GlorotNormal, GlorotNormal as glorotNormal } from './glorot-normal.js';
export { GlorotUniform, GlorotUniform as glorotUniform } from './glorot-uniform.js';
export { HeNormal, HeNormal as heNormal } from './he-normal.js';
export { HeUniform, HeUniform as heUniform } from './he-uniform.js';
export { Identity, Identity as identity, Identity as IdentityInitializer, type IdentityOptions } from './identity.js';
export { Initializer } from './initializer.js';
export { LecunNormal, LecunNormal as lecunNormal } from './lecun-normal.js';
export { LecunUniform, LecunUniform as lecunUniform } from './lecun-uniform.js';
export { Ones, Ones as ones } from './ones.js';
export {
  Orthogonal,
  Orthogonal as orthogonal,
  Orthogonal as OrthogonalInitializer,
  type OrthogonalOptions,
} from './orthogonal.js';
export type { InitializerSeed } from './random-initializer.js';
export { RandomNormal, RandomNormal as randomNormal, type RandomNormalOptions } from './random-normal.js';
export { RandomUniform, RandomUniform as randomUniform, type RandomUniformOptions } from './random-uniform.js';
export { STFT, STFT as stft, STFT as STFTInitializer, type STFTOptions } from './stft.js';
export {
  TruncatedNormal,
  TruncatedNormal as truncatedNormal,
  type TruncatedNormalOptions,
} from './truncated-normal.js';
export {
  type FanOptions,
  VarianceScaling,
  VarianceScaling as varianceScaling,
  type VarianceScalingOptions,
} from './variance-scaling.js';
export { Zeros, Zeros as zeros } from './zeros.js';
