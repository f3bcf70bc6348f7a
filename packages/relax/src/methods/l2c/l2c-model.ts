import { ops, random, SeedGenerator, type SymbolicShape, type Tensor, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { losses, Model } from '@org/models';
import { MLP, registerAs } from '../../ml-model/mlp.js';
import { foldKey } from '../../utils/dropout-masks.js';
import { getConfig, isCompat } from '../../utils/index.js';
import type { PredFn } from '../base/predictor.js';
import { targetsOf } from '../base/target.js';
import { gumbelFrom, sampleBernoulli } from './sampling.js';
import { ownersOf, type Range, Segments } from './segments.js';
import { L2C_MODEL_PARAMETERS, type L2CModelArguments } from './signatures.js';

export interface L2CModelOptions extends LayerOptions {
  /** Sizes of the blocks of the generator. */
  generatorLayers: readonly number[];
  /** Sizes of the blocks of the selector. */
  selectorLayers: readonly number[];
  /** Which columns belong to each feature. */
  featureIndices?: readonly Range[] | null;
  /** 1 for features that stay, 0 for the others. */
  immutableMask?: readonly number[] | null;
  /** The predictor of rows in bins. */
  predFn?: PredFn | null;
  /** The weight of the number of features that change. */
  alpha?: number;
  /** The temperature of soft choices. */
  tau?: number;
  /** The seed of soft choices in training. */
  seed?: number | null;
}

/**
 * Two networks on rows in bins: the generator proposes a category for each feature, the selector how probably a feature is to change.
 *
 * @example
 * const l2c = new L2CModel([64], [64], { featureIndices: [[0, 2], [2, 4]], immutableMask: [0, 1], predFn });
 * l2c(xs);
 * const [cfs, probs] = l2c.forward(xs, random.PRNGKey(0), true);
 */
export class L2CModel extends Model {
  static readonly registeredName = /* @__PURE__ */ registerAs(this, 'L2CModel');

  readonly generatorLayers: readonly number[];
  readonly selectorLayers: readonly number[];
  featureIndices!: readonly Range[];
  immutableMask!: readonly number[];
  readonly alpha: number;
  readonly tau: number;
  readonly seed: number;
  readonly seedGenerator: SeedGenerator;
  /** The predictor of rows in bins. */
  predFn: PredFn | null;
  generator: MLP | null = null;
  selector: MLP | null = null;
  #segments!: Segments;

  constructor(...args: L2CModelArguments) {
    const {
      generatorLayers,
      selectorLayers,
      featureIndices = [],
      immutableMask = null,
      predFn = null,
      alpha = 1e-4,
      tau = 0.7,
      seed,
      ...options
    } = bindOptions(L2C_MODEL_PARAMETERS, args);
    super(options);
    this.generatorLayers = generatorLayers;
    this.selectorLayers = selectorLayers;
    this.setFeaturesInfo(featureIndices ?? []);
    this.setImmutableMask(immutableMask);
    this.predFn = predFn;
    this.alpha = alpha;
    this.tau = tau;
    this.seed = seed ?? getConfig().globalSeed;
    this.seedGenerator = new SeedGenerator(this.seed);
  }

  /** Where features end, but the last. */
  get startEndIndices(): number[] {
    return this.featureIndices.slice(0, -1).map(([, end]) => end);
  }

  /** Takes other columns for features, before the networks are built. */
  setFeaturesInfo(featureIndices: readonly Range[]): void {
    this.featureIndices = featureIndices;
    this.#segments = new Segments(featureIndices);
  }

  /** Takes other features that stay: 1 for each of them, 0 for the others; null for none. */
  setImmutableMask(immutableMask: readonly number[] | null): void {
    const mask = immutableMask ?? this.featureIndices.map(() => 0);
    if (mask.length !== this.featureIndices.length) {
      throw new ValueError('The immutable mask has a number for each feature.', {
        expected: `${this.featureIndices.length} numbers`,
        received: `${mask.length}`,
      });
    }
    this.immutableMask = mask;
  }

  /** Takes another predictor of rows in bins. */
  setPredFn(predFn: PredFn | null): void {
    this.predFn = predFn;
  }

  override build(inputShape: SymbolicShape): void {
    const network = (sizes: readonly number[], outputSize: number, lastActivation: 'linear' | 'sigmoid') =>
      new MLP(sizes, { outputSize, dropoutRate: 0, lastActivation });
    this.generator = network(this.generatorLayers, inputShape.at(-1)!, 'linear');
    this.selector = network(this.selectorLayers, this.featureIndices.length, 'sigmoid');
    // In the order in which the original runs them, and draws their weights.
    this.selector.build(inputShape);
    this.generator.build(inputShape);
  }

  /** How probably each feature is to change, `[n, features]`; 0 for those that stay. */
  selection(inputs: Tensor): Tensor {
    return (this.selector!(inputs) as Tensor).mul(tensor(this.#mutable()));
  }

  /** The scores of the categories of each feature, `[n, columns]`. */
  logits(inputs: Tensor): Tensor {
    return this.generator!(inputs) as Tensor;
  }

  /** 0 for features that stay, 1 for the others. */
  #mutable(): Float32Array {
    return Float32Array.from(this.immutableMask, (fixed) => 1 - fixed);
  }

  /** The most probable category of each feature, one-hot `[n, columns]`. */
  proposal(inputs: Tensor): Tensor {
    return this.#segments.choice(this.logits(inputs));
  }

  /**
   * Counterfactuals in bins, `[n, columns]`, and how far each feature was changed, `[n, features]`: soft ones in training, else choices.
   */
  forward(inputs: Tensor, rngKey: Tensor, training: boolean | null = null): [cfs: Tensor, probs: Tensor] {
    const [probs, chosen] = training ? this.#softChoices(inputs, rngKey) : this.#choices(inputs, rngKey);
    const changes = probs.matmul(ownersOf(this.featureIndices, this.#mutable()));
    // Bins are 0 or 1, so that a whole change is exact.
    return [inputs.add(chosen.sub(inputs).mul(changes)), probs];
  }

  #choices(inputs: Tensor, rngKey: Tensor): [probs: Tensor, chosen: Tensor] {
    const [coins] = random.split(rngKey) as unknown as [Tensor];
    return [sampleBernoulli(coins, this.selector!(inputs) as Tensor, this.tau, false), this.proposal(inputs)];
  }

  #softChoices(inputs: Tensor, rngKey: Tensor): [probs: Tensor, chosen: Tensor] {
    const [scores, logits] = [this.selector!.scores(inputs), this.logits(inputs)];
    const choose = (noise: Tensor) => this.#segments.softmax(logits.add(noise).div(this.tau));
    if (isCompat()) {
      const [coins, choices] = random.split(rngKey) as unknown as [Tensor, Tensor];
      // The original draws all features from one key, which it splits first.
      const key = (random.split(choices) as Tensor).at(0) as Tensor;
      const noise = this.featureIndices.map(([start, end]) => random.gumbel(key, [inputs.shape[0]!, end - start]));
      const [first, second] = random.split(coins) as unknown as [Tensor, Tensor];
      const logistic = random.gumbel(first, scores.shape).sub(random.gumbel(second, scores.shape));
      // p e^a / (p e^a + (1 - p) e^b) of its probabilities p, by their scores.
      return [ops.sigmoid(scores.add(logistic)), choose(ops.concatenate(noise, -1))];
    }
    // Coins take logistic numbers, choices take Gumbel's.
    const draw = (like: Tensor, number: number) =>
      random.fastUniform(foldKey(rngKey, number), like.shape as number[], { minval: EPSILON });
    const [ofCoins, ofChoices] = [draw(scores, 1), draw(logits, 2)];
    const logistic = ops.log(ofCoins).sub(ops.log(ops.subtract(1, ofCoins)));
    // Relaxed coins (see `relaxedCoins`), by the scores of their probabilities.
    return [ops.sigmoid(scores.add(logistic).div(this.tau)), choose(gumbelFrom(ofChoices))];
  }

  /** Which class rows are to reach, `[n]`. */
  wantedClasses(inputs: Tensor): Tensor {
    return ops.argmax(targetsOf(this.#predict(inputs), {}, isCompat()), -1);
  }

  #predict(inputs: Tensor): Tensor {
    if (!this.predFn) throw new ValueError('L2CModel needs a predictor to be trained.', { hint: 'set model.predFn.' });
    return this.predFn(inputs);
  }

  /**
   * The loss of counterfactuals: that of their prediction, and the weighted number of features that change.
   *
   * @param wanted the classes that they are to reach; by default they are found from the rows
   */
  computeL2CLoss(
    inputs: Tensor,
    cfs: Tensor,
    probs: Tensor,
    wanted: Tensor = this.wantedClasses(inputs),
  ): [validity: Tensor, sparsity: Tensor] {
    const validity = ops.mean(losses.sparseCategoricalCrossentropy(wanted, this.#predict(cfs)) as Tensor);
    // The original takes the norm of a matrix, which is its largest column sum: of probabilities, none of them below 0.
    const amount = isCompat()
      ? ops.max(ops.sum(probs, 0))
      : ops.mean(probs.matmul(tensor(this.#mutable(), [this.immutableMask.length, 1])));
    return [validity, amount.mul(this.alpha)];
  }

  override call(inputs: Tensor, { training = null }: { training?: boolean | null } = {}): Tensor {
    const [cfs, probs] = this.forward(inputs, this.seedGenerator.next(), training);
    if (training) {
      for (const loss of this.computeL2CLoss(inputs, cfs, probs)) this.addLoss(loss);
    }
    return cfs;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      generator_layers: this.generatorLayers,
      selector_layers: this.selectorLayers,
      feature_indices: this.featureIndices,
      immutable_mask: this.immutableMask,
      alpha: this.alpha,
      tau: this.tau,
      seed: this.seed,
    };
  }
}

/** The smallest of the uniform numbers: noise stays finite. */
const EPSILON = 2 ** -24;

/**
 * The training of an {@link L2CModel} on rows in bins with the classes that they are to reach, `[bins, wanted]`: what depends on the rows
 * alone is not computed in each step.
 */
export class L2CTraining extends Model {
  constructor(readonly network: L2CModel) {
    super();
  }

  override call([inputs, wanted]: readonly Tensor[], { training = null }: { training?: boolean | null } = {}): Tensor {
    const { network } = this;
    const [cfs, probs] = network.forward(inputs!, network.seedGenerator.next(), training);
    if (training) for (const loss of network.computeL2CLoss(inputs!, cfs, probs, wanted!)) this.addLoss(loss);
    return cfs;
  }
}
