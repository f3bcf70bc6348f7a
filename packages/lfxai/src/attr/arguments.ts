/** Arguments of `attribute`, where more than the inputs is required: each by position or by name, as in Python. */
import { PythonTypeError, ValueError } from '@org/core';
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

/** Parameters that methods share, which count something: steps, samples, rows that are evaluated at once. */
const COUNTS: ReadonlySet<string> = new Set([
  'internalBatchSize',
  'maxExamplesPerBatch',
  'nPerturbSamples',
  'nSamples',
  'nSteps',
  'ntSamples',
  'ntSamplesBatchSize',
  'perturbationsPerEval',
  'maxTrain',
  'maxTest',
]);

/** @throws ValueError for counts, by their names, that are none; what is left out is no count */
export function requireCounts(named: Iterable<readonly [name: string, value: unknown]>): void {
  for (const [name, value] of named) {
    if (!COUNTS.has(name) || value === null || value === undefined) continue;
    if (Number.isInteger(value) && (value as number) >= 1) continue;
    throw new ValueError(`${name} must be a whole number, 1 or more.`, {
      received: JSON.stringify(value) ?? String(value),
    });
  }
}

/**
 * Sorts arguments into the positions of `names`.
 *
 * @throws TypeError for keywords that lack a required parameter, too
 * @throws ValueError for counts that are none
 */
export function bindAttribute(names: Names, required: number, args: readonly unknown[]): unknown[] {
  const last = args.at(-1);
  if (args.length <= required && isPlainObject(last)) {
    const missing = names.slice(args.length - 1, required).filter((name) => last[name] === undefined);
    if (missing.length > 0)
      throw new PythonTypeError(`attribute() missing required arguments: ${missing.join(', ')}.`, {
        expected: `attribute(${names.join(', ')})`,
      });
  }
  const bound = bindArguments('attribute', names, required, args);
  requireCounts(names.map((name, i) => [name, bound[i]]));
  return bound;
}
