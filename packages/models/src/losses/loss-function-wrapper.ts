import { isTensor, type Tensor, tree } from '@org/core';
import {
  bindArguments,
  bindOpenOptions,
  isInteger,
  type PythonArguments,
  renameKeys,
  toPythonName,
} from '@org/core/internal';
import { serializeKerasObject } from '@org/layers';
import {
  assertConfig,
  type FromOptions,
  newFromConfig,
  optionsOf,
  readKerasObject,
  registerKerasObject,
} from '@org/layers/internal';
import { baseConfig, Loss, type LossOptions, targetsOf } from './loss.js';
import { squeezeOrExpandToSameRank } from './reduction.js';
import { LOSS_FUNCTION_WRAPPER_PARAMETERS, type LossFunctionWrapperArguments } from './signatures.js';

const callParameters = ['yTrue', 'yPred'] as const;

/** Losses of samples from targets and predictions. */
export type LossFunction = ((yTrue: Tensor, yPred: Tensor) => Tensor) & { readonly ofClassNumbers?: boolean };

/**
 * A function of nests of tensors, or one that cannot do without keywords. TypeScript passes over overloads that differ in their type
 * parameters when it looks for the types of an arrow function's parameters: it takes those of {@link LossFunction}.
 */
export interface OtherFunction {
  (yTrue: never, yPred: never, keywords: never): Tensor;
  <_>(yTrue: never, yPred: never, keywords: never): Tensor;
  readonly ofClassNumbers?: boolean;
}

/** Declares that a function's targets are class numbers: integers reach it as they are. */
export const ofClassNumbers = <F extends LossFunction>(fn: F): F => Object.assign(fn, { ofClassNumbers: true });

/** Options of the loss; any others are keywords of the function. */
export interface LossFunctionWrapperOptions extends LossOptions {
  fn: LossFunction | OtherFunction;
  [keyword: string]: unknown;
}

/**
 * A loss made from a function; keywords that are not options of a loss go to the function.
 *
 * @example
 * const loss = new LossFunctionWrapper(huber, { delta: 2 });
 */
export class LossFunctionWrapper extends Loss {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.src.losses.losses',
    name: 'LossFunctionWrapper',
  });

  readonly fn: LossFunction | OtherFunction;
  readonly #fnKeywords: Readonly<Record<string, unknown>>;

  constructor(...args: LossFunctionWrapperArguments) {
    const options = bindOpenOptions(LOSS_FUNCTION_WRAPPER_PARAMETERS, args);
    const { fn, name, reduction, dtype, ...keywords } = options;
    super({ name, reduction, dtype });
    this.fn = fn;
    this.#fnKeywords = keywords;
  }

  override [targetsOf](yTrue: unknown): unknown {
    const isKept = this.fn.ofClassNumbers && isTensor(yTrue) && isInteger(yTrue.dtype);
    return isKept ? yTrue : super[targetsOf](yTrue);
  }

  override call(...given: PythonArguments<typeof callParameters, [yTrue: Tensor, yPred: Tensor]>): Tensor {
    const [yTrue, yPred] = bindArguments(this.name, callParameters, 2, given) as [Tensor, Tensor];
    const targets = tree.flatten<Tensor>(yTrue);
    const predictions = tree.flatten<Tensor>(yPred);
    const pairs = predictions.map((each, i) => squeezeOrExpandToSameRank(targets[i]!, each));
    const fn = this.fn as (...args: readonly unknown[]) => Tensor;
    return fn(
      tree.packSequenceAs(
        yTrue,
        pairs.map(([target]) => target),
      ),
      tree.packSequenceAs(
        yPred,
        pairs.map(([, prediction]) => prediction),
      ),
      ...(Object.keys(this.#fnKeywords).length > 0 ? [this.#fnKeywords] : []),
    );
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), fn: serializeKerasObject(this.fn), ...renameKeys(this.#fnKeywords, toPythonName) };
  }

  static override fromConfig<T extends Loss>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Loss;
  static override fromConfig<T extends Loss>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    if (!('fn' in config)) return newFromConfig(this, config);
    const { fn, ...options } = config;
    return new LossFunctionWrapper(readKerasObject(fn) as LossFunction, optionsOf(options)) as unknown as T;
  }
}
