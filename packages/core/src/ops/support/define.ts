/** How a function of keras.ops is declared: once, with its Keras name and parameter names. */

import { entering } from '../../boundaries.js';
import { kindsOf, requireKinds } from '../../python/argument-kinds.js';
import { autoName, fromPythonName, renameKeys, toPythonName } from '../../python/naming.js';
import { bindArguments, isPlainObject, type PythonFunction } from '../../python/python-call.js';
import { anySymbolic, Operation } from '../../symbolic/operation.js';
import { symbolicResult } from '../../symbolic/symbolic-result.js';
import { ownData } from '../../tensor/own-data.js';
import { callOf, withinOp } from '../../tracing/location.js';

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

/** An op as a recorded operation: what a functional model holds and saves for `x.mul(2)`. */
export class OpOperation extends Operation {
  constructor(
    readonly definition: OpDefinition,
    /** What is given once for all calls, by name of the parameter. */
    readonly settings: Readonly<Record<string, unknown>>,
    name?: string | null,
    /** The parameters that calls give. */
    readonly inputs: readonly string[] = definition.tensors,
  ) {
    super(name ?? autoName(definition.className));
  }

  override call(...given: readonly unknown[]): unknown {
    return withinOp(this.definition.name, null, () => this.definition.call(...this.bind(given)));
  }

  override computeOutputSpec(...given: readonly unknown[]): unknown {
    const { spec } = this.definition;
    return (
      spec?.(...this.bind(given)) ?? symbolicResult((...concrete) => this.call(...concrete), given, [this.settings])
    );
  }

  /** The values of all parameters, in their order. */
  private bind(args: readonly unknown[]): unknown[] {
    const { params, spread } = this.definition;
    const last = args[args.length - 1];
    const keywords = isPlainObject(last) && Object.keys(last).every((key) => this.inputs.includes(key)) ? last : null;
    const positional = keywords ? args.slice(0, -1) : args;
    const values = spread ? [positional] : positional;
    const given = new Map(this.inputs.map((param, i) => [param, i < values.length ? values[i] : keywords?.[param]]));
    return params.map((param) => (given.has(param) ? given.get(param) : this.settings[param]));
  }

  get className(): string {
    return this.definition.className;
  }

  /** The arguments of a call as files hold them. */
  savedArguments(args: readonly unknown[]): readonly unknown[] {
    const { saved, params } = this.definition;
    if (!saved) return args;
    const bound = this.bind(args);
    return saved(...this.inputs.map((param) => bound[params.indexOf(param)]));
  }

  override getConfig(): Record<string, unknown> {
    const given = Object.fromEntries(Object.entries(this.settings).filter(([, value]) => value !== undefined));
    return { name: this.name, ...renameKeys(given, toPythonName) };
  }
}

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
    const kinds = kindsOf(params);
    const looksUp = looks as ((...args: readonly unknown[]) => boolean) | undefined;
    const callOp = (...args: readonly unknown[]): unknown => entering(callOp, false, () => callWith(args));
    const callWith = (args: readonly unknown[]): unknown => {
      const bound = bindArguments(name, params, call.length, args);
      requireKinds(name, params, kinds, call.length, bound);
      if (!anySymbolic(bound)) return withinOp(name, looksUp?.(...bound) ? callOf(callOp) : null, () => call(...bound));
      // A setting that is symbolic in this call is an input of it.
      const inputs = [...own, ...params.filter((param, i) => !own.includes(param) && anySymbolic([bound[i]]))];
      const settings = params
        .map((param, i) => [param, ownData(bound[i])] as const)
        .filter(([param]) => !inputs.includes(param));
      const given = inputs.map((param) => bound[params.indexOf(param)]);
      while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
      const operation = new OpOperation(definition, Object.fromEntries(settings), null, inputs);
      return operation.symbolicCall(...(spread ? (given[0] as readonly unknown[]) : given));
    };
    const definition: OpDefinition = {
      name,
      family,
      className,
      params,
      tensors: own,
      spread,
      call,
      entry: callOp,
      ...(spec && { spec: spec as unknown as NonNullable<OpDefinition['spec']> }),
      ...(saved && { saved: saved as unknown as NonNullable<OpDefinition['saved']> }),
    };
    table.set(name, definition);
    // The name under which files know the function.
    Object.defineProperty(callOp, 'name', { value: name });
    return callOp as never;
  };

/** The operation that a file calls `className` (Keras's class of an op), with the settings of its config; null if there is no such op. */
export function operationOfClass(className: string, config: Readonly<Record<string, unknown>>): OpOperation | null {
  const definition = [...table.values()].find((each) => each.className === className);
  if (!definition) return null;
  const { name, ...settings } = renameKeys(config, fromPythonName);
  return new OpOperation(definition, settings, name as string | undefined);
}
