import { ops, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

const PARAMETERS = ['numFeatures', 'eps', 'momentum'] as const;
type Arguments = PythonArguments<typeof PARAMETERS, [numFeatures: number, eps?: number, momentum?: number]>;

/**
 * torch's normalization of channels (axis 1). In training by the statistics of the batch, whose unbiased variance moves the running
 * one; otherwise by the running ones.
 */
class BatchNorm extends Module {
  readonly weight: Variable;
  readonly bias: Variable;
  readonly runningMean: Variable;
  readonly runningVar: Variable;
  readonly numBatchesTracked: Variable;

  readonly eps: number;
  /** How far running statistics move towards those of a batch. */
  readonly momentum: number;

  constructor(...args: Arguments) {
    super();
    const [numFeatures, eps = 1e-5, momentum = 0.1] = bindArguments(new.target.name, PARAMETERS, 1, args) as [
      number,
      number?,
      number?,
    ];
    [this.eps, this.momentum] = [eps, momentum];
    this.weight = this.parameter('weight', [numFeatures], 1);
    this.bias = this.parameter('bias', [numFeatures], 0);
    this.runningMean = this.buffer('running_mean', [numFeatures], 0);
    this.runningVar = this.buffer('running_var', [numFeatures], 1);
    this.numBatchesTracked = this.buffer('num_batches_tracked', [], 0, 'int64');
  }

  forward(x: Tensor): Tensor {
    const shape = [-1, ...x.shape.slice(2).map(() => 1)];
    const [mean, variance] = this.training ? this.ofBatch(x) : [this.runningMean, this.runningVar];
    const [scale, shift] = this.scaleAndShift(mean, variance, this.weight, this.bias);
    return ops.add(ops.multiply(x, ops.reshape(scale, shape)), ops.reshape(shift, shape));
  }

  /** What the running statistics multiply channels by, and what they add then, with these values for the parameters. */
  running(weight: Tensor, bias: Tensor): [scale: Tensor, shift: Tensor] {
    return this.scaleAndShift(this.runningMean, this.runningVar, weight, bias);
  }

  private scaleAndShift(
    mean: TensorLike,
    variance: TensorLike,
    weight: TensorLike,
    bias: TensorLike,
  ): [Tensor, Tensor] {
    const scale = ops.divide(weight, ops.sqrt(ops.add(variance, this.eps)));
    return [scale, ops.subtract(bias, ops.multiply(mean, scale))];
  }

  /** Mean and variance of the batch, which move the running ones. */
  private ofBatch(x: Tensor): [mean: Tensor, variance: Tensor] {
    const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    const [mean, variance] = ops.moments(x, axes);
    this.move(this.runningMean, mean);
    this.move(this.runningVar, ops.multiply(variance, count / Math.max(count - 1, 1)));
    this.numBatchesTracked.assignAdd(1);
    return [mean, variance];
  }

  private move(running: Variable, value: Tensor): void {
    const { momentum } = this;
    running.assign(ops.add(ops.multiply(running, 1 - momentum), ops.multiply(ops.stopGradient(value), momentum)));
  }
}

/** Normalizes the channels of `[N, C]` or `[N, C, L]`. */
export class BatchNorm1d extends BatchNorm {}

/** Normalizes the channels of `[N, C, H, W]`. */
export class BatchNorm2d extends BatchNorm {}
