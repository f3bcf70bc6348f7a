import { grad, ops, type Tensor, tree } from '@org/core';
import { bindMethods } from '../../base/bind-methods.js';
import {
  type AdamState,
  optaxAdam,
  type PackedModule,
  type Params,
  splitInTwo,
  type TrainingModule,
} from '../../legacy/index.js';
import type { TrainingSource } from '../../ml-model/index.js';
import { foldKey } from '../../utils/dropout-masks.js';
import { gradUpdate, isCompat } from '../../utils/index.js';
import type { ApplyConstraintsFn } from '../base/problem.js';
import { type CounterNetConfig, CounterNetModel, partitionTrainableParams } from './model.js';
import { type Layout, layoutOf, packTree, unpackTree } from './packed-params.js';

const EXPLAINER = 'counter_net_model/Explainer';

/** The states of both optimizers: for predictions, and for explanations. */
export type CounterNetOptState = readonly [prediction: AdamState, explanation: AdamState];
type Batch = readonly [xs: Tensor, ys: Tensor];

const halfSquares = (a: Tensor, b: Tensor): Tensor => ops.mean(ops.square(a.sub(b)).mul(0.5));

/**
 * How CounterNet (Guo et al., arXiv:2109.07557) is trained. A step has two parts: predictions improve all weights, then validity and
 * distance of the points improve those of the explainer.
 */
export class CounterNetTrainingModule implements TrainingModule<CounterNetOptState> {
  readonly model: CounterNetModel;
  readonly #optimizer;
  /** What makes points respect the data. */
  applyConstraintsFn: ApplyConstraintsFn = (_xs, cfs) => cfs;

  /** @param slope of leaky_relu below zero; by default .2, or the original's .01 in its compat mode */
  constructor(
    readonly config: CounterNetConfig,
    slope: number = isCompat() ? 0.01 : 0.2,
  ) {
    this.model = new CounterNetModel(config, slope);
    this.#optimizer = optaxAdam(config.lr);
    bindMethods(this);
  }

  initNetOpt(data: TrainingSource, key: Tensor): readonly [Params, CounterNetOptState] {
    const [xs] = data.getItem('train') as [Tensor];
    // The original keeps the other half of the key, and draws nothing with it.
    const params = this.model.init(splitInTwo(key)[0], xs.shape[1]!);
    return [params, this.initOptState(params)];
  }

  /** The states that optimizers begin with. */
  initOptState(params: Params): CounterNetOptState {
    const [explainer] = partitionTrainableParams(params, EXPLAINER);
    return [this.#optimizer.init(params), this.#optimizer.init(explainer)];
  }

  /** Probabilities, constrained points, and the probabilities of these: soft in training, hard otherwise. */
  forward(
    params: Params,
    rngKey: Tensor | null,
    x: Tensor,
    isTraining = true,
  ): readonly [yPred: Tensor, cf: Tensor, cfY: Tensor] {
    const keys = isTraining && rngKey ? this.#keysOf(rngKey) : [null, null];
    const [yPred, raw] = this.model.apply(params, keys[0]!, x, isTraining);
    const cf = this.applyConstraintsFn(x, raw, !isTraining);
    const cfY = this.model.predict(params, keys[1]!, cf, isTraining);
    return [yPred, cf, cfY];
  }

  /** A key for rows, and one for points: the original has one for both. */
  #keysOf(rngKey: Tensor): readonly [Tensor, Tensor] {
    return isCompat() ? [rngKey, rngKey] : [foldKey(rngKey, 1), foldKey(rngKey, 2)];
  }

  /** Probabilities of the second class, `[n, 1]`. */
  predFn(params: Params, rngKey: Tensor | null, xs: Tensor): Tensor {
    return this.model.predict(params, rngKey, xs, false);
  }

  /** Constrained points, `[n, k]`. */
  generateCf(params: Params, rngKey: Tensor | null, x: Tensor): Tensor {
    return this.forward(params, rngKey, x, false)[1];
  }

  /** How far predictions are from labels. */
  lossFn1(yPred: Tensor, y: Tensor): Tensor {
    return halfSquares(yPred, y);
  }

  /** How far predictions of points are from the other class. */
  lossFn2(cfY: Tensor, yPrime: Tensor): Tensor {
    return halfSquares(cfY, yPrime);
  }

  /** How far points are from their rows. */
  lossFn3(x: Tensor, cf: Tensor): Tensor {
    // In this order the gradient is not negated.
    return halfSquares(cf, x);
  }

  /** What all weights are to make small. */
  predLossFn(params: Params, rngKey: Tensor | null, [x, y]: Batch, isTraining = true): Tensor {
    const yPred = this.model.predict(params, rngKey, x, isTraining);
    return this.lossFn1(yPred, y).mul(this.config.lambda1);
  }

