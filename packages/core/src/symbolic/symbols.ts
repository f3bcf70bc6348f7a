/**
 * What ops know of symbolic tensors. Their class, and what records calls on them, come with the programs that make such tensors
 * (keras-tensor.ts installs them): a program that only computes is without.
 */
import type { DType } from '../dtype.js';
import type { OpDefinition } from '../ops/support/define.js';
import { anyLeaf } from '../tree/nested.js';
import type { KerasTensor, SymbolicShape } from './keras-tensor.js';
import type { symbolicResult } from './symbolic-result.js';

export interface Symbols {
  readonly type: new (shape: SymbolicShape, dtype?: DType) => KerasTensor;
  /** {@link symbolicResult}. */
  readonly result: typeof symbolicResult;
  /** Records a call of an op. `inputs` names the parameters that `given` has the values of. */
  readonly call: (
    definition: OpDefinition,
    settings: Readonly<Record<string, unknown>>,
    inputs: readonly string[],
    given: readonly unknown[],
  ) => unknown;
}

let installed: Symbols | null = null;

/** Notes what there is for symbolic tensors. */
export function installSymbols(symbols: Symbols): void {
  installed = symbols;
}

/** What there is for symbolic tensors: only asked for where there is one. */
export const symbols = (): Symbols => installed!;

export const isKerasTensor = (value: unknown): value is KerasTensor =>
  installed !== null && value instanceof installed.type;

export const anySymbolic = (args: readonly unknown[]): boolean => installed !== null && anyLeaf(args, isKerasTensor);

/** A symbolic tensor, for what symbolic arguments give. */
export const newSymbol = (shape: SymbolicShape, dtype?: DType): KerasTensor => new (symbols().type)(shape, dtype);
