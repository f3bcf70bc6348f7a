/**
 * Python's calling convention, solved once: every parameter may be given by position, in Python's order, or by name in one
 * trailing plain object. A plain object that stands where a required parameter is due is that parameter.
 *
 * The types keep the labels of parameters, which cannot be made from strings: editors show them. A union of labelled tuples is shown
 * as one signature for each member.
 */
import { entering, noteCall } from '../boundaries.js';
import { assertOneCopy } from '../copies.js';
import { fromCaller, PythonTypeError } from '../errors.js';
import { withinMemory } from '../memory.js';
import { isPromise } from '../realm.js';
import { type Kind, kindsOf, requireKinds } from './argument-kinds.js';
import { nearest } from './nearest.js';

/** Written out, as editors should show it. */
type Plain<T> = { [K in keyof T]: T[K] } & {};

type Names = readonly string[];
type Positions = readonly unknown[];

/** How many parameters have no default. */
type RequiredCount<Params extends Positions, Seen extends Positions = []> = Params extends readonly [
  unknown,
  ...infer Rest,
]
  ? RequiredCount<Rest, [...Seen, unknown]>
  : Seen['length'];

/** The first `Count` of the parameters, with their labels. */
type First<Params extends Positions, Count> = Params['length'] extends Count
  ? Params
  : Params extends readonly [...infer Head, unknown]
    ? First<Head, Count>
    : [];

/** The parameters without a default, with their labels. */
type RequiredPart<Params extends Positions> = First<Required<Params>, RequiredCount<Params>>;

/** The parameter at position `I`. */
type At<Params extends Positions, I> = I extends keyof Params ? Params[I] : never;

/** Keywords for the parameters with a default. */
type Defaulted<N extends Names, Params extends Positions, Due extends Positions> = Plain<{
  [I in keyof N & `${number}` as I extends keyof Due ? never : N[I] & string]?: At<Params, I>;
}>;

/** Keywords for all parameters; `Due` of them have no default. */
export type Keywords<N extends Names, Params extends Positions, Due extends Positions = []> = Plain<
  {
    [I in keyof N & `${number}` as I extends keyof Due ? N[I] & string : never]: At<Params, I>;
  } & Defaulted<N, Params, Due>
>;

/** The required positions; from the second on, one and those behind it may be given by name. */
type OrNamed<N extends Names, Params extends Positions, Due extends Positions> = {
  [I in keyof Due]: I extends '0' ? Due[I] : Due[I] | Plain<Without<Keywords<N, Params, Due>, GivenBefore<I, N>>>;
};

/** As `Omit`, written out. */
type Without<T, Keys> = { [K in keyof T as K extends Keys ? never : K]: T[K] };

/** The names of the positions before one. */
type GivenBefore<I, N extends Names, Seen extends Positions = []> = I extends `${Seen['length']}`
  ? N[keyof Seen & keyof N & `${number}`] & string
  : Seen['length'] extends N['length']
    ? never
    : GivenBefore<I, N, [...Seen, unknown]>;

/** All positions; in place of one that has a default the keywords may stand. */
type OrKeywords<N extends Names, Params extends Positions, Due extends Positions> = {
  [I in keyof Params]: I extends keyof Due
    ? OrNamed<N, Params, Due>[I & keyof Due]
    : Params[I] | Defaulted<N, Params, Due>;
};

/**
 * The argument lists that {@link bindArguments} accepts: what is short, as {@link Short} says; positions, then keywords; or keywords
 * alone.
 */
export type PythonArguments<N extends Names, Params extends Positions> = ArgumentLists<N, Params, RequiredPart<Params>>;

type ArgumentLists<N extends Names, Params extends Positions, Due extends Positions> = N extends readonly []
  ? []
  :
      | Short<N, Params, Due>
      | OrKeywords<N, Params, Due>
      | (Due['length'] extends 0 ? never : [keywords: Keywords<N, Params, Due>]);

/** The required positions, then keywords; of three and more the first one, then keywords, which no list of all positions has. */
type Short<N extends Names, Params extends Positions, Due extends Positions> = Due['length'] extends 0 | 1 | 2
  ? Params['length'] extends Due['length']
    ? never
    : [...required: OrNamed<N, Params, Due>, keywords?: Defaulted<N, Params, Due>]
  : [...first: First<Due, 1>, keywords: Plain<Without<Keywords<N, Params, Due>, N[0]>>];

