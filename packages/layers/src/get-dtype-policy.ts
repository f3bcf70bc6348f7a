/** Policies by name, by their serialised form, and the one of layers that name none. */
import { ValueError } from '@org/core';
import { bindArguments, isPlainObject, show } from '@org/core/internal';
import { quantizedPolicy } from './dtype-policies/quantized-dtype-policy.js';
import { DTypePolicy, dtypePolicy, replaceDtypePolicy } from './dtype-policy.js';
import { type CustomObjects, deserializeKerasObject } from './serialization/index.js';

/**
 * Sets the policy of layers that name none.
 *
 * @example
 * setDtypePolicy('float32');
 */
export function setDtypePolicy(
  ...args: [policy: string | DTypePolicy] | [keywords: { policy: string | DTypePolicy }]
): void {
  const [given] = args;
  const policy =
    isPlainObject(given) && 'policy' in given ? bindArguments('setDtypePolicy', ['policy'], 1, args)[0] : given;
  if (policy === null || policy === undefined) {
    throw new ValueError('The global dtype policy is a DTypePolicy or its name.', { received: String(policy) });
  }
  replaceDtypePolicy(getDtypePolicy(policy));
}

/** A policy from its name, its serialised form or itself; null is the global one. @throws ValueError for anything else */
export function getDtypePolicy(identifier: unknown): DTypePolicy {
  if (identifier === null || identifier === undefined) return dtypePolicy();
  if (identifier instanceof DTypePolicy) return identifier;
  if (typeof identifier === 'string') return quantizedPolicy(identifier) ?? new DTypePolicy(identifier);
  if (isPlainObject(identifier)) return deserializeDtypePolicy(identifier);
  throw new ValueError('A dtype policy is a DTypePolicy or its name.', { received: String(identifier) });
}

/** A policy from its serialised form. Older files do not say in which module the class is. */
export function deserializeDtypePolicy(config: unknown, customObjects: CustomObjects | null = null): DTypePolicy {
  if (isPlainObject(config) && PLAIN_CLASSES.includes(config.class_name) && isPlainObject(config.config))
    return DTypePolicy.fromConfig(config.config);
  const policy = deserializeKerasObject(config, { customObjects });
  if (policy instanceof DTypePolicy) return policy;
  throw new ValueError('A dtype policy is a DTypePolicy, its name, or what serializes one.', {
    received: show(config),
  });
}

const PLAIN_CLASSES: readonly unknown[] = ['DTypePolicy', 'FloatDTypePolicy'];
