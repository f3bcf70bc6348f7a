/** What a layer's `build` gets: the shapes of a call, or those given by hand. */
import { PythonTypeError, type SymbolicShape, ValueError } from '@org/core';
import { isPlainObject, toPythonName } from '@org/core/internal';
import { CONTEXT_NAME, hasTensor, owner, type SplitArguments } from './call-arguments.js';
import { assertSameOrder } from './call-form.js';
import { buildParametersOf, callParametersOf } from './call-parameters.js';
import type { InputShape } from './input-shape.js';
import type { Layer } from './layer.js';

const SHAPE_NAME = /Shape$/;

/** The arguments of a call that have shapes, by name where it is known. */
export function shapedArguments(layer: Layer, { args, keywords }: SplitArguments): [name: string, value: unknown][] {
  const names = callParametersOf(layer).positional;
  const all = [...args.map((arg, i): [string, unknown] => [names?.[i] ?? `${i}`, arg]), ...Object.entries(keywords)];
  return all.filter(([name, value]) => !CONTEXT_NAME.test(name) && hasTensor(value));
}

/**
 * The shapes for `build`: all in the order of the call, or as the declared `xShape`, `yShape` name the arguments `x` and `y`.
 *
 * @param build the method of the class
 * @throws ValueError where they cannot be told apart
 */
export function shapesForBuild(
  layer: Layer,
  build: Layer['build'],
  shapes: ReadonlyMap<string, InputShape>,
): InputShape[] {
  const all = [...shapes.values()];
  const declared = buildParametersOf(layer);
  if (declared && declared.length > 1) {
    const named = declared.map((name) => shapeNamed(layer, name, shapes));
    // The last arguments may have been left out.
    return named.slice(0, named.findLastIndex((shape) => shape !== undefined) + 1) as InputShape[];
  }
  if (build.length < 2) return all;
  if (build.length !== all.length) {
    throw new ValueError(`${owner('build', layer)} takes ${build.length} shapes, and the call has ${all.length}.`, {
      hint: "declare the names of both: static callParameters = ['x', 'y', 'z']; static buildParameters = ['xShape', 'zShape'];",
    });
  }
  assertSameOrder(build, layer.call, layer.constructor.name);
  return all;
}

function shapeNamed(layer: Layer, name: string, shapes: ReadonlyMap<string, InputShape>): InputShape | undefined {
  const argument = name.replace(SHAPE_NAME, '');
  const { positional, keywords } = callParametersOf(layer);
  const names = [...(positional ?? []), ...keywords];
  if (argument !== name && names.includes(argument)) return shapes.get(argument);
  throw new ValueError(`${owner('build', layer)} has a parameter that call() has no argument for.`, {
    expected: `the name of an argument of call(), ${names.join(', ')}, followed by Shape`,
    received: name,
    ...(positional === null && { hint: 'the arguments of call() are declared by static callParameters.' }),
  });
}

/**
 * Shapes given to `build` by position, or by the names of its parameters as in `build({ inputShape })`.
 *
 * @throws ValueError for several names whose order is not declared
 */
export function shapesInOrder(layer: Layer, given: readonly InputShape[]): readonly InputShape[] {
  const [shapes] = given;
  // Python's None for an argument that is left out.
  if (given.length > 1 && (given.at(-1) ?? null) === null) return shapesInOrder(layer, given.slice(0, -1));
  if (given.length !== 1 || !areNamedShapes(shapes)) return given;
  const names = Object.keys(shapes);
  const order = buildParametersOf(layer) ?? callParametersOf(layer).positional?.map((name) => `${name}Shape`);
  if (names.length === 1) return Object.values(shapes);
  if (order && names.every((name) => order.includes(name)))
    return order.filter((name) => name in shapes).map((name) => shapes[name]!);
  throw new ValueError(`${owner('build', layer)} has no parameters of these names.`, {
    expected: order?.join(', ') ?? 'declared parameters',
    received: names.join(', '),
    hint: `static buildParameters = [${names.map((name) => `'${name}'`).join(', ')}], in the order of build().`,
  });
}

/**
 * Checks what a user gave to `build`.
 *
 * @param build the method of the class
 * @throws TypeError where there is no shape and one is due, ValueError for what is none
 */
export function assertShapes(layer: Layer, build: Layer['build'], shapes: readonly unknown[]): void {
  if (shapes.length === 0 && build.length > 0)
    throw new PythonTypeError(`${owner('build', layer)} is missing the shape of the input.`);
  for (const shape of shapes) {
    if (isShapes(shape)) continue;
    throw new ValueError(`${owner('build', layer)} takes shapes, and this is not one.`, {
      expected: 'an array of sizes, null where one is unknown; or a nest of them, for several inputs',
      received: inspected(shape),
    });
  }
}

const isSize = (size: unknown): boolean => size === null || (Number.isSafeInteger(size) && (size as number) >= 0);

function isShapes(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSize) || value.every(isShapes);
  return isPlainObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isShapes);
}

const inspected = (value: unknown): string =>
  Array.isArray(value) || isPlainObject(value) ? JSON.stringify(value) : String(value);

const areNamedShapes = (shapes: InputShape | undefined): shapes is { readonly [name: string]: SymbolicShape } =>
  isPlainObject(shapes) && Object.keys(shapes).length > 0 && Object.keys(shapes).every((name) => SHAPE_NAME.test(name));

/** Shapes by the names of `build`'s parameters, as files hold them; by number where no names are declared. */
export function namedShapes(layer: Layer, shapes: readonly InputShape[]): Record<string, InputShape> {
  const declared = buildParametersOf(layer) ?? callParametersOf(layer).positional?.map((name) => `${name}Shape`) ?? [];
  const names = declared.length >= shapes.length ? declared : [];
  return Object.fromEntries(shapes.map((shape, i) => [toPythonName(names[i] ?? `${i}`), shape]));
}

/** Arguments in the order in which a call gave them, of which `call` may take the last ones by name alone. */
export function asCalled(layer: Layer, inputs: readonly unknown[]): readonly unknown[] {
  const { positional, keywords } = callParametersOf(layer);
  if (!positional || inputs.length <= positional.length) return inputs;
  const [first, others] = [inputs.slice(0, positional.length), inputs.slice(positional.length)];
  const names = keywords.filter((name) => !CONTEXT_NAME.test(name));
  return names.length === others.length
    ? [...first, Object.fromEntries(names.map((name, i) => [name, others[i]]))]
    : inputs;
}
