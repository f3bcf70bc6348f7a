import { PythonTypeError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { BaseConfig } from '../base/config.js';
import { describe } from './describe.js';

/**
 * The config that is meant: an object of values is made one; one of the class stays as it is.
 *
 * @throws TypeError for anything else
 * @throws ValueError for values that the class refuses
 * @example
 * import { DataModuleConfig } from '@org/relax';
 * validateConfigs({ dataName: 'adult' }, DataModuleConfig); // new DataModuleConfig({ dataName: 'adult' })
 */
export function validateConfigs<T extends BaseConfig>(
  configs: object | null | undefined,
  configCls: new (...args: never[]) => T,
): T {
  if (!(configCls?.prototype instanceof BaseConfig)) {
    throw new PythonTypeError('The second argument is a class of configs.', { received: describe(configCls) });
  }
  if (configs instanceof configCls) return configs;
  if (isPlainObject(configs)) return new configCls(configs as never);
  throw new PythonTypeError(`${(configCls as unknown as typeof BaseConfig).title} is made of an object of values.`, {
    expected: `a plain object or a ${(configCls as unknown as typeof BaseConfig).title}`,
    received: describe(configs),
  });
}
