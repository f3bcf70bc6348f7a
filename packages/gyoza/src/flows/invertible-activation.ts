import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { INVERTIBLE_ACTIVATION_PARAMETERS, type InvertibleActivationArguments } from './signatures.js';

export interface InvertibleActivationOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** Axes of the inputs; all elements are transformed. */
  axes: readonly number[];
  /** Which function. */
  activation: ActivationName;
}

export type ActivationName = 'exp' | 'tanh' | 'logTanh' | 'leakyRelu' | 'sigmoid' | 'softplus' | 'cauchyCdf';

interface Monotone {
  forwards(x: Tensor): Tensor;
  /** The logarithm of the derivative. */
  logSlope(x: Tensor): Tensor;
  backwards(y: Tensor): Tensor;
}

const LEAKY_SLOPE = 0.01;
const logistic = (x: Tensor): Tensor => ops.softplus(x).add(ops.softplus(x.neg())).neg();
const logit = (y: Tensor): Tensor => y.log().sub(ops.log1p(y.neg()));
const tanhLogSlope = (x: Tensor): Tensor =>
  ops
    .subtract(Math.LN2, x)
    .sub(ops.softplus(x.mul(-2)))
    .mul(2);

/** Beyond 1 tanh goes on as a logarithm, whose value and slope are there those of tanh. */
const BEND = 1;
const FACTOR = (1 - Math.tanh(BEND) ** 2) * BEND;
const inMiddle = (x: Tensor): Tensor => ops.clip(x, -BEND, BEND);
const outside = (x: Tensor): Tensor => ops.maximum(ops.abs(x), BEND);

const functions: Readonly<Record<ActivationName, Monotone>> = {
  exp: { forwards: ops.exp, logSlope: (x) => x, backwards: ops.log },
  tanh: { forwards: ops.tanh, logSlope: tanhLogSlope, backwards: ops.arctanh },
  logTanh: {
    forwards: (x) =>
      ops.where(
        ops.abs(x).lessEqual(BEND),
        ops.tanh(inMiddle(x)),
        ops.sign(x).mul(ops.log(outside(x).div(BEND)).mul(FACTOR).add(Math.tanh(BEND))),
      ),
    logSlope: (x) =>
      ops.where(ops.abs(x).lessEqual(BEND), tanhLogSlope(inMiddle(x)), ops.log(ops.divide(FACTOR, outside(x)))),
    backwards: (y) => {
      const middle = Math.tanh(BEND);
      const far = ops.exp(ops.abs(y).sub(middle).div(FACTOR)).mul(BEND);
      return ops.where(ops.abs(y).lessEqual(middle), ops.arctanh(ops.clip(y, -middle, middle)), ops.sign(y).mul(far));
    },
  },
  leakyRelu: {
    forwards: (x) => ops.where(x.less(0), x.mul(LEAKY_SLOPE), x),
    logSlope: (x) => ops.where(x.less(0), Math.log(LEAKY_SLOPE), 0).cast(x.dtype),
    backwards: (y) => ops.where(y.less(0), y.div(LEAKY_SLOPE), y),
  },
  sigmoid: { forwards: ops.sigmoid, logSlope: logistic, backwards: logit },
  softplus: {
    forwards: ops.softplus,
    logSlope: (x) => ops.softplus(x.neg()).neg(),
    backwards: (y) => y.add(ops.log(ops.expm1(y.neg()).neg())),
  },
  cauchyCdf: {
    forwards: (x) => ops.arctan(x).div(Math.PI).add(0.5),
    logSlope: (x) => ops.log1p(x.square()).add(Math.log(Math.PI)).neg(),
    backwards: (y) => ops.tan(y.sub(0.5).mul(Math.PI)),
  },
};

/**
 * A monotone function of each element. {@link Inverse} makes its inverse of it, such as the logit of the sigmoid. Where a function is
 * nearly flat, the way back is less exact.
 *
 * @throws ValueError for another function
 * @example
 * const [y, logDeterminant] = new InvertibleActivation([4], [1], 'leakyRelu')(x);
 */
export class InvertibleActivation extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'InvertibleActivation', FLOWS);

  readonly activation: ActivationName;

  constructor(...args: InvertibleActivationArguments) {
    const { activation, ...options } = bindOptions(INVERTIBLE_ACTIVATION_PARAMETERS, args);
    super(options);
    if (!Object.hasOwn(functions, activation)) {
      throw new ValueError('InvertibleActivation has some monotone functions.', {
        expected: Object.keys(functions).join(', '),
        received: String(activation),
      });
    }
    this.activation = activation;
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [functions[this.activation].forwards(inputs), this._determinant_(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return functions[this.activation].backwards(outputs);
  }

  protected override _determinant_(x: Tensor): Tensor {
    return sumPerSample(functions[this.activation].logSlope(x));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), activation: this.activation };
  }
}
