import {
  type DType,
  floatx,
  isTensor,
  isVariable,
  NotImplementedError,
  PythonTypeError,
  type Tensor,
  type TensorLike,
  tree,
} from '@org/core';
import {
  autoName,
  bindArguments,
  bindOptions,
  Callable,
  convert,
  getKerasMask,
  isPlainObject,
  type PythonArguments,
  RecordedCalls,
} from '@org/core/internal';
import { type DTypePolicy, getDtypePolicy } from '@org/layers';
import {
  type FromOptions,
  locationOf,
  newFromConfig,
  registerKerasObject,
  Settings,
  withArguments,
} from '@org/layers/internal';
import { type Reduction, reduceWeighted, standardizeReduction } from './reduction.js';
import { LOSS_PARAMETERS, type LossArguments } from './signatures.js';

export interface LossOptions {
  /** How the losses of samples become one: 'sum_over_batch_size', 'mean', 'sum', 'mean_with_sample_weight', or null for none. */
  reduction?: Reduction;
  /** The name; by default one made from that of the class. */
  name?: string | null;
  /** The type of the computation: a dtype or a policy; null is floatx. */
  dtype?: string | DTypePolicy | null;
}

const callParameters = ['yTrue', 'yPred', 'sampleWeight'] as const;

/** The method of a loss that converts targets. */
export const targetsOf: unique symbol = Symbol('targets');

/** Tensors, or nests of them for models with several outputs. */
export type LossValues = TensorLike | tree.Tree<TensorLike>;

export interface Loss {
  /** The reduced loss. */
  (
    ...args: PythonArguments<
      typeof callParameters,
      [yTrue: LossValues, yPred: LossValues, sampleWeight?: TensorLike | null]
    >
  ): Tensor;
}

/**
 * Base class of losses. Subclasses define `call(yTrue, yPred)`, which returns one loss per sample; calling the object weighs and
 * reduces them.
 *
 * @example
 * class MeanSquared extends Loss {
 *   override call(yTrue: Tensor, yPred: Tensor) { return yPred.sub(yTrue).square().mean(-1); }
 * }
 */
export class Loss extends Callable {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: 'keras.losses', name: 'Loss' });

  readonly name: string;
  readonly reduction: Reduction;
  readonly #dtype: DType;
  /** Outside of compiled functions. */
  #calls = new RecordedCalls();
  readonly #settings = new Settings();

  /** @throws ValueError for an unknown reduction */
  constructor(...args: LossArguments) {
    super();
    const options = bindOptions(LOSS_PARAMETERS, args);
    const { name, reduction = 'sum_over_batch_size', dtype } = options;
    this.name = name || autoName(this.constructor.name);
    this.reduction = standardizeReduction(reduction);
    this.#dtype = getDtypePolicy(dtype ?? floatx()).computeDtype;
  }

  get dtype(): DType {
    return this.#dtype;
  }

  override invoke(...given: readonly unknown[]): Tensor {
    const [yTrue, yPred, sampleWeight] = bindArguments(this.name, callParameters, 2, given);
    // Masks travel with tensors, and not with what stands for them in a recording.
    const isPlain = isTensor(yTrue) && isTensor(yPred) && isMissing(sampleWeight) && getKerasMask(yPred) === null;
    if (!isPlain || locationOf(this.constructor) === null) return this.#compute(yTrue, yPred, sampleWeight);
    const isSame = this.#settings.areAsBefore((settings) => {
      settings.add(this.call);
      settings.addFields(this);
    });
    if (!isSame) this.#calls = new RecordedCalls();
    return this.#calls.call('', [yTrue, yPred], (...own) => this.#compute(own[0], own[1])) as Tensor;
  }

  #compute(yTrue: unknown, yPred: unknown, sampleWeight?: unknown): Tensor {
    const losses = this.call(this[targetsOf](yTrue) as Tensor, this.#converted(yPred) as Tensor);
    if (losses === undefined) {
      throw new PythonTypeError(`The loss ${this.name} returns nothing.`, { hint: 'does it lack a `return`?' });
    }
    const weight = sampleWeight ?? null;
    const masks = [getKerasMask(yPred), getKerasMask(losses)].filter((mask) => mask !== null);
    return reduceWeighted(
      convert(losses, this.dtype),
      weight === null ? null : convert(weight as TensorLike, this.dtype),
      masks.length === 0 ? null : masks.reduce((a, b) => a.logicalAnd(b)),
      this.reduction,
    );
  }

  /** The targets as `call` takes them. */
  [targetsOf](yTrue: unknown): unknown {
    return this.#converted(yTrue);
  }

  #converted(values: unknown): unknown {
    return tree.mapStructure((leaf: unknown) => convert(leaf as TensorLike, this.dtype), values as never, isArrayLike);
  }

  /** One loss per sample: shape [batch, d1, ..., dn-1] for predictions of shape [batch, d1, ..., dn]. */
  call(_yTrue: Tensor, _yPred: Tensor): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must override call(yTrue, yPred).`);
  }

  /** What `fromConfig` makes a copy from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return withArguments(this, baseConfig(this));
  }

  static fromConfig<T extends Loss>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Loss;
  static fromConfig<T extends Loss>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

/** The part of a config that all losses share. */
export const baseConfig = ({ name, reduction }: Loss): Record<string, unknown> => ({ name, reduction });

/** Whether a value is one array rather than a nest of them: nested arrays of numbers are one. */
function isArrayLike(value: unknown): boolean {
  if (isTensor(value) || isVariable(value)) return true;
  return (
    Array.isArray(value) &&
    !tree.flatten(value).some((leaf) => isTensor(leaf) || isVariable(leaf) || isPlainObject(leaf))
  );
}
