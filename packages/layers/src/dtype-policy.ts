import {
  type DType,
  floatx,
  getKerasMask,
  isFloat,
  isKerasTensor,
  isPlainObject,
  isTensor,
  isVariable,
  KerasTensor,
  setKerasMask,
  standardizeDType,
  TypeError,
  tensor,
} from '@org/core';
import { registerKerasObject } from './serialization/index.js';

/** Policies that compute in half precision on float32 weights. */
const MIXED: Readonly<Record<string, DType>> = { mixed_float16: 'float16', mixed_bfloat16: 'bfloat16' };

/**
 * In which dtype a layer computes and in which it keeps its weights: a dtype name for both, or `mixed_float16` and
 * `mixed_bfloat16`, which compute in half precision on float32 weights.
 *
 * @example
 * const policy = new DTypePolicy('mixed_bfloat16');
 * policy.computeDtype; // 'bfloat16', and policy.variableDtype is 'float32'
 */
@registerKerasObject({ module: 'keras', name: 'DTypePolicy' })
export class DTypePolicy {
  readonly name: string;
  readonly computeDtype: DType;
  readonly variableDtype: DType;
  readonly quantizationMode: string | null = null;

  constructor(name?: string | null) {
    this.name = name ?? dtypePolicy().name;
    this.computeDtype = MIXED[this.name] ?? standardizeDType(this.name);
    this.variableDtype = this.name in MIXED ? 'float32' : this.computeDtype;
  }

  /** An argument as the layer computes on it: array-likes become tensors, floating tensors take the given dtype. */
  convertInput(x: unknown, autocast: boolean, dtype: DType): unknown {
    const value = asTensorIfArray(x);
    if (!isTensor(value) || !autocast || !isFloat(value.dtype) || !isFloat(dtype) || value.dtype === dtype)
      return value;
    const cast = isKerasTensor(value) ? new KerasTensor(value.shape, dtype) : value.cast(dtype);
    setKerasMask(cast, getKerasMask(value));
    return cast;
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name };
  }

  static fromConfig(config: { name: string }): DTypePolicy {
    return new DTypePolicy(config.name);
  }
}

/** Whether a value is a typed array or nested arrays of numbers: NumPy's arrays, as they come in JavaScript. */
export function isArrayLike(x: unknown): boolean {
  if (ArrayBuffer.isView(x)) return true;
  if (!Array.isArray(x)) return false;
  const [first] = x as unknown[];
  return typeof first === 'number' || typeof first === 'boolean' || (Array.isArray(first) && isArrayLike(first));
}

function asTensorIfArray(x: unknown): unknown {
  if (isVariable(x)) return x.value;
  return isArrayLike(x) ? tensor(x as number[]) : x;
}

let globalPolicy: DTypePolicy | null = null;

/** The policy of layers that name none: float32 unless {@link setDtypePolicy} says otherwise. */
export function dtypePolicy(): DTypePolicy {
  return globalPolicy ?? new DTypePolicy(floatx());
}

/**
 * Sets the policy of layers that name none.
 *
 * @example
 * setDtypePolicy('float32');
 */
export function setDtypePolicy(policy: string | DTypePolicy): void {
  globalPolicy = getDtypePolicy(policy);
}

/** A policy from its name, its serialised form or itself; null is the global one. */
export function getDtypePolicy(identifier: unknown): DTypePolicy {
  if (identifier === null || identifier === undefined) return dtypePolicy();
  if (identifier instanceof DTypePolicy) return identifier;
  if (typeof identifier === 'string') return new DTypePolicy(identifier);
  if (isPlainObject(identifier) && isPlainObject(identifier.config))
    return new DTypePolicy(String(identifier.config.name));
  throw new TypeError('A dtype policy is a DTypePolicy or its name.', { received: String(identifier) });
}
