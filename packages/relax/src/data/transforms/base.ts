/** The base of what a feature is turned into, and of the constraints that hold there. */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import type { ColumnLike } from '../column.js';
import type { DataPreprocessor, PreprocessorState } from '../preprocessing/index.js';

/** A transformation in a file. */
export interface TransformationState {
  readonly name: string;
  readonly transformer?: PreprocessorState;
  readonly tau?: number;
}

export interface ConstraintOptions {
  /** Whether values are made exactly valid (one-hot), and not by functions with a derivative. */
  hard?: boolean;
  /** A key for constraints that are drawn. */
  rngKey?: Tensor | null;
}
/** `(hard, rngKey)` by position or by name. */
export type ConstraintArguments =
  | [options?: ConstraintOptions]
  | [hard: boolean, rngKey?: Tensor | null | Omit<ConstraintOptions, 'hard'>];

const NAMES = ['xs', 'cfs', 'hard', 'rngKey'];

/** The arguments of `applyConstraints` and `computeRegLoss`. */
export function bindConstraints(
  callee: string,
  args: readonly unknown[],
): [xs: Tensor, cfs: Tensor, hard: boolean, rngKey: Tensor | null] {
  const [xs, cfs, hard, rngKey] = bindArguments(callee, NAMES, 2, args);
  return [
    asFloats(xs as TensorLike),
    asFloats(cfs as TensorLike),
    (hard ?? false) as boolean,
    (rngKey ?? null) as Tensor | null,
  ];
}

const asFloats = (x: TensorLike): Tensor => ops.convertToTensor(x, 'float32');

/** Turns a column into numbers, and says which numbers are valid there. */
export abstract class BaseTransformation {
  /**
   * Whether what is valid follows from the numbers alone, so that features beside each other are constrained as one. Each class says it
   * of itself.
   */
  static readonly isUniform: boolean = false;
  /** Whether what it constrains has no penalty. Each class says it of itself. */
  static readonly meetsPenalty: boolean = false;

  /** @param transformer what turns the column into numbers; null: it is made of numbers */
  constructor(
    readonly name: string,
    readonly transformer: DataPreprocessor | null,
  ) {}

  /** Whether it stands for categories. */
  abstract readonly isCategorical: boolean;

  /** Valid numbers in place of `cfs`. */
  protected abstract constrain(xs: Tensor, cfs: Tensor, hard: boolean, rngKey: Tensor | null): Tensor;

  /** A scalar that grows with how far `cfs` are from being valid. */
  protected penalty(_xs: Tensor, _cfs: Tensor, _hard: boolean): Tensor {
    return ops.zeros([], 'float32');
  }

  /** Names the column that it is used for, for errors. */
  for(column: string): this {
    if (this.transformer) this.transformer.column = column;
    return this;
  }

  /** Learns from a column. */
  fit(xs: ColumnLike): this {
    this.transformer?.fit(xs);
    return this;
  }

  /** The numbers that stand for a column: [rows, n]. */
  abstract transform(xs: ColumnLike): Tensor;

  /** The column, [rows, 1], that numbers stand for. */
  abstract inverseTransform(xs: Tensor | ColumnLike): Tensor;

  /** `fit`, then `transform`. */
  fitTransform(xs: ColumnLike): Tensor {
    return this.fit(xs).transform(xs);
  }

  /**
   * Valid numbers in place of `cfs`, counterfactuals of `xs`.
   *
   * @param xs, cfs of shape [..., n]
   * @returns the shape of `cfs`
   */
  applyConstraints(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    return this.constrain(...bindConstraints('applyConstraints', [xs, cfs, ...options]));
  }

  /** A scalar that grows with how far `cfs` are from being valid; zero where nothing can be wrong. */
  computeRegLoss(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    const [own, others, hard] = bindConstraints('computeRegLoss', [xs, cfs, ...options]);
    return this.penalty(own, others, hard);
  }

  /** What files keep of it. */
  toDict(): TransformationState {
    return this.transformer ? { name: this.name, transformer: this.transformer.toDict() } : { name: this.name };
  }

  /** Takes over what `toDict` of another one says. */
  fromDict(state: TransformationState): this {
    if (state.name !== this.name) {
      throw new ValueError('The state is that of another transformation.', {
        expected: this.name,
        received: state.name,
      });
    }
    if (state.transformer) this.transformer?.fromDict(state.transformer);
    return this;
  }

  /** One of its own that knows the same. */
  copy(): this {
    const made = new (this.constructor as new () => this)();
    return this.isFitted ? made.fromDict(this.toDict()) : made;
  }

  /** Whether it has learned from a column. */
  get isFitted(): boolean {
    try {
      this.toDict();
      return true;
    } catch {
      return false;
    }
  }
}
