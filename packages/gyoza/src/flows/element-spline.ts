import { ops, type Tensor, tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { product, range } from '../utilities/numbers.js';
import { expandAxes } from '../utilities/tensors.js';
import type { AtElements } from './element-law.js';
import { ELEMENT_SPLINE_PARAMETERS, type ElementSplineArguments } from './signatures.js';
import type { SplineTails } from './splines/pieces.js';
import { Spline, type SplineKindName } from './splines/spline.js';

export interface ElementSplineOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes along which there is a spline for each element: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** How many pieces a spline has. */
  bins?: number;
  /** The splines reach from minus this to this; beyond, elements stay. One for all, or for each element along the axes. */
  bound?: number | readonly number[];
  /** 'circular' for angles, whose slopes are the same at both ends; or what each element along the axes has. */
  tails?: SplineTails | readonly SplineTails[];
  /** What pieces are: quotients of quadratic functions, or 'linear', 'quadratic' or 'cubic' functions. */
  kind?: SplineKindName;
}

/**
 * A monotone spline for each element, rational-quadratic if not said otherwise, trained as it is, without a network (Durkan et al., arXiv:1906.04032). Begins as
 * the identity.
 *
 * @example
 * const [y, logDeterminant] = new ElementSpline([4], [1], { bins: 6 })(x);
 */
export class ElementSpline extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ElementSpline', FLOWS);

  readonly law: Spline;
  readonly knots: Variable;

  constructor(...args: ElementSplineArguments) {
    const { bins, bound, tails, kind, ...options } = bindOptions(ELEMENT_SPLINE_PARAMETERS, args);
    super(options);
    this.law = new Spline({ bins, bound, tails, kind }, product(this._shape_));
    const shape = [...this._shape_, this.law.parameterCount];
    this.knots = this.addWeight({ name: 'knots', shape, initializer: 'zeros' });
  }

  /** The parameters in the rank of `x`, and one axis more; and other numbers of elements in this rank. */
  #parameters(x: Tensor): [knots: Tensor, at: AtElements] {
    const others = range(x.rank).filter((axis) => !this._axes_.includes(axis));
    const numbers = (each: readonly number[]) => tensor([...each], [...this._shape_], 'float64');
    return [expandAxes(this.knots, others), (each) => ops.cast(expandAxes(numbers(each), others), x.dtype)];
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const [y, logDerivative] = this.law.forwards(inputs, ...this.#parameters(inputs));
    return [y, sumPerSample(logDerivative)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return this.law.backwards(outputs, ...this.#parameters(outputs));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this.law.getConfig() };
  }
}
