/** keras.dtype_policies: in which dtypes layers compute and keep their weights. */
import { serializeKerasObject } from '../serialization/index.js';

export {
  DTypePolicy,
  DTypePolicy as FloatDTypePolicy,
  deserializeDtypePolicy as deserialize,
  getDtypePolicy as get,
} from '../dtype-policy.js';
export { DTypePolicyMap } from './dtype-policy-map.js';

/** The JSON of a policy. */
export const serialize = (policy: unknown): unknown => serializeKerasObject(policy);
