/** What all modules have in common: a config, a name, and files. */
import { NotImplementedError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { bindMethods } from './bind-methods.js';
import type { BaseConfig } from './config.js';

/** The base of predictors and of methods. Its methods are bound: `module.predFn` is a function by itself, as in Python. */
export class BaseModule<Config extends BaseConfig | null = BaseConfig | null> {
  /** The name in tables: the one given, or that of the class. */
  readonly name: string;

  constructor(
    readonly config: Config,
    { name = null }: { name?: string | null } = {},
  ) {
    this.name = name ?? this.constructor.name;
    bindMethods(this);
  }

  /** Writes the module to a folder. @throws NotImplementedError unless a class defines it */
  async save(_path: string): Promise<void> {
    throw new NotImplementedError(`${this.constructor.name} has no save().`);
  }

  /** Reads what `save` wrote. @throws NotImplementedError unless a class defines it */
  static async loadFromPath(_path: string): Promise<unknown> {
    throw new NotImplementedError(`${this.name} has no loadFromPath().`);
  }
}

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function';

/** What predicts: `x instanceof PredFnMixin` holds for whatever has a `predFn`. */
export abstract class PredFnMixin {
  static [Symbol.hasInstance](value: unknown): boolean {
    return hasMethod(value, 'predFn');
  }

  /** Probabilities of the classes. */
  abstract predFn(x: unknown): unknown;
}

/** What is trained: `x instanceof TrainableMixin` holds for whatever has `train` and `isTrained`. */
export abstract class TrainableMixin {
  static [Symbol.hasInstance](value: unknown): boolean {
    return hasMethod(value, 'train') && 'isTrained' in (value as object);
  }

  /** Whether it was trained. */
  isTrained = false;

  /** Trains it. */
  abstract train(data: unknown, options?: object): unknown;
}

export { PredFnMixin as PredFnMixedin, TrainableMixin as TrainableMixedin };

/**
 * The arguments of a constructor whose first parameter is a config: a plain object there is the config, unless all of its keys are
 * parameters.
 *
 * @example
 * configFirst(['config', 'name'], [{ nSteps: 5 }]); // [{ nSteps: 5 }]
 * configFirst(['config', 'name'], [{ name: 'mine' }]); // [undefined, { name: 'mine' }]
 */
export function configFirst(parameters: readonly string[], args: readonly unknown[]): readonly unknown[] {
  const [first, ...others] = args;
  const keys = isPlainObject(first) ? Object.keys(first) : [];
  const isKeywords = args.length === 1 && keys.length > 0 && keys.every((key) => parameters.includes(key));
  if (!isKeywords) return args;
  const { [parameters[0]!]: config, ...rest } = first as Record<string, unknown>;
  return [config, ...others, rest];
}
