/** keras.dtype_policies: in which dtypes layers compute and keep their weights. */
import type { DTypePolicy } from '../dtype-policy.js';
import { deserializeDtypePolicy, getDtypePolicy } from '../get-dtype-policy.js';
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  serializeKerasObject,
} from '../serialization/index.js';

export { DTypePolicy, DTypePolicy as FloatDTypePolicy } from '../dtype-policy.js';
export { DTypePolicyMap } from './dtype-policy-map.js';
export {
  AWQDTypePolicy,
  GPTQDTypePolicy,
  Int4DTypePolicy,
  QuantizedDTypePolicy,
  QuantizedFloat8DTypePolicy,
} from './quantized-dtype-policy.js';

/** The JSON of a policy. */
export const serialize = (...args: ArgumentNamed<'dtypePolicy'>): unknown =>
  serializeKerasObject(argumentNamed('serialize', 'dtypePolicy', args));

/** A policy from its serialised form. */
export const deserialize = (...args: DeserializeArguments): DTypePolicy =>
  deserializeDtypePolicy(...deserializeArguments(args));

/** A policy from its name, its serialised form or itself; null is the default policy. */
export const get = (...args: ArgumentNamed<'identifier'>): DTypePolicy =>
  getDtypePolicy(argumentNamed('get', 'identifier', args));