/**
 * The argument lists of a callee whose parameters an interface describes: the required positions, then options; positions, then
 * options; or options alone. `signatures.ts` files give the labels.
 *
 * @typeParam Mixed the required positions, where some of them may be given by name
 */
export type OptionArguments<Options, Due extends Positions, Others extends Positions, Mixed extends Positions = Due> =
  | [...required: Mixed, options?: Partial<Options>]
  | [...required: Due, ...others: { [I in keyof Others]: Others[I] | Partial<Options> }, options?: Partial<Options>]
  | (Due['length'] extends 0 ? never : [options: Options]);

/** The parameters of a callee at run time, as `npm run signatures` writes them from the interface `Options`. */
export interface Signature<Options> {
  readonly callee: string;
  /** In Python's order. */
  readonly names: readonly (keyof Options & string)[];
  /** Further parameters, which Python takes by name only. */
  readonly keywords: readonly (keyof Options & string)[];
  /** How many leading parameters have no default. */
  readonly required: number;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of this realm or of another.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

/**
 * Sorts a call's arguments into the positions of `names`; what was not given is `undefined`.
 *
 * @param required how many leading parameters have no default
 * @throws TypeError for an unknown keyword, too many positions, a parameter given twice, or a missing one
 */
export function bindArguments(
  callee: string,
  names: readonly string[],
  required: number,
  args: readonly unknown[],
): unknown[] {
  noteCall(bindArguments);
  return sortArguments(callee, names, required, args);
}

function sortArguments(
  callee: string,
  names: readonly string[],
  required: number,
  args: readonly unknown[],
): unknown[] {
  const bound = new Array<unknown>(names.length).fill(undefined);
  const last = args.length - 1;
  const lastIsKeywords = last >= 0 && isPlainObject(args[last]) && isKeywords(args, last, names, required);
  const positional = lastIsKeywords ? args.slice(0, last) : args;
  if (positional.length > names.length) {
    throw new PythonTypeError(
      `${callee}() takes ${plural(names.length, 'positional argument')} but ${positional.length} were given.`,
      {
        expected: `${callee}(${names.join(', ')})`,
      },
    );
  }
  for (let i = 0; i < positional.length; i++) bound[i] = positional[i];
  if (lastIsKeywords) {
    for (const [key, value] of Object.entries(args[last] as Record<string, unknown>)) {
      const i = names.indexOf(key);
      if (i < 0) throw unexpectedKeyword(callee, names, key);
      if (i < positional.length && value !== undefined) {
        throw new PythonTypeError(`${callee}() got multiple values for argument '${key}'.`);
      }
      if (i >= positional.length) bound[i] = value;
    }
  }
  if (!isComplete(bound, required)) {
    const missing = names.filter((_, i) => i < required && bound[i] === undefined);
    throw missingArguments(callee, names, missing);
  }
  return bound;
}

function unexpectedKeyword(callee: string, names: readonly string[], key: string): PythonTypeError {
  const meant = nearest(key, names);
  return new PythonTypeError(`${callee}() got an unexpected keyword argument '${key}'.`, {
    expected: `one of ${names.join(', ')}`,
    ...(meant !== null && { hint: `did you mean '${meant}'?` }),
  });
}

const missingArguments = (callee: string, names: readonly string[], missing: readonly string[]): PythonTypeError =>
  new PythonTypeError(`${callee}() missing ${plural(missing.length, 'required argument')}: ${missing.join(', ')}.`, {
    expected: `${callee}(${names.join(', ')})`,
  });

function isComplete(bound: readonly unknown[], required: number): boolean {
  for (let i = 0; i < required; i++) if (bound[i] === undefined) return false;
  return true;
}

/**
 * As {@link bindArguments}, for what takes a body last, as Python's `with` does: keywords may stand before it.
 *
 * @example
 * bindScope('nameScope', ['name', 'body'], [{ name: 'a' }, run]); // ['a', run]
 */
export function bindScope(callee: string, names: readonly string[], args: readonly unknown[]): unknown[] {
  const [keywords, body, ...others] = args;
  const isNamed = isPlainObject(keywords) && typeof body === 'function';
  return bindArguments(callee, names, 0, isNamed ? [...others, { ...keywords, [names[1]!]: body }] : args);
}

/** Past the required positions a plain object is the keywords; before, only if it names a parameter that is still due. */
function isKeywords(args: readonly unknown[], last: number, names: readonly string[], required: number): boolean {
  if (last >= required) return true;
  const given = Object.keys(args[last] as object);
  const due = names.slice(last, required);
  return due.every((name) => given.includes(name));
}

/**
 * Gives a function of positional parameters Python's calling convention. Parameters with a default value are optional
 * (`Function.length` counts the others).
 *
 * @example
 * const scale = pythonFunction('scale', ['x', 'factor'], (x: number, factor = 2) => x * factor);
 * scale(3, { factor: 5 }); // 15
 *
 * @param others kinds of arguments, beside those that all functions have
 */
export function pythonFunction<const Names extends readonly string[], Body extends object>(
  name: string,
  names: Names,
  body: Body,
  others?: readonly Kind[],
): PythonFunction<Names, Body> {
  const positional = body as unknown as (...args: unknown[]) => unknown;
  const required = positional.length;
  const kinds = kindsOf(names, undefined, others);
  const call = (args: readonly unknown[]) => {
    const values = sortArguments(name, names, required, args);
    requireKinds(name, names, kinds, required, values);
    return withinMemory(name, () => positional(...values));
  };
  const bound = (...args: readonly unknown[]): unknown =>
    entering(false, () => {
      const result = call(args);
      return isPromise(result) ? fromCaller(() => result) : result;
    });
  bodies.set(bound, body);
  return bound as never;
}

const bodies = new WeakMap<object, object>();

/** The function of positional parameters behind one of {@link pythonFunction}; null for any other function. */
export const bodyOf = (fn: object): object | null => bodies.get(fn) ?? null;

/**
 * A function of positional parameters under Python's calling convention. `Body` is constrained to an object and not to a
 * function, so that parameters with a default value take their types from it.
 */
export type PythonFunction<Names extends readonly string[], Body> = Body extends (...args: infer Params) => infer Result
  ? (...args: PythonArguments<Names, Params>) => Result
  : never;

/** Binds arguments into one options object. */
export function bindOptions<Options>(signature: Signature<Options>, args: readonly unknown[]): Options {
  noteCall(bindOptions);
  const { callee, names, keywords, required } = signature;
  return optionsOf<Options>(callee, [...names, ...keywords], required, args);
}

/**
 * As {@link bindOptions}, for a callee that takes keywords of any name besides its parameters (Python's `**kwargs`).
 *
 * @example
 * const signature = { callee: 'Scale', names: ['factor'], keywords: [], required: 1 };
 * bindOpenOptions<Record<string, number>>(signature, [2, { delta: 3 }]); // { factor: 2, delta: 3 }
 */
export function bindOpenOptions<Options>(signature: Signature<Options>, args: readonly unknown[]): Options {
  noteCall(bindOpenOptions);
  const { callee, names, keywords, required } = signature;
  const last = args.at(-1);
  const given = isPlainObject(last) ? Object.keys(last) : [];
  return optionsOf<Options>(callee, [...new Set([...names, ...keywords, ...given])], required, args);
}

function optionsOf<Options>(
  callee: string,
  names: readonly string[],
  required: number,
  args: readonly unknown[],
): Options {
  assertNoneMissing(callee, names, required, args);
  const bound = sortArguments(callee, names, required, args);
  assertOneCopy(bound);
  const given = names.flatMap((key, i) => (bound[i] === undefined ? [] : [[key, ownList(bound[i])]]));
  return Object.fromEntries(given) as Options;
}

/**
 * Options of a constructor that lack a required one, or misspell it, are not themselves that one. Functions may take data there, whose
 * keys are the user's.
 */
function assertNoneMissing(callee: string, names: readonly string[], required: number, args: readonly unknown[]): void {
  const last = args.at(-1);
  if (args.length === 0 || args.length > required || !/^[A-Z]/.test(callee) || !isPlainObject(last)) return;
  const given = Object.keys(last);
  const isOption = (name: string) => names.includes(name) || nearest(name, names) !== null;
  if (given.length === 0 || !given.every(isOption)) return;
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unexpectedKeyword(callee, names, unknown);
  const missing = names.slice(args.length - 1, required).filter((name) => !given.includes(name));
  if (missing.length > 0) throw missingArguments(callee, names, missing);
}

/** A list of numbers (sizes, axes) in a list of its own: the caller may go on changing his. */
const ownList = (value: unknown): unknown =>
  Array.isArray(value) && (typeof value[0] === 'number' || value[0] === null) ? [...value] : value;
