/** Layer-wise relevance propagation (Bach et al., 2015; Montavon et al., 2019): how relevance goes back through layers. */
import {
  customGradient,
  type GradientRule,
  type GradientRules,
  isTensor,
  ops,
  PythonTypeError,
  type Tensor,
  type Variable,
  vjp,
  withGradientRules,
  withValues,
} from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import type { CallInterceptor, Layer } from '@org/layers';

/** x, away from 0. */
const stabilized = (x: Tensor, epsilon: number): Tensor => x.add(ops.where(ops.less(x, 0), -epsilon, epsilon));

/** How relevance goes back through a layer that it is given to. */
export abstract class PropagationRule {
  /** Keeps quotients finite. */
  readonly stabilityFactor: number = 1e-9;

  /** Other values for some of the layer's weights. */
  protected weights(_layer: Layer): [Variable, Tensor][] {
    return [];
  }

  /**
   * From the relevance of what a layer gives to the factors that make relevance of what it gets.
   *
   * @param call computes the layer
   */
  multipliers(layer: Layer, input: Tensor, relevance: Tensor, call: (x: Tensor) => Tensor): Tensor {
    const values = this.weights(layer);
    let met = false;
    // The relevance is that in front of the layer's activation as well; there it is divided.
    const divide: GradientRule = ([g], { inputs: [z] }) => {
      met = true;
      return [g!.div(stabilized(z!, this.stabilityFactor))];
    };
    const rules = Object.fromEntries(NONLINEAR.map((name) => [name, divide]));
    return withGradientRules(rules, () => {
      const [output, pullback] = vjp((x: Tensor) => withValues(values, () => call(x)).result, input);
      const [throughActivation] = pullback(relevance) as [Tensor];
      if (met) return throughActivation;
      return (pullback(relevance.div(stabilized(output, this.stabilityFactor))) as [Tensor])[0];
    });
  }
}

const EPSILON = ['epsilon'] as const;

/** The layer's own weights, and a small number in quotients: for the middle of a network. */
export class EpsilonRule extends PropagationRule {
  override readonly stabilityFactor: number;

  /** @param args epsilon = 1e-9, what takes up noise: the larger, the sparser is the result */
  constructor(...args: PythonArguments<typeof EPSILON, [epsilon?: number]>) {
    super();
    const [epsilon = 1e-9] = bindArguments('EpsilonRule', EPSILON, 0, args) as [number?];
    this.stabilityFactor = epsilon;
  }
}

const isBias = ({ name }: Variable): boolean => name === 'bias';

/** Weights changed one by one; biases stay, or are zero. */
abstract class WeightRule extends PropagationRule {
  constructor(readonly setBiasToZero: boolean) {
    super();
  }

  protected abstract changed(weight: Tensor): Tensor;

  protected override weights({ trainableVariables }: Layer): [Variable, Tensor][] {
    return trainableVariables
      .filter((variable) => this.setBiasToZero || !isBias(variable))
      .map((variable) => [variable, isBias(variable) ? ops.zerosLike(variable.value) : this.changed(variable.value)]);
  }
}

const GAMMA = ['gamma', 'setBiasToZero'] as const;

/** Positive weights count more: for the first layers. */
export class GammaRule extends WeightRule {
  readonly gamma: number;

  /** @param args gamma = 0.25, the share by which positive weights grow; setBiasToZero = false */
  constructor(...args: PythonArguments<typeof GAMMA, [gamma?: number, setBiasToZero?: boolean]>) {
    const [gamma = 0.25, zero = false] = bindArguments('GammaRule', GAMMA, 0, args) as [number?, boolean?];
    super(zero);
    this.gamma = gamma;
  }

  protected changed(weight: Tensor): Tensor {
    return weight.add(weight.relu().mul(this.gamma));
  }
}

const ALPHA = ['setBiasToZero'] as const;

/** Positive weights alone: for the first layers; also known as deep Taylor decomposition. */
export class Alpha1Beta0Rule extends WeightRule {
  /** @param args setBiasToZero = false */
  constructor(...args: PythonArguments<typeof ALPHA, [setBiasToZero?: boolean]>) {
    const [zero = false] = bindArguments('Alpha1Beta0Rule', ALPHA, 0, args) as [boolean?];
    super(zero);
  }

  protected changed(weight: Tensor): Tensor {
    return weight.relu();
  }
}

/** The original's spelling. */
export const Alpha1_Beta0_Rule = Alpha1Beta0Rule;

/** Relevance passes by the layer, whose input and output have one shape. */
export class IdentityRule extends EpsilonRule {
  override multipliers(_layer: Layer, input: Tensor, relevance: Tensor): Tensor {
    return relevance.div(stabilized(input, this.stabilityFactor));
  }
}

/** Functions that relevance passes. */
const NONLINEAR =
  'relu elu leaky_relu clamp sigmoid tanh softplus softmax log_softmax exp expm1 log log1p sqrt erf absolute sin cos'.split(
    ' ',
  );

/** What holds where no rule is given: factors go back as derivatives do, but pass activations so that the relevance stays. */
export function lrpRules(epsilon = 1e-9): GradientRules {
  const pass: GradientRule = ([g], { inputs: [z], outputs: [y] }) => [g!.mul(y!).div(stabilized(z!, epsilon))];
  // The factors of a product share its relevance.
  const share: GradientRule = ([g], { active }, own) => own([active.every(Boolean) ? g!.mul(0.5) : g!]);
  return { ...Object.fromEntries(NONLINEAR.map((name) => [name, pass])), multiply: share, matmul: share };
}

/** Gives layers with a rule of their own that rule. @throws TypeError for such a layer with several inputs */
export const interceptWithRules =
  (ruleOf: (layer: Layer) => PropagationRule | null): CallInterceptor =>
  (layer, [input, ...others], next) => {
    const rule = ruleOf(layer);
    if (!rule) return next(input, ...others);
    if (!isTensor(input))
      throw new PythonTypeError(`The layer "${layer.name}" has a rule, but not one tensor as its input.`, {
        received: typeof input,
      });
    const call = (x: Tensor) => next(x, ...others) as Tensor;
    return customGradient((x: Tensor) => {
      const output = call(x);
      return [output, (g: Tensor) => rule.multipliers(layer, x, g.mul(output), call)];
    })(input);
  };
