import { ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindArguments, bindOpenOptions, formatShape, type PythonArguments } from '@org/core/internal';
import { adamStep, biasCorrection } from './adam.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { movingAverage } from './moving-average.js';
import { localStep, Optimizer, weightDecayOf } from './optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { addMovingAverages, type BuildArguments, type Slots, variablesToBuild } from './optimizer-state.js';
import { MUON_PARAMETERS, type MuonArguments } from './signatures.js';

export interface MuonOptions extends OptimizerOptions {
  adamBeta1?: number;
  adamBeta2?: number;
  /** The weight decay of variables that Adam updates. */
  adamWeightDecay?: number | null;
  /** Added to what is divided by, so that it is not 0. */
  epsilon?: number;
  /** Regular expressions; variables in whose path one is found are updated by Adam. */
  excludeLayers?: readonly string[] | null;
  /** Leaves variables with "embedding" in their path to Adam. */
  excludeEmbeddings?: boolean;
  muonA?: number;
  muonB?: number;
  muonC?: number;
  /** Adam's learning rate, relative to Muon's. */
  adamLrRatio?: number;
  /** How much of the last step, or of the moving value, stays. */
  momentum?: number;
  /** Newton-Schulz iterations. */
  nsSteps?: number;
  /** Whether the momentum is that of Nesterov. */
  nesterov?: boolean;
  /** Matches the size of the steps to Adam's (Liu et al., arXiv:2502.16982); null turns that off. */
  rmsRate?: number | null;
}

/**
 * Orthogonalises the momentum of weight matrices (Jordan et al., https://kellerjordan.github.io/posts/muon/). Everything that
 * is not a matrix, embeddings, and what `excludeLayers` names (the last layer should be) is updated by AdamW.
 *
 * @example
 * model.compile({ optimizer: new Muon(0.001, { excludeLayers: ['predictions'] }), loss: 'mse' });
 */
