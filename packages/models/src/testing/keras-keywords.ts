/** Walks Keras's table of names, and asks what we have of it for the names of its parameters. */
import { fromPythonName } from '@org/core/internal';
import { type ApiClass, loadApi, type Parameter } from '@org/testing';
import { acceptedNames, parameterNames, requiredCount } from './keras-surface.js';

type Call = (...args: unknown[]) => unknown;

interface Callee {
  /** `keras.losses.get`, `keras.Model.save`. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly call: Call;
}

/** `keras.dtype_policies` -> the module of ours. */
export const moduleAt = (keras: object, path: string): Record<string, unknown> | undefined =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[fromPythonName(part)], keras) as
    | Record<string, unknown>
    | undefined;

/** Methods are called on an object that no constructor made: their arguments are looked at first. */
function methodsOf(name: string, { methods = {} }: ApiClass, own: { prototype: object }): Callee[] {
  return Object.entries(methods).flatMap(([method, parameters]): Callee[] => {
    const target = fromPythonName(method);
    const found = (own.prototype as Record<string, unknown>)[target];
    if (typeof found !== 'function' || !Array.isArray(parameters)) return [];
    const call = (...args: unknown[]): unknown => found.apply(Object.create(own.prototype), args);
    return [{ name: `${name}.${method}`, parameters, call }];
  });
}

/** The constructors, methods and functions of Keras that a module tree has. */
export function calleesIn(keras: object): Callee[] {
  const { modules, objects } = loadApi();
  const seen = new Set<string>();
  return Object.entries(modules).flatMap(([module, exports]) =>
    Object.entries(exports).flatMap(([name, id]): Callee[] => {
      const own = moduleAt(keras, module)?.[fromPythonName(name)];
      const definition = objects[id]!;
      if (typeof own !== 'function' || seen.has(id)) return [];
      seen.add(id);
      const path = `${module}.${name}`;
      if (definition.kind === 'function') return [{ name: path, parameters: definition.sig, call: own as Call }];
      const type = own as unknown as (new (...args: unknown[]) => object) & { prototype: object };
      const make: Callee = { name: path, parameters: definition.init, call: (...args) => new type(...args) };
      return [make, ...methodsOf(path, definition, type)];
    }),
  );
}

/**
 * The names that a callee takes, as its refusal of an unknown one tells. It is called with positions and one keyword, then, if that is no
 * refusal, with keywords alone.
 */
async function namesOf({ parameters, call }: Callee): Promise<string[] | null> {
  const given = Object.fromEntries(parameterNames(parameters).map((name) => [name, 'given']));
  const byName: Call = (...args) => call({ ...given, ...(args.at(-1) as object) });
  return (await acceptedNames(call, requiredCount(parameters))) ?? (await acceptedNames(byName, 0));
}

/** Which of Keras's names a callee does not take; null if it takes all. */
export async function missingNames(callee: Callee): Promise<string[] | null> {
  const expected = parameterNames(callee.parameters);
  if (expected.length === 0) return null;
  const accepted = (await namesOf(callee)) ?? [];
  const missing = expected.filter((name) => !accepted.includes(name));
  return missing.length > 0 ? missing : null;
}

/** Whether a callee that tells its names has those that Keras takes by position first, in Keras's order. */
export async function hasKerasOrder(callee: Callee): Promise<boolean> {
  const { parameters } = callee;
  const named = parameters.findIndex((each) => typeof each === 'string' && each.startsWith('*'));
  const accepted = await namesOf(callee);
  return parameterNames(named < 0 ? parameters : parameters.slice(0, named)).every(
    (name, i) => !accepted || accepted[i] === name,
  );
}
