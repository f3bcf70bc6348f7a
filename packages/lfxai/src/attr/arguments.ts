/** Arguments of `attribute`, where more than the inputs is required: each by position or by name, as in Python. */
import { PythonTypeError } from '@org/core';
import { bindArguments, isPlainObject, type Keywords, type PythonArguments } from '@org/core/python';

type Names = readonly string[];
type Positions = readonly unknown[];

/** The leading parameters that have no default. */
type DueOf<Params extends Positions, Due extends Positions = []> = Params extends readonly [infer First, ...infer Rest]
  ? DueOf<Rest, [...Due, First]>
  : Due;

/** Some of the required parameters by position, the others by name. */
type Mixed<
  N extends Names,
  Params extends Positions,
  Due extends Positions,
  Given extends Positions,
> = Given extends readonly [unknown, ...unknown[]]
  ?
      | [...given: Given, keywords: Omit<Keywords<N, Params, Due>, N[keyof Given & keyof N & `${number}`] & string>]
      | (Given extends readonly [...infer Fewer, unknown] ? Mixed<N, Params, Due, Fewer> : never)
  : never;

type AllButLast<Due extends Positions> = Due extends readonly [...infer Given, unknown] ? Given : [];

/** As `PythonArguments`; required parameters behind the inputs may be given by name as well. */
export type AttributeArguments<N extends Names, Params extends Positions> =
  | PythonArguments<N, Params>
  | Mixed<N, Params, DueOf<Params>, AllButLast<DueOf<Params>>>;

/** Sorts arguments into the positions of `names`. @throws TypeError for keywords that lack a required parameter, too */
export function bindAttribute(names: Names, required: number, args: readonly unknown[]): unknown[] {
  const last = args.at(-1);
  if (args.length <= required && isPlainObject(last)) {
    const missing = names.slice(args.length - 1, required).filter((name) => last[name] === undefined);
    if (missing.length > 0)
      throw new PythonTypeError(`attribute() missing required arguments: ${missing.join(', ')}.`, {
        expected: `attribute(${names.join(', ')})`,
      });
  }
  return bindArguments('attribute', names, required, args);
}
