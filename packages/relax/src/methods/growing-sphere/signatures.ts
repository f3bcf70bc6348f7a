// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { GrowingSphereOptions } from './growing-sphere.js';

export type GrowingSphereArguments = OptionArguments<
  GrowingSphereOptions,
  [],
  [
    config?: GrowingSphereOptions['config'],
    name?: GrowingSphereOptions['name'],
    perturbFn?: GrowingSphereOptions['perturbFn'],
  ]
>;
export const GROWING_SPHERE_PARAMETERS: Signature<GrowingSphereOptions> = {
  callee: 'GrowingSphere',
  names: ['config', 'name', 'perturbFn'],
  keywords: [],
  required: 0,
};
