/** keras.quantizers: whole numbers in place of floating ones, and finding by name what makes them. */
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  objectFamily,
} from '../serialization/index.js';
import * as classes from './classes.js';
import type { Quantizer } from './quantizer.js';

export { absMaxQuantize, absMaxQuantizeGroupedWithZeroPoint } from './abs-max-quantize.js';
export * from './classes.js';
export { fakeQuantWithMinMaxVars } from './fake-quant.js';
export { computeFloat8AmaxHistory, computeFloat8Scale, quantizeAndDequantize } from './float8.js';
export { packInt4, unpackInt4 } from './int4.js';

const family = /* @__PURE__ */ objectFamily<Quantizer>('keras.quantizers', 'quantizer', classes);

/** The JSON of a quantizer. */
export const serialize = (...args: ArgumentNamed<'initializer'>): unknown =>
  family.serialize(argumentNamed('serialize', 'initializer', args));

/** The quantizer that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments): Quantizer =>
  family.deserialize(...deserializeArguments(args));

/**
 * A quantizer from its name, its config, its class, or itself.
 *
 * @throws ValueError for an unknown name
 * @example
 * quantizers.get('abs_max_quantizer');
 */
export const get = (...args: ArgumentNamed<'identifier'>): Quantizer | null =>
  family.get(argumentNamed('get', 'identifier', args));
