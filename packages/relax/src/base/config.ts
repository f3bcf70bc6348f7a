/** Configs: a table of fields with their descriptions, defaults and bounds, checked by zod, kept in JSON files. */
import { ValueError } from '@org/core';
import { fromPythonName } from '@org/core/python';
import { z } from 'zod';
import { isCompat } from '../utils/config.js';
import { explainIssue } from '../utils/expectation.js';
import { loadJson, writeWhole } from '../utils/files.js';
import { unknownName } from '../utils/nearest.js';

/** What the fields of a config may be, by name. */
export type Fields = Readonly<Record<string, z.ZodType>>;
type ConfigConstructor<T> = new (...args: never[]) => T;
type Aliases = Readonly<Record<string, string | null>>;
type FieldValues<F extends Fields> = { -readonly [Name in keyof F]: z.output<F[Name]> };
type GivenFields<F extends Fields> = z.input<z.ZodObject<F>>;

/**
 * The base of all configs. `configClass` makes one.
 *
 * @throws ValueError for values outside of their bounds, and for names that are none of its fields
 */
export abstract class BaseConfig {
  /** The name, which outlives bundlers. */
  static readonly title: string = 'BaseConfig';
  /** What the fields may be. */
  static readonly fields: Fields = {};
  /** Other names of fields; null for a name of earlier versions that means nothing any more. */
  static readonly aliases: Aliases = {};

  constructor(values: object = {}) {
    Object.assign(this, check(this.constructor as unknown as ConfigLike, values));
  }

  /** Its JSON schema, with names as files have them. */
  static jsonSchema(): Record<string, unknown> {
    const fields = Object.entries(this.fields).map(([name, field]) => [toFieldName(name), field]);
    return z.toJSONSchema(z.strictObject(Object.fromEntries(fields)).meta({ title: this.title }), { io: 'input' });
  }

  /**
   * The config that `save` or the original wrote.
   *
   * @throws FileNotFoundError if there is no such file, ValueError for what it may not hold
   */
  static async loadFromJson<T extends BaseConfig>(this: ConfigConstructor<T>, path: string): Promise<T> {
    return new this((await loadJson(path)) as never);
  }

  /** The values by the names that files have: `{ n_steps: 100 }`. */
  dict(): Record<string, unknown> {
    const { fields } = this.constructor as unknown as ConfigLike;
    const values = this as unknown as Record<string, unknown>;
    return Object.fromEntries(Object.keys(fields).map((name) => [toFieldName(name), values[name]]));
  }

  /** What `JSON.stringify` writes. */
  toJSON(): Record<string, unknown> {
    return this.dict();
  }

  /**
   * Writes a JSON file that the original reads.
   *
   * @throws ValueError unless the path ends in .json
   */
  async save(path: string): Promise<void> {
    if (!path.endsWith('.json')) {
      throw new ValueError('A config is saved as JSON.', { expected: 'a path that ends in .json', received: path });
    }
    await writeWhole(path, JSON.stringify(this, null, 4));
  }
}

/** The values of fields under their other names. */
type GivenAliases<F extends Fields, A extends Aliases> = {
  [Name in keyof A]?: A[Name] extends keyof F ? z.input<F[A[Name]]> : unknown;
};
type Given<F extends Fields, A extends Aliases> = GivenFields<F> & GivenAliases<F, A>;

/** A class of configs with the fields F, and other names A of them. */
export interface ConfigClass<F extends Fields, A extends Aliases = Record<never, never>> {
  new (
    ...args: Record<never, never> extends GivenFields<F> ? [values?: Given<F, A>] : [values: Given<F, A>]
  ): BaseConfig & FieldValues<F>;
  readonly fields: F;
  readonly aliases: A;
  jsonSchema(): Record<string, unknown>;
  loadFromJson<T extends BaseConfig>(this: ConfigConstructor<T>, path: string): Promise<T>;
}

/**
 * A class of configs from its fields. Values are given by name, in our spelling or in that of files; what is left out has its default.
 *
 * @param aliases other names of fields; null for a name that is accepted and means nothing
 * @example
 * import { z } from 'zod';
 * class StepConfig extends configClass('StepConfig', {
 *   nSteps: z.int().positive().default(100).describe('How many steps are made.'),
 *   lambda1: z.number().default(1).describe('Weight of the first loss.'),
 * }) {}
 * new StepConfig({ nSteps: 5 }).dict(); // { n_steps: 5, lambda_1: 1 }
 */
export function configClass<const F extends Fields, const A extends Aliases = Record<never, never>>(
  name: string,
  fields: F,
  aliases: A = {} as A,
): ConfigClass<F, A> {
  const made = class extends BaseConfig {
    static override readonly title = name;
    static override readonly fields = fields;
    static override readonly aliases = aliases;
  };
  return Object.defineProperty(made, 'name', { value: name }) as unknown as ConfigClass<F, A>;
}

interface ConfigLike {
  readonly title: string;
  readonly fields: Fields;
  readonly aliases: Aliases;
}

/** A field's name in files: `lambda1` is lambda_1, `nSteps` n_steps. */
export const toFieldName = (name: string): string =>
  name.replace(/[A-Z]|(?<=[a-z])\d+/g, (part) => `_${part.toLowerCase()}`);

function check({ title: config, fields, aliases }: ConfigLike, given: object): object {
  const values = Object.entries(given).flatMap(([key, value]) => {
    const own = Object.hasOwn(fields, key) ? key : fromPythonName(key);
    const name = Object.hasOwn(aliases, own) ? aliases[own]! : own;
    if (value === undefined || name === null || (!Object.hasOwn(fields, name) && isCompat())) return [];
    if (!Object.hasOwn(fields, name)) throw new ValueError(...unknownName(config, key, Object.keys(fields)));
    return [[name, value]];
  });
  const entries = Object.fromEntries(values);
  const result = z.object(fields).safeParse(entries);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues;
  const [summary, { expected, ...details }] = explainIssue(config, first!, entries, () => Object.keys(fields));
  const about = fields[String(first!.path[0])]?.description;
  const also = [...new Set(others.map(({ path }) => String(path[0])))].filter((name) => name !== first!.path[0]);
  throw new ValueError(also.length === 0 ? summary : `${summary} The same holds for ${also.join(', ')}.`, {
    ...details,
    expected: about ? `${expected} (${about.replace(/\.$/, '')})` : expected!,
  });
}
