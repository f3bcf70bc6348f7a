/** Compares a module with what Keras exports under its heading. */
import { fromPythonName } from '@org/core/internal';
import { type ApiClass, type ApiFunction, loadApi, type Parameter } from '@org/testing';

export const parameterNames = (parameters: readonly Parameter[]): string[] =>
  parameters
    .map((each) => (typeof each === 'string' ? each : each[0]))
    .filter((name) => !name.startsWith('*'))
    .map(fromPythonName);

export const requiredCount = (parameters: readonly Parameter[]): number =>
  parameters.filter((each) => typeof each === 'string' && !each.startsWith('*')).length;

/** What a call takes, as the error for an unknown keyword says. */
export async function acceptedNames(call: (...args: unknown[]) => unknown, required: number): Promise<string[] | null> {
  try {
    await call(...new Array<string>(required).fill('given'), { noSuchKeyword: 1 });
  } catch (error) {
    const match = /unexpected keyword argument[\s\S]*Expected: one of (.*)/.exec((error as Error).message);
    if (match) return match[1]!.split(', ');
  }
  return null;
}

export interface Surface {
  /** What Keras exports and the module lacks. */
  readonly missing: string[];
  /** `Class.method` for methods that are not there. */
  readonly missingMethods: string[];
  /** For each class or function whose positions differ: those of Keras, and its own. */
  readonly otherParameters: Record<string, readonly [keras: string[], own: string[] | null]>;
}

/**
 * The differences between a module and Keras's.
 *
 * @param unchecked classes and functions whose parameters are not compared
 */
export async function compareWithKeras(
  module: string,
  exports: object,
  unchecked: readonly string[] = [],
): Promise<Surface> {
  const api = loadApi();
  const surface: Surface = { missing: [], missingMethods: [], otherParameters: {} };
  for (const [name, id] of Object.entries(api.modules[module]!)) {
    const definition = api.objects[id]!;
    const own = (exports as Record<string, unknown>)[fromPythonName(name)];
    if (own === undefined) surface.missing.push(name);
    else if (definition.kind === 'class') await compareClass(name, definition, own as Constructor, surface, unchecked);
    else await compareFunction(name, definition, own as (...args: unknown[]) => unknown, surface, unchecked);
  }
  return surface;
}

type Constructor = new (...args: unknown[]) => object;

async function compareClass(
  name: string,
  { init, methods = {} }: ApiClass,
  own: Constructor,
  surface: Surface,
  unchecked: readonly string[],
): Promise<void> {
  for (const method of Object.keys(methods)) {
    const found =
      own.prototype[fromPythonName(method)] ?? (own as unknown as Record<string, unknown>)[fromPythonName(method)];
    if (typeof found !== 'function') surface.missingMethods.push(`${name}.${method}`);
  }
  if (unchecked.includes(name) || init.length === 0) return;
  await compareParameters(name, init, (...args) => new own(...args), surface);
}

async function compareFunction(
  name: string,
  { sig }: ApiFunction,
  own: (...args: unknown[]) => unknown,
  surface: Surface,
  unchecked: readonly string[],
): Promise<void> {
  if (!unchecked.includes(name) && sig.length > 0) await compareParameters(name, sig, own, surface);
}

async function compareParameters(
  name: string,
  parameters: readonly Parameter[],
  call: (...args: unknown[]) => unknown,
  { otherParameters }: Surface,
): Promise<void> {
  const expected = parameterNames(parameters);
  const accepted = await acceptedNames(call, requiredCount(parameters));
  const starts = accepted && expected.every((each, i) => accepted[i] === each);
  if (!starts) otherParameters[name] = [expected, accepted];
}
