/** What a layer makes of the arguments of a call. */
import { isTensor, PythonTypeError, tree, ValueError } from '@org/core';
import { getKerasMask, isPlainObject } from '@org/core/internal';
import { assertTakesObject } from './call-form.js';
import { accepts, asksFor, type CallParameters, callParametersOf } from './call-parameters.js';
import type { Layer } from './layer.js';

export interface SplitArguments {
  readonly args: readonly unknown[];
  readonly keywords: Record<string, unknown>;
}

/** Keywords that a layer fills in. */
export const CONTEXT_NAME = /^training$|^mask$|Mask$/;

export const hasTensor = (value: unknown): boolean =>
  isTensor(value) ||
  (typeof value === 'object' && value !== null && tree.flatten<unknown>(value as never).some(isTensor));

/** For messages: 'call() of Dense'. */
export const owner = (method: string, layer: Layer) => `${method}() of ${layer.constructor.name}`;

// ---- what the caller gave

/**
 * Separates the trailing keywords. As in Python, a keyword may name a positional parameter of `call`, and keywords that are tensors
 * may be given by position; both where the names are declared.
 *
 * @param convert applied to each argument; it is told which one is the first by position
 * @throws TypeError for a keyword that `call` does not take, a missing argument, or one given twice
 */
export function splitArguments(
  layer: Layer,
  given: readonly unknown[],
  convert: (value: unknown, isFirst: boolean) => unknown,
): SplitArguments {
  if (given.length === 1 && layer.call.length < 2 && !isPlainObject(given[0]))
    return { args: [convert(given[0], true)], keywords: {} };
  const parameters = callParametersOf(layer);
  const needed = requiredNames(layer, parameters);
  const separate = separateKeywords(given, parameters, needed);
  const all = separate.args.map((value, i) => convert(value, i === 0));
  const keywords: Record<string, unknown> = {};
  for (const name of Object.keys(separate.keywords)) keywords[name] = convert(separate.keywords[name], false);
  if (all.length > 1) assertTensors(layer, all, parameters);
  if (parameters.positional === null) return { args: all, keywords };
  const args = byName(layer, parameters, all, keywords);
  if (needed.some((_, i) => args[i] === undefined)) {
    const missing = needed.filter((_, i) => args[i] === undefined);
    throw new PythonTypeError(`${owner('call', layer)} is missing the argument \`${missing.join('`, `')}\`.`);
  }
  return { args, keywords };
}

/** The arguments of a call of a layer as they were given: by position, and by name. */
export function givenByName(layer: Layer, given: readonly unknown[]): SplitArguments {
  const parameters = callParametersOf(layer);
  return separateKeywords(given, parameters, requiredNames(layer, parameters));
}

function separateKeywords(
  given: readonly unknown[],
  parameters: CallParameters,
  required: readonly string[],
): SplitArguments {
  const last = given[given.length - 1];
  return isPlainObject(last) && areKeywords(last, given.length - 1, parameters, required)
    ? { args: given.slice(0, -1), keywords: last }
    : { args: given, keywords: {} };
}

/** Those of each declaration, by how many parameters a `call` has. */
const requiredBy = new WeakMap<CallParameters, Map<number, readonly string[]>>();

/** Names of the parameters without default, as far as they are known. */
function requiredNames(layer: Layer, parameters: CallParameters): readonly string[] {
  const { length } = layer.call;
  let byLength = requiredBy.get(parameters);
  if (!byLength) {
    byLength = new Map();
    requiredBy.set(parameters, byLength);
  }
  let names = byLength.get(length);
  if (!names) {
    names = (parameters.positional ?? []).slice(0, length).filter((name) => !CONTEXT_NAME.test(name));
    byLength.set(length, names);
  }
  return names;
}

