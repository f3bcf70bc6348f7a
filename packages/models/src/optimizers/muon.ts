import { bindOptions, type PythonOptions, type Tensor, type Variable } from '@org/core';
import { adamStep, biasCorrection } from './adam.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { MovingAverage } from './moving-average.js';
import { Optimizer } from './optimizer.js';
import { type OptimizerOptions, sharedParameters } from './optimizer-options.js';
import type { Slots } from './optimizer-state.js';

export interface MuonOptions extends OptimizerOptions {
  adamBeta1?: number;
  adamBeta2?: number;
  /** The weight decay of variables that Adam updates. */
  adamWeightDecay?: number | null;
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
  momentum?: number;
  /** Newton-Schulz iterations. */
  nsSteps?: number;
  nesterov?: boolean;
  /** Matches the size of the steps to Adam's (Liu et al., arXiv:2502.16982); null turns that off. */
  rmsRate?: number | null;
}

const parameters = [
  'learningRate',
  'adamBeta1',
  'adamBeta2',
  'adamWeightDecay',
  'epsilon',
  ...sharedParameters,
  'excludeLayers',
  'excludeEmbeddings',
  'muonA',
  'muonB',
  'muonC',
  'adamLrRatio',
  'momentum',
  'nsSteps',
  'nesterov',
  'rmsRate',
] as const;

/**
 * Orthogonalises the momentum of weight matrices (Jordan et al., https://kellerjordan.github.io/posts/muon/). Everything that
 * is not a matrix, embeddings, and what `excludeLayers` names (the last layer should be) is updated by AdamW.
 *
 * @example
 * model.compile({ optimizer: new Muon(0.001, { excludeLayers: ['predictions'] }), loss: 'mse' });
 */
@kerasOptimizer('Muon')
export class Muon extends Optimizer {
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
  /** Plain variables for Muon, moving averages for Adam. */
  private momentums: Slots = [];
  private adamVelocities: Slots<MovingAverage> = [];

  constructor(...args: PythonOptions<typeof parameters, MuonOptions>) {
    const options = bindOptions<MuonOptions>('Muon', parameters, 0, args);
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

  private usesAdam({ shape, path }: Variable): boolean {
    if (shape.length !== 2) return true;
    if (this.excludeEmbeddings && path.toLowerCase().includes('embedding')) return true;
    return this.excludeLayers.some((pattern) => new RegExp(pattern).test(path));
  }

  override build(variables: readonly Variable[]): void {
    super.build(variables);
    for (const variable of variables) {
      const [momentum = null, velocity = null] = this.usesAdam(variable)
        ? this.addMovingAverages([variable], { momentum: this.adamBeta1, velocity: this.adamBeta2 }).map(
            ([slot]) => slot,
          )
        : [];
      this.momentums.push(momentum ?? this.addOptimizerVariables([variable], 'momentum')[0]!);
      this.adamVelocities.push(velocity);
    }
  }

  protected override weightDecayOf(variable: Variable): number | null {
    return this.usesAdam(variable) ? this.adamWeightDecay : this.weightDecay;
  }

  override updateStep(gradient: Tensor, variable: Variable, learningRate: Tensor): void {
    const i = this.indexOf(variable);
    const momentum = this.momentums[i]!;
    const velocity = this.adamVelocities[i];
    if (velocity && momentum instanceof MovingAverage) {
      momentum.update(gradient);
      velocity.update(gradient.square());
      const decays = { beta1: this.adamBeta1, beta2: this.adamBeta2 };
      const correction = biasCorrection(decays, this.localStep(variable.dtype));
      const rate = learningRate.mul(this.adamLrRatio).mul(correction);
      this.assignSub(variable, adamStep(rate, momentum, velocity, this.epsilon));
      return;
    }
    const next = momentum.uncast.mul(this.momentum).add(gradient);
    this.assign(momentum, next);
    const direction = this.orthogonalized(this.nesterov ? next.mul(this.momentum).add(gradient) : next);
    const scale = this.rmsRate === null ? 1 : Math.sqrt(Math.max(...variable.shape)) * this.rmsRate;
    this.assignSub(variable, direction.mul(learningRate.mul(scale)));
  }

  /** Nearly the nearest orthogonal matrix, by a quintic Newton-Schulz iteration. */
  private orthogonalized(matrix: Tensor): Tensor {
    const isTall = matrix.shape[0]! > matrix.shape[1]!;
    let x = isTall ? matrix.transpose() : matrix;
    x = x.div(x.square().sum().sqrt().add(1e-7));
    for (let i = 0; i < this.nsSteps; i++) {
      const gram = x.matmul(x.transpose());
      const polynomial = gram.mul(this.muonB).add(gram.mul(this.muonC).matmul(gram));
      x = x.mul(this.muonA).add(polynomial.matmul(x));
    }
    return isTall ? x.transpose() : x;
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
