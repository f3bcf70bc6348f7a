/** A few modules in torch's manner, for the tests of TorchModuleWrapper: parameters and buffers in fields, and modes. */
import { ops, random, type Tensor, Variable } from '@org/core';

/** A variable that calls change, and training does not. */
class Buffer extends Variable {}

export abstract class Module {
  training = true;

  abstract forward(...inputs: never[]): unknown;

  private *fields(prefix = ''): Generator<[string, Variable]> {
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Variable) yield [`${prefix}${name}`, value];
      if (value instanceof Module) yield* value.fields(`${prefix}${name}.`);
    }
  }
  *namedParameters(): Generator<[string, Variable]> {
    for (const entry of this.fields()) if (!(entry[1] instanceof Buffer)) yield entry;
  }
  *namedBuffers(): Generator<[string, Variable]> {
    for (const entry of this.fields()) if (entry[1] instanceof Buffer) yield entry;
  }
  *parameters(): Generator<Variable> {
    for (const [, variable] of this.namedParameters()) yield variable;
  }
  *buffers(): Generator<Variable> {
    for (const [, variable] of this.namedBuffers()) yield variable;
  }
  train(mode = true): this {
    this.training = mode;
    for (const value of Object.values(this)) if (value instanceof Module) value.train(mode);
    return this;
  }
  eval(): this {
    return this.train(false);
  }
}

export class Linear extends Module {
  readonly weight: Variable;
  readonly bias: Variable;
  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    seed = 7,
  ) {
    super();
    const uniform = (shape: number[]) => random.uniform(shape, -0.5, 0.5, { seed });
    this.weight = new Variable(uniform([outFeatures, inFeatures]), { name: 'weight' });
    this.bias = new Variable(uniform([outFeatures]), { name: 'bias' });
  }
  forward(x: Tensor): Tensor {
    return ops.matmul(x, ops.transpose(this.weight)).add(this.bias);
  }
  getConfig() {
    return { in_features: this.inFeatures, out_features: this.outFeatures };
  }
  static fromConfig({ in_features, out_features }: ReturnType<Linear['getConfig']>): Linear {
    return new Linear(in_features, out_features, 8);
  }
}

export class BatchNorm1d extends Module {
  readonly weight: Variable;
  readonly bias: Variable;
  readonly running_mean: Variable;
  readonly running_var: Variable;
  constructor(readonly numFeatures: number) {
    super();
    this.weight = new Variable(ops.ones([numFeatures]), { name: 'weight' });
    this.bias = new Variable(ops.zeros([numFeatures]), { name: 'bias' });
    this.running_mean = new Buffer(ops.zeros([numFeatures]), { name: 'running_mean' });
    this.running_var = new Buffer(ops.ones([numFeatures]), { name: 'running_var' });
  }
  forward(x: Tensor): Tensor {
    const { running_mean, running_var } = this;
    let [mean, variance]: [Tensor, Tensor] = [running_mean.value, running_var.value];
    if (this.training) {
      [mean, variance] = ops.moments(x, [0]);
      const n = x.shape[0]!;
      running_mean.assign(running_mean.mul(0.9).add(mean.mul(0.1)));
      running_var.assign(running_var.mul(0.9).add(variance.mul((0.1 * n) / Math.max(n - 1, 1))));
    }
    return x
      .sub(mean)
      .div(ops.sqrt(variance.add(1e-5)))
      .mul(this.weight)
      .add(this.bias);
  }
  getConfig() {
    return { num_features: this.numFeatures };
  }
  static fromConfig({ num_features }: ReturnType<BatchNorm1d['getConfig']>): BatchNorm1d {
    return new BatchNorm1d(num_features);
  }
}

/** Of a linear map and, if wanted, a normalization: torch.nn.Sequential in the original tests. */
export class Block extends Module {
  readonly 0: Linear;
  declare readonly 1?: BatchNorm1d;
  constructor(readonly withNormalization = false) {
    super();
    this[0] = new Linear(2, 2);
    if (withNormalization) this[1] = new BatchNorm1d(2);
  }
  forward(x: Tensor): Tensor {
    const y = this[0].forward(x);
    return this[1] ? this[1].forward(y) : y;
  }
  getConfig() {
    return { with_normalization: this.withNormalization };
  }
  static fromConfig({ with_normalization }: ReturnType<Block['getConfig']>): Block {
    return new Block(with_normalization);
  }
}
