import { isTensor, ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { type ColumnLike, toColumn, valuesOf } from '../column.js';
import { bindConstraints } from '../transforms/base.js';
import {
  type BaseTransformation,
  type ConstraintArguments,
  type TransformationLike,
  type TransformationState,
  toTransformation,
} from '../transforms/index.js';
import { FEATURE_PARAMETERS, type FeatureArguments } from './signatures.js';

export interface FeatureOptions {
  /** Its name. */
  name: string;
  /** Its values: [rows, 1]. */
  data: ColumnLike;
  /** What it is turned into: 'ohe', 'minmax', 'ordinal', 'gumbel', 'identity', or a transformation. */
  transformation: TransformationLike;
  /** The numbers that stand for its values, where they are known: [rows, n]. */
  transformedData?: TensorLike | null;
  /** Whether counterfactuals keep its value. */
  isImmutable?: boolean;
  /** Whether it stands for categories; null: as its transformation says. */
  isCategorical?: boolean | null;
  /** Whether its values are whole numbers, as counterfactuals are then; null: where all of its data are. Files do not keep it. */
  isInteger?: boolean | null;
}

/** A feature in a file. */
export interface FeatureState {
  readonly name: string;
  readonly data: ColumnLike;
  readonly transformation: TransformationState;
  readonly transformed_data?: TensorLike | null;
  readonly is_immutable: boolean;
  readonly is_categorical: boolean | null;
}

/**
 * A column of a table with what it is turned into.
 *
 * @throws ValueError that names column and row, where a value cannot be
 * @example
 * const job = new Feature('job', [['blue'], ['white'], ['blue']], 'ohe', { isImmutable: true });
 * await job.transformedData.array(); // [[1, 0], [0, 1], [1, 0]]
 */
export class Feature {
  readonly name: string;
  readonly data: Tensor;
  isImmutable: boolean;
  #transformation: BaseTransformation;
  #transformed: Tensor | null;
  readonly #isCategorical: boolean | null;
  #isInteger: boolean | null;

  constructor(...args: FeatureArguments) {
    const { name, data, transformation, transformedData, isImmutable, isCategorical, isInteger } = bindOptions(
      FEATURE_PARAMETERS,
      args,
    );
    this.name = name;
    this.data = toColumn(name, data);
    this.#transformation = toTransformation(transformation).for(name);
    this.#transformed = transformedData ? asRows(transformedData) : null;
    this.isImmutable = isImmutable ?? false;
    this.#isCategorical = isCategorical ?? null;
    this.#isInteger = isInteger ?? null;
  }

  /** What it is turned into. */
  get transformation(): BaseTransformation {
    return this.#transformation;
  }

  /** Whether it stands for categories. */
  get isCategorical(): boolean {
    return this.#isCategorical ?? this.#transformation.isCategorical;
  }

  /** Whether its values are whole numbers, as counterfactuals are then; by default where all of its data are. Never of categories. */
  get isInteger(): boolean {
    this.#isInteger ??= isWhole(this.data);
    return this.#isInteger && !this.isCategorical;
  }

  set isInteger(isInteger: boolean) {
    this.#isInteger = isInteger;
  }

  /** The numbers that stand for its values: [rows, n]. */
  get transformedData(): Tensor {
    this.#transformed ??= this.fitTransform(this.data);
    return this.#transformed;
  }

  /** Turns it into something else. */
  setTransformation(transformation: TransformationLike): this {
    this.#transformation = toTransformation(transformation).for(this.name);
    this.#transformed = null;
    return this;
  }

  /** A feature of the values that other numbers stand for. */
  withTransformedData(transformedData: TensorLike): Feature {
    const rows = asRows(transformedData);
    return new Feature(this.name, this.inverseTransform(rows), this.transformation, {
      transformedData: rows,
      isImmutable: this.isImmutable,
      isCategorical: this.#isCategorical,
      isInteger: this.isInteger,
    });
  }

  /** Learns from a column: its own, unless another one is given. */
  fit(xs: ColumnLike = this.data): this {
    this.#transformation.fit(toColumn(this.name, xs));
    return this;
  }

  /** The numbers that stand for a column. */
  transform(xs: ColumnLike): Tensor {
    return this.#transformation.transform(toColumn(this.name, xs));
  }

  /** `fit`, then `transform`. */
  fitTransform(xs: ColumnLike): Tensor {
    return this.fit(xs).transform(xs);
  }

  /** The column that numbers stand for. */
  inverseTransform(xs: TensorLike): Tensor {
    return this.#transformation.inverseTransform(asRows(xs));
  }

  /** Valid numbers in place of `cfs`: those of `xs` where it is immutable. */
  applyConstraints(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    const [own, others, hard, rngKey] = bindConstraints('applyConstraints', [xs, cfs, ...options]);
    if (this.isImmutable) return ops.broadcastTo(own, others.shape);
    return this.#transformation.applyConstraints(own, others, hard, rngKey);
  }

  /** A scalar that grows with how far `cfs` are from being valid. */
  computeRegLoss(xs: TensorLike, cfs: TensorLike, ...options: ConstraintArguments): Tensor {
    return this.#transformation.computeRegLoss(xs, cfs, ...options);
  }

  /** What files keep of it. */
  toDict(): FeatureState {
    return {
      name: this.name,
      data: this.data,
      transformed_data: this.transformedData,
      transformation: this.#transformation.toDict(),
      is_immutable: this.isImmutable,
      is_categorical: this.isCategorical,
    };
  }

  /** The feature that `toDict` or a file says. */
  static fromDict(state: FeatureState): Feature {
    return new Feature(state.name, state.data, state.transformation, {
      transformedData: state.transformed_data ?? null,
      isImmutable: Boolean(state.is_immutable),
      isCategorical: state.is_categorical ?? null,
    });
  }
}

/** Whether a column holds whole numbers alone, or texts of them. */
const isWhole = (column: Tensor): boolean =>
  ['int32', 'int64', 'bool'].includes(column.dtype) ||
  Array.from(valuesOf(column) as ArrayLike<number | string>).every((value) => Number.isInteger(Number(value)));

const asRows = (xs: TensorLike): Tensor => (isTensor(xs) ? xs : tensor(xs as number[][]));