/** A plain object at the end is the keywords, unless it stands where a required parameter is due. */
function areKeywords(
  last: Record<string, unknown>,
  position: number,
  { positional, keywords }: CallParameters,
  required: readonly string[],
): boolean {
  if (position > 0) return required.slice(position).every((name) => name in last);
  // A lone object is the first argument, unless it names all required parameters and nothing unknown.
  if (!positional?.length || !(required.length > 0 ? required : positional.slice(0, 1)).every((name) => name in last))
    return false;
  return Object.keys(last).every((name) => positional.includes(name) || keywords.includes(name) || name === 'training');
}

/** @throws ValueError for a setting given by position: it would not be known for what it is */
function assertTensors(layer: Layer, args: readonly unknown[], { positional, keywords }: CallParameters): void {
  args.forEach((value, i) => {
    if (i === 0 || isTensor(value)) return;
    if (tree.flatten<unknown>(value as never).every((leaf) => isTensor(leaf) || leaf === null || leaf === undefined))
      return;
    const name = [...(positional ?? []), ...keywords][i];
    const what = name === undefined ? `argument ${i + 1} of ${owner('call', layer)}` : `\`${name}\``;
    throw new ValueError(`Only tensors are given to a layer by position, and ${what} is none.`, {
      received: String(value),
      hint: name === undefined ? 'settings go by name into one trailing object.' : `{ ${name}: ${String(value)} }`,
    });
  });
}

/** The positional arguments, those among `keywords` included, which they leave; arguments beyond the positions become keywords. */
function byName(
  layer: Layer,
  parameters: CallParameters,
  all: readonly unknown[],
  keywords: Record<string, unknown>,
): unknown[] {
  const positional = parameters.positional!;
  const args = all.slice(0, positional.length);
  const further = all.slice(positional.length);
  const assign = (name: string, value: unknown, position: number) => {
    if (position < 0 ? name in keywords : position < all.length)
      throw new PythonTypeError(`${owner('call', layer)} got multiple values for argument '${name}'.`);
    if (position < 0) keywords[name] = value;
    else args[position] = value;
  };
  for (const [name, value] of Object.entries(keywords)) {
    const position = positional.indexOf(name);
    if (position >= 0 && !(CONTEXT_NAME.test(name) && position >= args.length)) {
      delete keywords[name];
      assign(name, value, position);
    } else if (name !== 'training' && !accepts(parameters, name)) {
      throw new PythonTypeError(`${owner('call', layer)} got an unexpected keyword argument '${name}'.`, {
        expected: [...positional, ...parameters.keywords].join(', '),
      });
    }
  }
  further.forEach((value, i) => {
    const name = parameters.keywords[i];
    if (name !== undefined) assign(name, value, -1);
    else
      throw new PythonTypeError(
        `${owner('call', layer)} takes ${positional.length + parameters.keywords.length} arguments but ${all.length} were given.`,
        { expected: [...positional, ...parameters.keywords].join(', ') },
      );
  });
  return Array.from(args);
}

// ---- what the framework adds

/**
 * Tells `call` whether it trains; a flag that is given holds for the layers inside as well.
 *
 * @throws TypeError for an object: that of a `call` that takes it for the flag
 */
export function fillTraining(
  parameters: CallParameters,
  keywords: Record<string, unknown>,
  context: { training: boolean | null },
): void {
  const given = keywords.training ?? null;
  if (isPlainObject(given)) {
    throw new PythonTypeError('`training` is a boolean, and not an object of keywords.', {
      received: `an object of ${Object.keys(given).join(', ')}`,
      hint: "a call(x, training = false) must be declared: static callParameters = ['x', 'training'];",
    });
  }
  if (typeof given === 'boolean') context.training = given;
  if (given !== null && accepts(parameters, 'training')) return;
  if (given === null && context.training !== null && asksFor(parameters, 'training'))
    keywords.training = context.training;
  else delete keywords.training;
}

