/** How a function of keras.ops is declared: once, with its Keras name and parameter names. */

import { withLocation } from '../errors.js';
import { autoName } from '../naming.js';
import { bindArguments, type PythonFunction } from '../python-call.js';
import { anySymbolic, Operation } from '../symbolic/operation.js';

/** A row of the op table, from which the documentation, the tensor methods and deserialisation derive. */
export interface OpDefinition {
  /** As in Keras: `log_softmax`. */
  readonly name: string;
  /** Keras's heading: `numpy`, `nn`, ... */
  readonly family: string;
  /** Keras's class name: `LogSoftmax`. */
  readonly className: string;
  readonly params: readonly string[];
  /** How many leading parameters are tensors; the others belong to the config of the symbolic operation. */
  readonly tensors: number;
  readonly call: (...args: readonly unknown[]) => unknown;
  /** The function that users call. */
  readonly entry: (...args: readonly unknown[]) => unknown;
}

const table = new Map<string, OpDefinition>();

export const opTable = (): ReadonlyMap<string, OpDefinition> => table;

const pascalCase = (name: string): string =>
  name.replace(/(^|_)([a-z0-9])/g, (_match, _bar, letter: string) => letter.toUpperCase());
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** An op as a recorded operation: what a functional model holds and saves for `x.mul(2)`. */
export class OpOperation extends Operation {
  constructor(
    readonly definition: OpDefinition,
    /** Parameters after the tensors, by name. */
    readonly settings: Readonly<Record<string, unknown>>,
    name?: string | null,
  ) {
    super(name ?? autoName(definition.className));
  }

  override call(...args: readonly unknown[]): unknown {
    const { params, tensors, call } = this.definition;
    return call(...args, ...params.slice(tensors).map((param) => this.settings[param]));
  }

  get className(): string {
    return this.definition.className;
  }

  override getConfig(): Record<string, unknown> {
    const given = Object.entries(this.settings).filter(([, value]) => value !== undefined);
    return { name: this.name, ...Object.fromEntries(given.map(([key, value]) => [snakeCase(key), value])) };
  }
}

/**
 * Declares the ops of one heading. Parameters with a default are optional; all may be given by position or by name.
 *
 * @example
 * const op = opFamily('numpy');
 * const scale = op('scale', ['x', 'factor'], (x: TensorLike, factor = 2) => asTensor(x).mul(factor));
 */
export const opFamily =
  (family: string) =>
  <const Names extends readonly string[], Body extends object>(
    name: string,
    params: Names,
    body: Body,
    { tensors = 1, className = pascalCase(name) }: { tensors?: number; className?: string } = {},
  ): PythonFunction<Names, Body> => {
    const call = body as unknown as OpDefinition['call'];
    const callOp = (...args: readonly unknown[]): unknown => {
      const bound = bindArguments(name, params, call.length, args);
      if (!anySymbolic(bound)) return withLocation(name, () => call(...bound));
      const settings = Object.fromEntries(params.slice(tensors).map((param, i) => [param, bound[tensors + i]]));
      const given = bound.slice(0, tensors);
      while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
      return new OpOperation(definition, settings).symbolicCall(...given);
    };
    const definition: OpDefinition = { name, family, className, params, tensors, call, entry: callOp };
    table.set(name, definition);
    // The name under which files know the function.
    Object.defineProperty(callOp, 'name', { value: name });
    return callOp as never;
  };

/** The operation that a file calls `className` (Keras's class of an op), with the settings of its config; null if there is no such op. */
export function operationOfClass(className: string, config: Readonly<Record<string, unknown>>): OpOperation | null {
  const definition = [...table.values()].find((each) => each.className === className);
  if (!definition) return null;
  const { name, ...settings } = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key.replace(/_([a-z0-9])/g, (_match, c: string) => c.toUpperCase()),
      value,
    ]),
  );
  return new OpOperation(definition, settings, name as string | undefined);
}
