/** How a function of keras.ops is declared: once, with its Keras name and parameter names. */

import { entering } from '../../boundaries.js';
import { withinMemory } from '../../memory.js';
import { kindsOf, listsIn, requireKinds } from '../../python/argument-kinds.js';
import { bindArguments, type PythonFunction } from '../../python/python-call.js';
import { anySymbolic, symbols } from '../../symbolic/symbols.js';
import { ownData } from '../../tensor/own-data.js';
import { isTensor } from '../../tensor/tensor.js';
import { callOf, withinOp } from '../../tracing/location.js';
import { concreteIntegers } from './concrete.js';

/** A row of the op table, from which the documentation, the tensor methods and deserialisation derive. */
export interface OpDefinition {
  /** As in Keras: `log_softmax`. */
  readonly name: string;
  /** Keras's heading: `numpy`, `nn`, ... */
  readonly family: string;
  /** Keras's class name: `LogSoftmax`. */
  readonly className: string;
  readonly params: readonly string[];
  /** The parameters that are tensors; the others belong to the config of the symbolic operation. */
  readonly tensors: readonly string[];
  /** Calls of the symbolic operation give the tensors of the first parameter, a list, one by one. */
  readonly spread: boolean;
  readonly call: (...args: readonly unknown[]) => unknown;
  /** Arguments as `call` takes them. */
  readonly settled: (args: readonly unknown[]) => readonly unknown[];
  /** What symbolic arguments give, where the values of the tensors would be needed to tell; undefined to trace the call. */
  readonly spec?: (...args: readonly unknown[]) => unknown;
  /** The arguments of a call as files hold them, where that differs. */
  readonly saved?: (...args: readonly unknown[]) => readonly unknown[];
  /** The function that users call. */
  readonly entry: (...args: readonly unknown[]) => unknown;
}

const table = new Map<string, OpDefinition>();

export const opTable = (): ReadonlyMap<string, OpDefinition> => table;

const pascalCase = (name: string): string =>
  name.replace(/(^|_)([a-z0-9])/g, (_match, _bar, letter: string) => letter.toUpperCase());

export interface OpOptions {
  /** How many of the first parameters are tensors, or which ones are. */
  tensors?: number | readonly string[];
  /** Whether the first parameter is a list of any number of tensors. */
  spread?: boolean;
  /** Where Keras's class is not called after the function. */
  className?: string;
  /** {@link OpDefinition.spec}. */
  spec?: (...args: never[]) => unknown;
  /** {@link OpDefinition.saved}. */
  saved?: (...args: never[]) => readonly unknown[];
  /** Whether it uses positions that only a run shows to be wrong: errors will tell the line of the call. */
  looksUp?: (...args: never[]) => boolean;
}

/** What an op gives may be the value of a variable as it is: whoever called has it then. */
function handedOut(result: unknown): unknown {
  if (isTensor(result) && result.variable) result.isShared = result.isVisible = true;
  return result;
}

/** Arguments of which those that are lists of integers may be given as tensors: the values are needed then. */
function withLists(op: string, positions: readonly number[], args: readonly unknown[]): readonly unknown[] {
  if (!positions.some((i) => isTensor(args[i]))) return args;
  return args.map((arg, i) => (positions.includes(i) && isTensor(arg) ? concreteIntegers(op, arg) : arg));
}

/**
 * Declares the ops of one heading. Parameters with a default are optional; all may be given by position or by name.
 *
 * @example
 * const op = opFamily('numpy');
 * const scale = op('scale', ['x', 'factor'], (x: TensorLike, factor = 2) => ops.multiply(x, factor));
 */
export const opFamily =
  (family: string) =>
  <const Names extends readonly string[], Body extends object>(
    name: string,
    params: Names,
    body: Body,
    { tensors = 1, spread = false, className = pascalCase(name), spec, saved, looksUp: looks }: OpOptions = {},
  ): PythonFunction<Names, Body> => {
    const call = body as unknown as OpDefinition['call'];
    const own: readonly string[] = typeof tensors === 'number' ? params.slice(0, tensors) : tensors;
    const kinds = kindsOf(params, own);
    const lists = listsIn(kinds);
    const settled = (args: readonly unknown[]) => withLists(name, lists, args);
    const looksUp = looks as ((...args: readonly unknown[]) => boolean) | undefined;
    const callOp = (...args: readonly unknown[]): unknown => entering(false, () => callWith(args));
    const callWith = (args: readonly unknown[]): unknown => {
      const bound = bindArguments(name, params, call.length, args);
      requireKinds(name, params, kinds, call.length, bound);
      if (!anySymbolic(bound))
        return handedOut(
          withinOp(name, looksUp?.(...bound) ? callOf(callOp) : null, () =>
            withinMemory(name, () => call(...settled(bound))),
          ),
        );
      // A setting that is symbolic in this call is an input of it.
      const inputs = [...own, ...params.filter((param, i) => !own.includes(param) && anySymbolic([bound[i]]))];
      const settings = params
        .map((param, i) => [param, ownData(bound[i])] as const)
        .filter(([param]) => !inputs.includes(param));
      const given = inputs.map((param) => bound[params.indexOf(param)]);
      while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
      return symbols().call(
        definition,
        Object.fromEntries(settings),
        inputs,
        spread ? (given[0] as readonly unknown[]) : given,
      );
    };
    const definition: OpDefinition = {
      name,
      family,
      className,
      params,
      tensors: own,
      spread,
      call,
      settled,
      entry: callOp,
      ...(spec && { spec: spec as unknown as NonNullable<OpDefinition['spec']> }),
      ...(saved && { saved: saved as unknown as NonNullable<OpDefinition['saved']> }),
    };
    table.set(name, definition);
    // The name under which files know the function.
    Object.defineProperty(callOp, 'name', { value: name });
    return callOp as never;
  };
