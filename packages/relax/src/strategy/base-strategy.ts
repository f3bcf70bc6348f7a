import { ops, type Tensor, type TensorLike, vmap } from '@org/core';
import { bindOpenOptions, Callable } from '@org/core/python';

/** What finds the counterfactual of one row. */
export type RowFunction = (x: Tensor, ...args: never[]) => Tensor;

/** What {@link BaseStrategy} maps over. */
export interface StrategyOptions {
  /** Finds the counterfactual of one row. */
  fn: RowFunction;
  /** The rows, `[n, k]`. */
  xs: TensorLike;
  /** The predictor, handed on as it is. */
  predFn: unknown;
  /** What is to be predicted for each row, `[n, c]`. */
  yTargets: TensorLike;
  /** A key for each row, `[n, 2]`. */
  rngKeys: TensorLike;
}

/** The arguments of a strategy: by position or by name; further keywords are for the function. */
export type StrategyArguments =
  | [
      fn: RowFunction,
      xs: TensorLike,
      predFn: unknown,
      yTargets: TensorLike,
      rngKeys: TensorLike,
      keywords?: Readonly<Record<string, unknown>>,
    ]
  | [fn: RowFunction, xs: TensorLike, options: Omit<StrategyOptions, 'fn' | 'xs'> & Readonly<Record<string, unknown>>]
  | [options: StrategyOptions & Readonly<Record<string, unknown>>];

const SIGNATURE = {
  callee: 'strategy',
  names: ['fn', 'xs', 'predFn', 'yTargets', 'rngKeys'] as const,
  keywords: [],
  required: 5,
};

/** Rows with what belongs to them. */
export interface MappedRows {
  readonly xs: Tensor;
  readonly yTargets: Tensor;
  readonly rngKeys: Tensor;
}

/** A function of one row, and of all rows of a batch. */
export type One = (x: Tensor, yTarget: Tensor, rngKey: Tensor) => Tensor;

/** Calls as a function: the counterfactuals of all rows, stacked along the first axis. */
export interface BaseStrategy {
  (...args: StrategyArguments): Promise<Tensor>;
}

/**
 * How a function of one row is applied to many. The function is called as `fn(x, { predFn, yTarget, rngKey, ...keywords })`, as in
 * Python, or, if it is written with these as positions, as `fn(x, predFn, yTarget, rngKey)`.
 *
 * @example
 * class Twice extends BaseStrategy {
 *   override async map(one: One, { xs, yTargets, rngKeys }: MappedRows) {
 *     return ops.concatenate([one(xs.at(0), yTargets.at(0), rngKeys.at(0)), one(xs.at(1), yTargets.at(1), rngKeys.at(1))], 0);
 *   }
 * }
 */
export abstract class BaseStrategy extends Callable {
  override invoke(...args: readonly unknown[]): Promise<Tensor> {
    const { fn, xs, predFn, yTargets, rngKeys, ...keywords } = bindOpenOptions<
      StrategyOptions & Record<string, unknown>
    >(SIGNATURE as never, args);
    const call = fn as (x: Tensor, ...rest: unknown[]) => Tensor;
    const one: One =
      fn.length > 2
        ? (x, yTarget, rngKey) => call(x, predFn, yTarget, rngKey)
        : (x, yTarget, rngKey) => call(x, { predFn, yTarget, rngKey, ...keywords });
    return this.map(one, {
      xs: ops.convertToTensor(xs, { dtype: 'float32' }),
      yTargets: ops.convertToTensor(yTargets, { dtype: 'float32' }),
      rngKeys: ops.convertToTensor(rngKeys, { dtype: 'uint32' }),
    });
  }

  /** Applies a function of one row to all rows. */
  abstract map(one: One, rows: MappedRows): Promise<Tensor>;
}

/** A function of rows from one of a row. */
export const mapped = (one: One): ((rows: MappedRows) => Tensor) => {
  const all = vmap(one);
  return ({ xs, yTargets, rngKeys }) => all(xs, yTargets, rngKeys);
};

/** Rows from one place to another. */
export const rowsBetween = ({ xs, yTargets, rngKeys }: MappedRows, from: number, to: number): MappedRows => {
  const part = (x: Tensor) => x.at(`${from}:${to}`) as Tensor;
  return { xs: part(xs), yTargets: part(yTargets), rngKeys: part(rngKeys) };
};
