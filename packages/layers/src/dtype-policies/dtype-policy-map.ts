import { type DType, PythonTypeError, ValueError } from '@org/core';
import { bindOptions, isPlainObject } from '@org/core/internal';
import { DTypePolicy } from '../dtype-policy.js';
import { getDtypePolicy } from '../get-dtype-policy.js';
import {
  assertConfig,
  deserializeKerasObject,
  registerKerasObject,
  serializeKerasObject,
} from '../serialization/index.js';
import { D_TYPE_POLICY_MAP_PARAMETERS, type DTypePolicyMapArguments } from './signatures.js';

export interface DTypePolicyMapOptions {
  /** The policy of all other paths; null is the global one. */
  defaultPolicy?: string | DTypePolicy | null;
  /** The first entries; by name only, since an object in the last place holds the keywords. */
  policyMap?: Readonly<Record<string, string | DTypePolicy>> | null;
}

/**
 * Policies by the paths of layers. A key may be a regular expression for whole paths; paths that no key fits have the default policy,
 * and so has the map itself where it stands for a policy.
 *
 * @throws ValueError for a map as the default
 * @example
 * const policies = new DTypePolicyMap('float32');
 * policies.set('encoder/.*', 'mixed_bfloat16');
 * policies.get('encoder/dense').computeDtype; // 'bfloat16'
 */
export class DTypePolicyMap extends DTypePolicy implements Iterable<[path: string, policy: DTypePolicy]> {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.dtype_policies',
    name: 'DTypePolicyMap',
  });

  private readonly policies = new Map<string, DTypePolicy>();
  private readonly givenDefault: string | DTypePolicy | null;

  constructor(...args: DTypePolicyMapArguments) {
    const options = bindOptions(D_TYPE_POLICY_MAP_PARAMETERS, args);
    const { defaultPolicy: given, policyMap: policies } = options;
    if (given instanceof DTypePolicyMap) throw new ValueError('The default policy cannot be a DTypePolicyMap.');
    super(getDtypePolicy(given).name);
    if (policies !== null && policies !== undefined && !isPlainObject(policies)) {
      throw new PythonTypeError('`policyMap` is an object of policies by path.', { received: String(policies) });
    }
    this.givenDefault = given ?? null;
    for (const [path, policy] of Object.entries(policies ?? {})) this.set(path, policy);
  }

  /** The policy of paths that no key fits: the one given, or the global one. */
  get defaultPolicy(): DTypePolicy {
    return getDtypePolicy(this.givenDefault);
  }

  override get name(): string {
    return `map_${this.defaultPolicy.name}`;
  }

  override get computeDtype(): DType {
    return this.defaultPolicy.computeDtype;
  }

  override get variableDtype(): DType {
    return this.defaultPolicy.variableDtype;
  }

  get size(): number {
    return this.policies.size;
  }

  /** The policy of the very path, else of the key that fits it. @throws ValueError when several keys fit */
  get(path: string): DTypePolicy {
    const exact = this.policies.get(path);
    if (exact) return exact;
    const fitting = [...this.policies.keys()].filter((key) => new RegExp(`^(?:${key})$`).test(path));
    if (fitting.length > 1) {
      throw new ValueError(`Several keys of a DTypePolicyMap fit the path '${path}'.`, {
        expected: 'at most one',
        received: fitting.join(', '),
      });
    }
    return fitting.length === 1 ? this.policies.get(fitting[0]!)! : this.defaultPolicy;
  }

  /** @throws ValueError for a key that has a policy already, and for something that is no policy */
  set(path: string, policy: string | DTypePolicy): this {
    if (this.policies.has(path)) {
      throw new ValueError(`The DTypePolicyMap has a policy for '${path}' already.`, {
        received: String(this.policies.get(path)),
      });
    }
    this.policies.set(path, getDtypePolicy(policy));
    return this;
  }

  has(path: string): boolean {
    return this.policies.has(path);
  }

  delete(path: string): boolean {
    return this.policies.delete(path);
  }

  keys(): IterableIterator<string> {
    return this.policies.keys();
  }

  values(): IterableIterator<DTypePolicy> {
    return this.policies.values();
  }

  entries(): IterableIterator<[path: string, policy: DTypePolicy]> {
    return this.policies.entries();
  }

  [Symbol.iterator](): IterableIterator<[path: string, policy: DTypePolicy]> {
    return this.entries();
  }

  override getConfig(): Record<string, unknown> {
    return {
      default_policy: serializeKerasObject(this.givenDefault),
      policy_map: serializeKerasObject(Object.fromEntries(this.policies)),
    };
  }

  /** Default and entries, as Python prints them. */
  override toString(): string {
    const entries = [...this.policies].map(([path, { name }]) => `('${path}', '${name}')`);
    const given = this.givenDefault === null ? 'None' : this.defaultPolicy.name;
    return `<DTypePolicyMap default_policy=${given}, mapping=[${entries.join(', ')}]>`;
  }

  static override fromConfig(config: Record<string, unknown>): DTypePolicyMap {
    assertConfig(this, config);
    const parts = deserializeKerasObject({ ...config }) as Record<string, never>;
    return new DTypePolicyMap({ defaultPolicy: parts.default_policy, policyMap: parts.policy_map });
  }
}
