// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '../python/python-call.js';
import type { SeedGeneratorOptions } from './seed-generator.js';

export type SeedGeneratorArguments = OptionArguments<
  SeedGeneratorOptions,
  [],
  [seed?: SeedGeneratorOptions['seed'], name?: SeedGeneratorOptions['name']]
>;
export const SEED_GENERATOR_PARAMETERS: Signature<SeedGeneratorOptions> = {
  callee: 'SeedGenerator',
  names: ['seed', 'name'],
  keywords: [],
  required: 0,
};
