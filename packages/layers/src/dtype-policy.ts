import {
  type DType,
  floatx,
  isKerasTensor,
  isTensor,
  isVariable,
  KerasTensor,
  PythonTypeError,
  standardizeDType,
  tensor,
} from '@org/core';
import { bindArguments, getKerasMask, isFloat, type PythonArguments, setKerasMask } from '@org/core/internal';
import { assertConfig, registerKerasObject } from './serialization/index.js';

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
export class DTypePolicy {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: 'keras', name: 'DTypePolicy' });

  private readonly ownName: string;

  /** @throws TypeError for a name that is no string, ValueError for an unknown one */
  constructor(...args: PythonArguments<['name'], [name?: string | null]>) {
    const [name] = bindArguments('DTypePolicy', ['name'], 0, args) as [name?: string | null];
    this.ownName = name ?? dtypePolicy().name;
    if (typeof this.ownName !== 'string') {
      throw new PythonTypeError('The name of a dtype policy is a string.', { received: String(name) });
    }
    if (!(this.ownName in MIXED)) standardizeDType(this.ownName);
  }

  get name(): string {
    return this.ownName;
  }

  get computeDtype(): DType {
    return MIXED[this.ownName] ?? standardizeDType(this.ownName);
  }

  get variableDtype(): DType {
    return this.ownName in MIXED ? 'float32' : this.computeDtype;
  }

  /** How weights are quantized; null where they are not. */
  get quantizationMode(): string | null {
    return null;
  }

  /** An argument as the layer computes on it: array-likes become tensors, floating tensors take the given dtype. */
  convertInput(
    ...args: PythonArguments<['x', 'autocast', 'dtype'], [x: unknown, autocast: boolean, dtype: DType]>
  ): unknown {
    const [x, autocast, dtype] = bindArguments('convertInput', ['x', 'autocast', 'dtype'], 3, args) as [
      unknown,
      boolean,
      DType,
    ];
    const value = asTensorIfArray(x);
    if (!isTensor(value) || !autocast || !isFloat(value.dtype) || !isFloat(dtype) || value.dtype === dtype)
      return value;
    const cast = isKerasTensor(value) ? new KerasTensor(value.shape, dtype) : value.cast(dtype);
    setKerasMask(cast, getKerasMask(value));
    return cast;
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return { name: this.name };
  }

  static fromConfig(config: Record<string, unknown>): DTypePolicy {
    assertConfig(this, config);
    return new DTypePolicy(config.name as string | null);
  }

  /** The policy, as Python prints it. */
  toString(): string {
    return `<${this.constructor.name} "${this.name}">`;
  }
}

/**
 * Whether a value is a typed array or nested arrays of numbers: NumPy's arrays, as they come in JavaScript. What holds a tensor or a
 * typed array beside nested arrays is a list of inputs.
 */
export function isArrayLike(x: unknown): boolean {
  if (ArrayBuffer.isView(x)) return true;
  if (!Array.isArray(x)) return false;
  const [first] = x as unknown[];
  if (typeof first === 'number' || typeof first === 'boolean') return true;
  return Array.isArray(first) && isArrayLike(first) && !x.some(isObject);
}

const isObject = (each: unknown): boolean => typeof each === 'object' && each !== null && !Array.isArray(each);

function asTensorIfArray(x: unknown): unknown {
  if (isVariable(x)) return x.value;
  return isArrayLike(x) ? tensor(x as number[]) : x;
}

let globalPolicy: DTypePolicy | null = null;

/** The policy of layers that name none: float32 unless {@link setDtypePolicy} says otherwise. */
export function dtypePolicy(): DTypePolicy {
  return globalPolicy ?? new DTypePolicy(floatx());
}

export const replaceDtypePolicy = (policy: DTypePolicy): void => {
  globalPolicy = policy;
};
