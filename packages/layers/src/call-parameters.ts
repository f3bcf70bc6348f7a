/**
 * Which parameters a layer's `call` and `build` have. JavaScript does not tell: names of parameters change when code is minified,
 * and `length` ends at the first default. So a class declares them, or its methods have a form that is called safely without.
 */
import { TypeError } from '@org/core';
import type { Layer } from './layer.js';

/** What is known of a `call`. */
export interface CallParameters {
  /** Names in order; null where the class does not declare them. */
  readonly positional: readonly string[] | null;
  /** Names in the trailing object. */
  readonly keywords: readonly string[];
  /** Whether the trailing object may hold others as well. */
  readonly open: boolean;
}

/** What the statics of a layer's class may declare. */
export interface Declarations {
  readonly callParameters?: readonly string[];
  readonly buildParameters?: readonly string[];
}

type Prototype = { readonly constructor: Declarations } & Record<'call' | 'build', (...args: never[]) => unknown>;

const UNDECLARED: CallParameters = { positional: null, keywords: [], open: true };

const known = new WeakMap<object, CallParameters>();

/** The parameters of a layer's `call`. */
export function callParametersOf(layer: Layer): CallParameters {
  const prototype = Object.getPrototypeOf(layer) as Prototype;
  // A `call` that is a field: declared, unless the declaration is for a method beside it.
  if (Object.hasOwn(layer, 'call'))
    return (!Object.hasOwn(prototype, 'call') && ownDeclaration(prototype.constructor)) || UNDECLARED;
  let found = known.get(prototype);
  if (!found) {
    found = resolve(prototype);
    known.set(prototype, found);
  }
  return found;
}

/** Whether a class has a declaration for its `call`, of its own or inherited. */
export const declaresCall = (type: object): boolean =>
  resolve((type as { prototype: Prototype }).prototype).positional !== null;

/** Whether `call` may be given the keyword, explicitly or by the framework. */
export const takes = ({ positional, keywords, open }: CallParameters, name: string): boolean =>
  open || keywords.includes(name) || (positional?.includes(name) ?? false);

/**
 * The declaration that belongs to the `call` in use. One that a class inherits does not hold for a `call` of its own, unless that
 * takes whatever it is given, `call(...args)`, for the one that it overrides.
 */
function resolve(prototype: Prototype | null): CallParameters {
  if (prototype === null) return UNDECLARED;
  const declared = ownDeclaration(prototype.constructor);
  if (declared) return declared;
  const inherited = () => resolve(Object.getPrototypeOf(prototype));
  if (!Object.hasOwn(prototype, 'call')) return inherited();
  return prototype.call.length === 0 ? { ...inherited(), open: true } : UNDECLARED;
}

function ownDeclaration(type: Declarations): CallParameters | null {
  const names = Object.hasOwn(type, 'callParameters') ? type.callParameters : undefined;
  if (!names) return null;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new TypeError(`callParameters of ${(type as { name?: string }).name} is not a list of names.`, {
      expected: "the parameters of call() in order, after '*' the keywords: ['x', '*', 'training']",
      received: String(names),
    });
  }
  const star = names.indexOf('*');
  return star < 0
    ? { positional: names, keywords: [], open: false }
    : { positional: names.slice(0, star), keywords: names.slice(star + 1), open: false };
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
