/**
 * Which parameters a layer's `call` and `build` have. JavaScript does not tell: names of parameters change when code is minified,
 * and `length` ends at the first default. So a class declares them, or its methods have a form that is called safely without.
 */
import { Operation, PythonTypeError } from '@org/core';
import { assertTakesAll, mayTake } from './call-form.js';
import type { Layer } from './layer.js';

/** What is known of a `call`. */
export interface CallParameters {
  /** Names in order; null where the class does not declare them. */
  readonly positional: readonly string[] | null;
  /** Names in the trailing object. */
  readonly keywords: readonly string[];
  /** Whether callers may give others as well. */
  readonly open: boolean;
  /** Whether it may ask the framework for others as well, so that these are offered: `training`, masks. */
  readonly asks: boolean;
}

/** What the statics of a layer's class may declare. */
export interface Declarations {
  readonly callParameters?: readonly string[];
  readonly buildParameters?: readonly string[];
}

type Prototype = { readonly constructor: Declarations } & Record<'call' | 'build', (...args: never[]) => unknown>;

const UNDECLARED: CallParameters = { positional: null, keywords: [], open: true, asks: true };

/** Of a `call(...args)` that overrides none: what is added to its arguments would be taken for one more input. */
const ARGUMENTS_ALONE: CallParameters = { ...UNDECLARED, asks: false };

const known = new WeakMap<object, CallParameters>();

/** The parameters of a layer's `call`. */
export function callParametersOf(layer: Layer): CallParameters {
  const prototype = Object.getPrototypeOf(layer) as Prototype;
  // A `call` that is a field: declared, unless the declaration is for a method beside it.
  if (Object.hasOwn(layer, 'call'))
    return (!Object.hasOwn(prototype, 'call') && ownDeclaration(prototype.constructor)) || UNDECLARED;
  let found = known.get(prototype);
  if (!found) {
    found = resolve(prototype) ?? UNDECLARED;
    known.set(prototype, found);
  }
  return found;
}

/** Whether a class has a declaration for its `call`, of its own or inherited. */
export const declaresCall = (type: object): boolean =>
  Boolean(resolve((type as { prototype: Prototype }).prototype)?.positional);

const has = ({ positional, keywords }: CallParameters, name: string): boolean =>
  keywords.includes(name) || (positional?.includes(name) ?? false);

/** Whether a caller may give the keyword. */
export const accepts = (parameters: CallParameters, name: string): boolean => parameters.open || has(parameters, name);

/** Whether the framework gives the keyword. */
export const asksFor = (parameters: CallParameters, name: string): boolean => parameters.asks || has(parameters, name);

/** What is known of each `call` that declares nothing. */
const takers = new WeakMap<object, boolean>();

/** Whether a layer's `call` takes `training`, which `fit` and its like give a model only then, as Keras does. */
export function takesTraining(layer: Layer): boolean {
  const parameters = callParametersOf(layer);
  if (parameters.positional !== null) return accepts(parameters, 'training');
  const { call } = layer;
  let takes = takers.get(call);
  if (takes === undefined) {
    takes = mayTake(call, 'training');
    takers.set(call, takes);
  }
  return takes;
}

/**
 * The declaration that belongs to the `call` in use. One that a class inherits does not hold for a `call` of its own, unless that
 * takes whatever it is given, `call(...args)`, for the one that it overrides.
 */
function resolve(prototype: Prototype): CallParameters | null {
  if ((prototype as object) === Operation.prototype) return null;
  const declared = ownDeclaration(prototype.constructor);
  if (declared) return declared;
  const inherited = () => resolve(Object.getPrototypeOf(prototype));
  if (!Object.hasOwn(prototype, 'call')) return inherited();
  if (prototype.call.length > 0) return UNDECLARED;
  assertTakesAll(prototype.call, `call() of ${(prototype.constructor as { name?: string }).name}`);
  const overridden = inherited();
  return overridden ? { ...overridden, open: true, asks: true } : ARGUMENTS_ALONE;
}

function ownDeclaration(type: Declarations): CallParameters | null {
  const names = Object.hasOwn(type, 'callParameters') ? type.callParameters : undefined;
  if (!names) return null;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new PythonTypeError(`callParameters of ${(type as { name?: string }).name} is not a list of names.`, {
      expected: "the parameters of call() in order, after '*' the keywords: ['x', '*', 'training']",
      received: String(names),
    });
  }
  const star = names.indexOf('*');
  return star < 0
    ? { positional: names, keywords: [], open: false, asks: false }
    : { positional: names.slice(0, star), keywords: names.slice(star + 1), open: false, asks: false };
}

/** The names of `build`'s parameters, where a class declares them for the `build` in use. */
export function buildParametersOf(layer: Layer): readonly string[] | null {
  let prototype = Object.getPrototypeOf(layer) as Prototype | null;
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    const type = prototype.constructor;
    if (Object.hasOwn(type, 'buildParameters')) return type.buildParameters ?? null;
    if (Object.hasOwn(prototype, 'build')) return null;
  }
  return null;
}
