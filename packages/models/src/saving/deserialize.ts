import type { DeserializeOptions } from '@org/layers';
import { readKerasObject } from '@org/layers/internal';
import { keepKerasObjects } from '../keras-objects.js';
import { ConfigCheck } from './check-config.js';

/**
 * The value that `serializeKerasObject`, here or in Python, made the JSON from. Never runs code from it: Python lambdas are refused,
 * and names lead to registered classes and functions only.
 *
 * @throws TypeError for an unknown class or function, naming it
 * @example
 * deserializeKerasObject(serializeKerasObject(new losses.Huber()));
 */
export function deserializeKerasObject(config: unknown, options: DeserializeOptions | null = {}): unknown {
  keepKerasObjects();
  return new ConfigCheck('The config', config, options?.customObjects ?? null).run(() =>
    readKerasObject(config, options ?? {}),
  );
}
