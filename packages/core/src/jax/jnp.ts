/** jax.numpy: its names, with its order of parameters, over keras.ops. */
export * from '../ops/numpy/index.js';
export {
  arccos as acos,
  arccosh as acosh,
  arcsin as asin,
  arcsinh as asinh,
  arctan as atan,
  arctan2 as atan2,
  arctanh as atanh,
  array as asarray,
  bitwiseInvert as invert,
  concatenate as concat,
  deg2rad as radians,
  mod as remainder,
  power as pow,
  rad2deg as degrees,
  round as around,
  round as rint,
  transpose as permuteDims,
} from '../ops/numpy/index.js';
export * from './jnp-functions.js';
export * as linalg from './jnp-linalg.js';
export {
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  astype,
  clip,
  cumprod,
  cumsum,
  max,
  mean,
  min,
  nanmean,
  nanprod,
  nansum,
  prod,
  std,
  sum,
  var,
} from './jnp-reductions.js';

export const pi = Math.PI;
export const e = Math.E;
export const inf = Number.POSITIVE_INFINITY;
export const nan = Number.NaN;
export const eulerGamma = 0.5772156649015329;
/** A new axis of size 1, as a key of `at`. */
export const newaxis = null;

/** Dtypes are their names. */
export const bool_ = 'bool';
export const int8 = 'int8';
export const int16 = 'int16';
export const int32 = 'int32';
export const int64 = 'int64';
export const uint8 = 'uint8';
export const uint16 = 'uint16';
export const uint32 = 'uint32';
export const uint64 = 'uint64';
export const bfloat16 = 'bfloat16';
export const float16 = 'float16';
export const float32 = 'float32';
export const float64 = 'float64';