  /** What the explainer is to make small. */
  expLossFn(explainer: Params, others: Params, rngKey: Tensor | null, [x]: Batch, isTraining = true): Tensor {
    const [yPred, cf, cfY] = this.forward({ ...others, ...explainer }, rngKey, x, isTraining);
    const validity = this.lossFn2(cfY, ops.subtract(1, ops.round(yPred)));
    return validity.mul(this.config.lambda2).add(this.lossFn3(x, cf).mul(this.config.lambda3));
  }

  trainingStep(
    params: Params,
    [ofPrediction, ofExplanation]: CounterNetOptState,
    rngKey: Tensor | null,
    batch: Batch,
  ): readonly [logs: Record<string, Tensor>, state: readonly [Params, CounterNetOptState]] {
    const slopes = grad((all: Params) => this.predLossFn(all, rngKey, batch))(params) as Params;
    const [predicting, first] = gradUpdate(slopes, params, ofPrediction, this.#optimizer as never) as [
      Params,
      AdamState,
    ];
    const [explainer, others] = partitionTrainableParams(predicting, EXPLAINER);
    const own = grad((some: Params) => this.expLossFn(some, others, rngKey, batch))(explainer) as Params;
    const [explaining, second] = gradUpdate(own, explainer, ofExplanation, this.#optimizer as never) as [
      Params,
      AdamState,
    ];
    // The order of the weights stays, as loops ask for.
    const next = Object.fromEntries(Object.keys(params).map((path) => [path, explaining[path] ?? others[path]!]));
    return [this.#losses('train/train_loss', next, batch), [next, [first, second]]];
  }

  /**
   * Weights of the explainer lie one after the other, and so do all others, with the moments of each. Predictions do not depend on the
   * explainer, whose first optimizer never moves.
   */
  packed(like: Params): PackedModule<CounterNetOptState> {
    const [explainer, others] = partitionTrainableParams(like, EXPLAINER).map(layoutOf) as [Layout, Layout];
    const momentsOf = (part: Layout, { mu, nu }: AdamState) => [mu, nu].map((all) => packTree(all as Params, part));
    const adam = (slopes: Tensor, weights: Tensor, count: Tensor, [mu, nu]: readonly Tensor[]) => {
      const [after, state] = gradUpdate(slopes, weights, { count, mu, nu }, this.#optimizer as never) as [
        Tensor,
        { count: Tensor; mu: Tensor; nu: Tensor },
      ];
      return [after, state.mu, state.nu] as const;
    };
    return {
      pack: (params, [first, second]) => [
        first.count,
        packTree(params, others),
        ...momentsOf(others, first),
        packTree(params, explainer),
        ...momentsOf(explainer, second),
      ],
      step: ([count, rest, mu1, nu1, own, mu2, nu2], rngKey, batch) => {
        const explains = unpackTree(own!, explainer);
        const predicts = grad((flat: Tensor) =>
          this.predLossFn({ ...unpackTree(flat, others), ...explains }, rngKey, batch),
        )(rest!) as Tensor;
        const [predicting, ...first] = adam(predicts, rest!, count!, [mu1!, nu1!]);
        const fixed = unpackTree(predicting, others);
        const slopes = grad((flat: Tensor) => this.expLossFn(unpackTree(flat, explainer), fixed, rngKey, batch))(
          own!,
        ) as Tensor;
        return [count!.add(1), predicting, ...first, ...adam(slopes, own!, count!, [mu2!, nu2!])];
      },
      unpack: ([count, rest, mu1, nu1, own, mu2, nu2]) => {
        const parts = { ...unpackTree(rest!, others), ...unpackTree(own!, explainer) };
        const inOrder = (all: Params): Params =>
          Object.fromEntries(Object.keys(like).map((path) => [path, all[path]!]));
        const still = tree.treeMap((weight: Tensor) => ops.zerosLike(weight), unpackTree(own!, explainer)) as Params;
        const moments = (flat: Tensor) => inOrder({ ...unpackTree(flat, others), ...still });
        return [
          inOrder(parts),
          [
            { count: count!, mu: moments(mu1!), nu: moments(nu1!) },
            { count: count!, mu: unpackTree(mu2!, explainer), nu: unpackTree(nu2!, explainer) },
          ],
        ];
      },
    };
  }

  validationStep(params: Params, _rngKey: Tensor | null, batch: Batch): Record<string, Tensor> {
    const losses = this.#losses('val/val_loss', params, batch);
    const [one, two, three] = Object.values(losses) as [Tensor, Tensor, Tensor];
    return { ...losses, 'val/val_loss': one.add(two).add(three) };
  }

  /** The three losses, nothing dropped. */
  #losses(name: string, params: Params, [x, y]: Batch): Record<string, Tensor> {
    const [yPred, cf, cfY] = this.forward(params, null, x, false);
    return {
      [`${name}_1`]: this.lossFn1(yPred, y),
      [`${name}_2`]: this.lossFn2(cfY, ops.subtract(1, ops.round(yPred))),
      [`${name}_3`]: this.lossFn3(x, cf),
    };
  }
}
