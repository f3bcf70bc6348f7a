import { ops, type Tensor } from '@org/core';
import { z } from 'zod';
import { configClass } from '../../base/index.js';
import {
  blockPaths,
  initialParams,
  isTrained,
  Keys,
  type LinearLayer,
  linear,
  mlp,
  type Network,
  type Params,
  type TrainingFlag,
} from '../../legacy/index.js';
import { dropoutMasks, kerasDropoutMasks } from '../../utils/dropout-masks.js';
import { isCompat } from '../../utils/index.js';

/** Settings of CounterNet. */
export class CounterNetConfig extends configClass('CounterNetConfig', {
  encSizes: z.array(z.int().positive()).default([50, 10]).describe('Sizes of the encoder.'),
  predSizes: z.array(z.int().positive()).default([10]).describe('Sizes of the predictor.'),
  expSizes: z.array(z.int().positive()).default([50, 50]).describe('Sizes of the explainer.'),
  dropoutRate: z.number().min(0).lt(1).default(0.3).describe('The share of outputs that training sets to zero.'),
  lr: z.number().positive().default(0.003).describe('The learning rate of both optimizers.'),
  lambda1: z.number().default(1).describe('The weight of the prediction.'),
  lambda2: z.number().default(0.2).describe('The weight of the validity.'),
  lambda3: z.number().default(0.1).describe('The weight of the distance from the row.'),
}) {}

const [ENCODER, PREDICTOR, EXPLAINER] = ['Encoder', 'Predictor', 'Explainer'].map(
  (part) => `counter_net_model/${part}`,
) as [string, string, string];

/**
 * A network that predicts and explains: an encoder, a predictor on the code, and an explainer on the code and what the predictor makes of
 * it. `apply` gives probabilities `[n, 1]` and points `[n, k]` that are still to be constrained.
 *
 * @example
 * const model = new CounterNetModel(new CounterNetConfig());
 * const params = model.init(random.PRNGKey(0), 7);
 */
export class CounterNetModel implements Network<readonly [yPred: Tensor, cf: Tensor]> {
  /** @param slope of leaky_relu below zero: .2 as in the other networks, where the original has .01 */
  constructor(
    readonly config: CounterNetConfig,
    readonly slope = 0.2,
  ) {}

  init(rngKey: Tensor, x: Tensor | number): Params {
    const inputSize = typeof x === 'number' ? x : x.shape.at(-1)!;
    const { encSizes, predSizes, expSizes } = this.config;
    const blocks = (path: string, inputs: number, sizes: readonly number[]): LinearLayer[] =>
      blockPaths(path, sizes).map((block, i) => ({
        path: block,
        inputs: sizes[i - 1] ?? inputs,
        outputs: sizes[i]!,
        isBlock: true,
      }));
    const last = (path: string, inputs: number, outputs: number): LinearLayer => ({
      path: `${path}_1`,
      inputs,
      outputs,
      isBlock: false,
    });
    const code = encSizes.at(-1)!;
    const predicted = predSizes.at(-1)!;
    return initialParams(rngKey, [
      ...blocks(ENCODER, inputSize, encSizes),
      ...blocks(PREDICTOR, code, predSizes),
      last(PREDICTOR, predicted, 1),
      ...blocks(EXPLAINER, code + predicted, expSizes),
      last(EXPLAINER, expSizes.at(-1)!, inputSize),
    ]);
  }

  apply(
    params: Params,
    rngKey: Tensor | null,
    x: Tensor,
    isTraining: TrainingFlag = true,
  ): readonly [yPred: Tensor, cf: Tensor] {
    const { encSizes, predSizes, expSizes } = this.config;
    const part = this.#parts(params, rngKey, x, isTraining, [...encSizes, ...predSizes, ...expSizes]);
    const code = part(ENCODER, x, encSizes);
    const predicted = part(PREDICTOR, code, predSizes);
    const explained = part(EXPLAINER, ops.concatenate([code, predicted], -1), expSizes);
    const yPred = ops.sigmoid(linear(params, `${PREDICTOR}_1`, predicted)) as Tensor;
    return [yPred, linear(params, `${EXPLAINER}_1`, explained)];
  }

  /** The predictions of {@link apply} alone, for which dropout draws less: the numbers are the same. */
  predict(params: Params, rngKey: Tensor | null, x: Tensor, isTraining: TrainingFlag = true): Tensor {
    const { encSizes, predSizes } = this.config;
    const part = this.#parts(params, rngKey, x, isTraining, [...encSizes, ...predSizes]);
    return ops.sigmoid(linear(params, `${PREDICTOR}_1`, part(PREDICTOR, part(ENCODER, x, encSizes), predSizes)));
  }

  /** @returns what runs a part of the network; parts take masks of dropout for blocks of these sizes in turn */
  #parts(params: Params, rngKey: Tensor | null, x: Tensor, isTraining: TrainingFlag, all: readonly number[]) {
    const { dropoutRate } = this.config;
    const masks = rngKey && isTrained(isTraining) && dropoutRate > 0 ? this.#masks(rngKey, x.shape[0]!, all) : null;
    return (path: string, inputs: Tensor, sizes: readonly number[]): Tensor =>
      mlp(params, path, inputs, { sizes, slope: this.slope, masks: masks?.splice(0, sizes.length) });
  }

  #masks(rngKey: Tensor, rows: number, widths: readonly number[]): Tensor[] {
    const { dropoutRate } = this.config;
    if (!isCompat()) return dropoutMasks(rngKey, [rows], widths, dropoutRate);
    const keys = new Keys(rngKey);
    return kerasDropoutMasks(
      widths.map(() => keys.next()),
      [rows],
      widths,
      dropoutRate,
    );
  }
}

/**
 * Weights in two: those of modules whose path contains a name, and the others.
 *
 * @returns `[trainable, nonTrainable]`
 */
export function partitionTrainableParams(params: Params, trainableName: string): readonly [Params, Params] {
  const entries = Object.entries(params);
  const isTrainable = ([path]: readonly [string, unknown]) => path.includes(trainableName);
  return [
    Object.fromEntries(entries.filter(isTrainable)),
    Object.fromEntries(entries.filter((entry) => !isTrainable(entry))),
  ];
}
