/**
 * Weight files: HDF5 in the layout of Keras 3 (`.weights.h5`, and `model.weights.h5` inside `.keras`). An object's own
 * variables are the data sets `0`, `1`, ... of a group `<path>/vars`, whose attribute `name` is the object's name.
 */
import type { DType, TypedArray } from '@org/core/basics';

export { type ReadH5Options, readH5 } from './h5-read.js';
export { writeH5 } from './h5-write.js';

/** One variable. Half types travel as their bits, bool as 0 and 1. */
export interface H5Dataset {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** The own variables of one object. */
export interface H5Group {
  /** The object's name: written for people and other programs, not read back. */
  readonly name?: string;
  /** By name (`0`, `1`, ... unless the object chose other names), in that order. */
  readonly datasets: ReadonlyMap<string, H5Dataset>;
}

/** Every `vars` group by its path: `vars`, `layers/dense/vars`, `optimizer/vars`, ... */
export type H5Store = Map<string, H5Group>;