export class Muon extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Muon');

  readonly adamBeta1: number;
  readonly adamBeta2: number;
  readonly adamWeightDecay: number | null;
  readonly epsilon: number;
  readonly excludeLayers: readonly string[];
  readonly excludeEmbeddings: boolean;
  readonly muonA: number;
  readonly muonB: number;
  readonly muonC: number;
  readonly adamLrRatio: number;
  readonly momentum: number;
  readonly nsSteps: number;
  readonly nesterov: boolean;
  readonly rmsRate: number | null;
  #momentums: Slots = [];
  /** Of the variables that Adam updates. */
  #adamVelocities: Slots = [];

  constructor(...args: MuonArguments) {
    const options = bindOpenOptions(MUON_PARAMETERS, args);
    const {
      learningRate = 0.001,
      adamBeta1 = 0.9,
      adamBeta2 = 0.999,
      adamWeightDecay = 0.004,
      epsilon = 1e-7,
      weightDecay = 0.004,
      excludeLayers = null,
      excludeEmbeddings = true,
      muonA = 3.4445,
      muonB = -4.775,
      muonC = 2.0315,
      adamLrRatio = 1,
      momentum = 0.95,
      nsSteps = 5,
      nesterov = true,
      rmsRate = 0.2,
      ...shared
    } = options;
    super({ learningRate, weightDecay, ...shared });
    this.adamBeta1 = adamBeta1;
    this.adamBeta2 = adamBeta2;
    this.adamWeightDecay = adamWeightDecay;
    this.epsilon = epsilon;
    this.excludeLayers = excludeLayers ?? [];
    this.excludeEmbeddings = excludeEmbeddings;
    this.muonA = muonA;
    this.muonB = muonB;
    this.muonC = muonC;
    this.adamLrRatio = adamLrRatio;
    this.momentum = momentum;
    this.nsSteps = nsSteps;
    this.nesterov = nesterov;
    this.rmsRate = rmsRate;
  }

  #usesAdam({ shape, path }: Variable): boolean {
    if (shape.length !== 2) return true;
    if (this.excludeEmbeddings && path.toLowerCase().includes('embedding')) return true;
    return this.excludeLayers.some((pattern) => new RegExp(pattern).test(path));
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    super.build(variables);
    for (const variable of variables) {
      const [momentum = null, velocity = null] = this.#usesAdam(variable)
        ? addMovingAverages(this, [variable], { momentum: this.adamBeta1, velocity: this.adamBeta2 }).map(
            ([slot]) => slot,
          )
        : [];
      this.#momentums.push(momentum ?? this.addOptimizerVariables([variable], 'momentum')[0]!);
      this.#adamVelocities.push(velocity);
    }
  }

  override [weightDecayOf](variable: Variable): number | null {
    return this.#usesAdam(variable) ? this.adamWeightDecay : this.weightDecay;
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: TensorLike): void {
    const i = this._getVariableIndex(variable);
    const momentum = this.#momentums[i]!;
    const velocity = this.#adamVelocities[i];
    if (velocity) {
      this.assign(momentum, movingAverage(momentum, gradient, this.adamBeta1));
      this.assign(velocity, movingAverage(velocity, gradient.square(), this.adamBeta2));
      const decays = { beta1: this.adamBeta1, beta2: this.adamBeta2 };
      const correction = biasCorrection(decays, localStep(this, variable.dtype));
      const rate = ops.multiply(learningRate, this.adamLrRatio).mul(correction);
      this.assignSub(variable, adamStep(rate, momentum, velocity, this.epsilon));
      return;
    }
    const next = momentum.uncast.mul(this.momentum).add(gradient);
    this.assign(momentum, next);
    const direction = this.nesterov ? next.mul(this.momentum).add(gradient) : next;
    const update = this.zeropowerViaNewtonschulz5(direction, this.nsSteps).mul(learningRate);
    this.assignSub(variable, this.lrAdjust(update));
  }

  /** The update of a matrix in the size of Adam's (Liu et al., arXiv:2502.16982), as far as `rmsRate` says so. */
  lrAdjust(...args: [x: Tensor] | [keywords: { x: Tensor }]): Tensor {
    const [x] = bindArguments('lrAdjust', ['x'], 1, args) as [Tensor];
    if (this.rmsRate === null) return x;
    return x.mul(Math.sqrt(Math.max(x.shape[0]!, x.shape[1]!)) * this.rmsRate);
  }

  /** Matrices with rows and columns exchanged. */
  transposeLastAxis(...args: [X: Tensor] | [keywords: { X: Tensor }]): Tensor {
    const [matrices] = bindArguments('transposeLastAxis', ['X'], 1, args) as [Tensor];
    return ops.swapaxes(matrices, -1, -2);
  }

  /**
   * Nearly the nearest orthogonal matrix, by a quintic Newton-Schulz iteration.
   *
   * @throws ValueError for less than two axes
   */
  zeropowerViaNewtonschulz5(...args: PythonArguments<['x', 'steps'], [x: Tensor, steps: number]>): Tensor {
    const [matrix, steps] = bindArguments('zeropowerViaNewtonschulz5', ['x', 'steps'], 2, args) as [Tensor, number];
    const [rows, columns] = matrix.shape.slice(-2);
    if (rows === undefined || columns === undefined) {
      throw new ValueError('Only matrices can be made orthogonal.', {
        expected: 'at least 2 axes',
        received: `shape ${formatShape(matrix.shape)}`,
      });
    }
    const isTall = rows > columns;
    let x = isTall ? this.transposeLastAxis(matrix) : matrix;
    x = x.div(x.square().sum([-2, -1], true).sqrt().add(1e-7));
    for (let i = 0; i < steps; i++) {
      const gram = x.matmul(this.transposeLastAxis(x));
      const polynomial = gram.mul(this.muonB).add(gram.mul(this.muonC).matmul(gram));
      x = x.mul(this.muonA).add(polynomial.matmul(x));
    }
    return isTall ? this.transposeLastAxis(x) : x;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      adam_beta_1: this.adamBeta1,
      adam_beta_2: this.adamBeta2,
      epsilon: this.epsilon,
      exclude_layers: this.excludeLayers,
      muon_a: this.muonA,
      muon_b: this.muonB,
      muon_c: this.muonC,
      adam_lr_ratio: this.adamLrRatio,
      momentum: this.momentum,
      ns_steps: this.nsSteps,
      nesterov: this.nesterov,
      exclude_embeddings: this.excludeEmbeddings,
      adam_weight_decay: this.adamWeightDecay,
      rms_rate: this.rmsRate,
    };
  }
}