/** The masks that travel with a value: one, or as many as the nest has tensors; null stands for none. */
export const masksOf = (value: unknown): unknown =>
  isTensor(value) ? getKerasMask(value) : tree.mapStructure((leaf: unknown) => getKerasMask(leaf), value as never);

/**
 * Gives `call` the masks of its arguments, where it asks: as `mask` that of the only argument, as `xMask` that of one of several.
 *
 * @returns whether there are masks for which no name is known
 */
export function fillMasks(
  parameters: CallParameters,
  { args, keywords }: SplitArguments,
  masks: readonly unknown[],
): boolean {
  const fill = (keyword: string, mask: unknown) => {
    if (hasTensor(mask) && asksFor(parameters, keyword)) keywords[keyword] ??= mask;
  };
  const named = Object.entries(keywords).filter(([, value]) => hasTensor(value));
  if (args.length === 1 && named.length === 0) {
    fill('mask', masks[0]);
    return false;
  }
  for (const [name, value] of named) fill(`${name}Mask`, masksOf(value));
  if (parameters.positional === null) return parameters.asks && masks.some(hasTensor);
  masks.forEach((mask, i) => {
    fill(`${parameters.positional![i]}Mask`, mask);
  });
  return false;
}

// ---- what `call` gets

/**
 * The arguments as the parameters of `call` want them.
 *
 * @param hasNamelessMasks whether there are masks that `call` must not ask for
 */
export function argumentsOfCall(layer: Layer, { args, keywords }: SplitArguments, hasNamelessMasks = false): unknown[] {
  const { positional } = callParametersOf(layer);
  if (positional === null) {
    const contents = [...Object.keys(keywords), ...(hasNamelessMasks ? ['masks'] : [])];
    if (contents.length === 0) return [...args];
    assertTakesObject(layer.call, args.length, contents, owner('call', layer));
    return [...args, hasNamelessMasks ? withoutNamelessMasks(layer, keywords) : keywords];
  }
  const result = [...args];
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(keywords)) {
    const position = positional.indexOf(name);
    if (position < 0) others[name] = value;
    else result[position] = value;
  }
  if (Object.keys(others).length > 0 || layer.call.length > positional.length) result[positional.length] = others;
  // Without holes, which a rest parameter would pass on.
  return Array.from(result);
}

/**
 * The keywords of a call whose arguments have masks and no declared names: asking for one of the masks is an error, since none can
 * be given.
 */
function withoutNamelessMasks(layer: Layer, keywords: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(keywords, {
    get(target, name) {
      if (typeof name !== 'string' || !/.Mask$/.test(name) || name in target) return Reflect.get(target, name);
      throw new PythonTypeError(
        `${owner('call', layer)} asks for \`${name}\`, and the names of its arguments are not known.`,
        {
          hint: "declare them, as in static callParameters = ['query', 'value', '*', 'queryMask', 'valueMask'];",
        },
      );
    },
  });
}

/** Calls the `call` of a layer inside another, with what it takes of `offered`; what is null is not given. */
export function callInner(layer: Layer, args: readonly unknown[], offered: Readonly<Record<string, unknown>>): unknown {
  const parameters = callParametersOf(layer);
  const taken = Object.entries(offered).filter(([name, value]) => value !== null && asksFor(parameters, name));
  return layer.call(...argumentsOfCall(layer, { args, keywords: Object.fromEntries(taken) }));
}

/** Arguments of `computeMask`, in order: it is called by position, or as `computeMask({ inputs, previousMask })`. */
export function maskArguments(given: readonly unknown[]): [inputs: unknown, previousMask: unknown] {
  const [first] = given;
  const names = ['inputs', 'previousMask', 'mask'];
  const isNamed =
    given.length === 1 &&
    isPlainObject(first) &&
    'inputs' in first &&
    Object.keys(first).every((name) => names.includes(name));
  return isNamed ? [first.inputs, first.previousMask ?? first.mask ?? null] : [first, given[1] ?? null];
}
