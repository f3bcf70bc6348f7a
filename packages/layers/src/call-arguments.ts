/** What a layer makes of the arguments of a call and of the shapes given to `build`, from the parameters that its methods declare. */
import { isPlainObject, isTensor, type SymbolicShape, tree, ValueError } from '@org/core';
import { keywordNames, positionalNames, takesKeyword } from './call-context.js';
import type { InputShape } from './input-shape.js';

type Method = Parameters<typeof positionalNames>[0];

export interface SplitArguments {
  args: unknown[];
  keywords: Record<string, unknown>;
}

/** Keywords that a layer fills in. */
const CONTEXT_NAME = /^training$|^mask$|Mask$/;
const SHAPE_NAME = /Shape$/;

/**
 * Separates the trailing keywords. As in Python, a keyword may name a positional parameter of `call`, and keywords that are tensors
 * may be given by position.
 *
 * @param convert applied to each argument
 */
export function splitArguments(
  call: Method,
  given: readonly unknown[],
  convert: (value: unknown) => unknown,
): SplitArguments {
  const names = positionalNames(call);
  const last = given[given.length - 1];
  // A lone object is the first argument, unless it names all parameters and nothing else.
  const due = names.filter((name) => !CONTEXT_NAME.test(name));
  const isNamed = (value: Record<string, unknown>) =>
    due.length > 0 &&
    due.every((name) => name in value) &&
    Object.keys(value).every((name) => names.includes(name) || takesKeyword(call, name));
  const hasKeywords = isPlainObject(last) && (given.length > 1 || isNamed(last));
  const all = (hasKeywords ? given.slice(0, -1) : given).map(convert);
  const further = keywordNames(call).slice(0, Math.max(all.length - names.length, 0));
  const args = all.slice(0, all.length - further.length);
  const keywords: Record<string, unknown> = {};
  further.forEach((name, i) => {
    const value = all[args.length + i];
    if (!tree.flatten<unknown>(value).every((leaf) => isTensor(leaf) || leaf === null || leaf === undefined)) {
      throw new ValueError(`Only tensors are given to a layer by position, and \`${name}\` is none.`, {
        received: String(value),
        hint: `{ ${name}: ${String(value)} }`,
      });
    }
    keywords[name] = value;
  });
  for (const [name, value] of Object.entries(hasKeywords ? last : {})) {
    const position = CONTEXT_NAME.test(name) ? -1 : names.indexOf(name);
    if (position < 0) keywords[name] = convert(value);
    else args[position] = convert(value);
  }
  return { args: Array.from(args), keywords };
}

/** Tells `call` whether it trains, where it asks; a flag that is given holds for the layers inside as well. */
export function fillTraining(
  call: Method,
  keywords: Record<string, unknown>,
  context: { training: boolean | null },
): void {
  if (typeof keywords.training === 'boolean') context.training = keywords.training;
  if (!takesKeyword(call, 'training')) {
    delete keywords.training;
  } else if (keywords.training === undefined || keywords.training === null) {
    if (context.training === null) delete keywords.training;
    else keywords.training = context.training;
  }
}

/** Gives `call` the masks of its arguments, where it asks. */
export function fillMasks(call: Method, { args, keywords }: SplitArguments, masks: readonly unknown[]): void {
  const fill = (keyword: string, mask: unknown) => {
    if (takesKeyword(call, keyword)) keywords[keyword] ??= mask;
  };
  if (args.length === 1) {
    fill('mask', masks[0]);
    return;
  }
  // With several arguments, the mask of `x` goes to `xMask`.
  const names = positionalNames(call);
  masks.forEach((mask, i) => {
    if (names[i] && tree.flatten(mask).some(isTensor)) fill(`${names[i]}Mask`, mask);
  });
}

/**
 * The shapes for `build`. One with several parameters named `xShape`, `yShape` takes those of the arguments `x` and `y` of `call`; any
 * other takes all in the order of the call.
 *
 * @param layer the class, for the message
 */
export function shapesForBuild(
  build: Method,
  call: Method,
  shapes: ReadonlyMap<string, InputShape>,
  layer: string,
): InputShape[] {
  const parameters = positionalNames(build);
  if (parameters.length < 2 || !parameters.some((name) => SHAPE_NAME.test(name))) return [...shapes.values()];
  const names = positionalNames(call);
  return parameters.map((parameter) => {
    const argument = parameter.replace(SHAPE_NAME, '');
    if (argument !== parameter && (names.includes(argument) || takesKeyword(call, argument)))
      return shapes.get(argument)!;
    throw new ValueError(`build() of ${layer} has a parameter that call() has no argument for.`, {
      expected: `the name of an argument of call(), ${names.join(', ')}, followed by Shape`,
      received: parameter,
    });
  });
}

/** Shapes given to `build` by position, or by the names of its parameters as in `build({ inputShape })`. */
export function shapesInOrder(build: Method, given: readonly InputShape[]): readonly InputShape[] {
  const [shapes] = given;
  if (given.length !== 1 || !areNamedShapes(shapes)) return given;
  const names = positionalNames(build).filter((name) => name in shapes);
  return names.length > 0 ? names.map((name) => shapes[name]!) : Object.values(shapes);
}

const areNamedShapes = (shapes: InputShape | undefined): shapes is { readonly [name: string]: SymbolicShape } =>
  isPlainObject(shapes) && Object.keys(shapes).length > 0 && Object.keys(shapes).every((name) => SHAPE_NAME.test(name));
