import {
  NotImplementedError,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
} from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type Layer, type LayerOptions, serialize } from '@org/layers';
import { AssertionError } from '../../errors.js';
import { FLOW_LAYERS, registered } from '../../register.js';
import { Mask } from '../masks/mask.js';
import { FlowLayer, type FlowOutputs, joinCondition } from './flow-layer.js';
import { COUPLING_PARAMETERS, type CouplingArguments } from './signatures.js';

/** What computes the parameters of a coupling: a layer, a model, or a function where nothing is to be built or saved. */
export type CouplingNetwork = Layer | ((x: Tensor) => Tensor | readonly Tensor[]);

/** @throws ValueError for parameters of a network that are not one for each element */
export function assertFitting(layer: Layer, x: Tensor, parameters: Tensor): void {
  const fits =
    parameters.rank <= x.rank &&
    parameters.shape.every((size, i) => size === 1 || size === x.shape.at(i - parameters.rank));
  if (fits) return;
  throw new ValueError(`The network of ${layer.constructor.name} gives a number for each element.`, {
    expected: `[${x.shape}]`,
    received: `[${parameters.shape}]`,
  });
}

/** One tensor, or several. */
export type CouplingParameters = Tensor | readonly Tensor[];

export interface CouplingOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** Makes the parameters from the inputs that pass the mask; the others are 0. It need not be invertible. */
  computeCouplingParameters: CouplingNetwork;
  /** What passes is kept; what does not is transformed. Has the shape and the axes of the layer. */
  mask: Mask;
  /** The size of the last axis of the condition, where the layer is called with one. Beyond the original. */
  conditionSize?: number;
}

/**
 * Base class of layers that leave the elements that pass a mask as they are, and transform the others by parameters that a network
 * makes of the former. Subclasses define `_couple_(inputs, parameters)`, `_decouple_(outputs, parameters)` and
 * `computeJacobianDeterminant(x)`.
 *
 * @throws AssertionError where the mask has another shape or other axes
 * @example
 * import { HeavisideMask } from '@org/gyoza';
 * import { layers, ops, type Tensor } from '@org/models';
 * class Shift extends Coupling {
 *   override _couple_(x: Tensor, t: Tensor) { return x.add(t); }
 *   override _decouple_(y: Tensor, t: Tensor) { return y.sub(t); }
 *   override computeJacobianDeterminant(x: Tensor) { return ops.zeros([x.shape[0]!]); }
 * }
 * const [y] = new Shift([4], [1], new layers.Dense(4), new HeavisideMask([1], [4]))(x);
 */
export class Coupling extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Coupling', FLOW_LAYERS);

  readonly _computeCouplingParameters_: CouplingNetwork;
  readonly _mask_: Mask;
  readonly conditionSize: number;
  /** Whether the network was built here, for inputs and conditions of known sizes. */
  #isSized = false;

  constructor(...args: CouplingArguments) {
    const {
      computeCouplingParameters,
      mask,
      conditionSize = 0,
      ...options
    } = bindOptions({ ...COUPLING_PARAMETERS, callee: new.target.name }, args);
    super(options);
    if (!(mask instanceof Mask))
      throw new PythonTypeError('The mask of a coupling layer is a Mask.', { received: String(mask) });
    if (typeof computeCouplingParameters !== 'function') {
      throw new PythonTypeError('The parameters of a coupling layer come from a layer, a model or a function.', {
        received: String(computeCouplingParameters),
      });
    }
    assertSame('shape', this._shape_, mask._shape_);
    assertSame('axes', this._axes_, mask._axes_);
    this._computeCouplingParameters_ = computeCouplingParameters;
    this._mask_ = mask;
    this.conditionSize = conditionSize;
  }

  override build(inputShape: SymbolicShape): void {
    const network = this._computeCouplingParameters_;
    const last = inputShape.at(-1) ?? null;
    if (!isLayer(network) || network.built) return;
    network.build([...inputShape.slice(0, -1), last === null ? null : last + this.conditionSize]);
    this.#isSized = last !== null;
  }

  /** What the network makes of the elements that pass. */
  protected parametersFor(passing: Tensor, condition: TensorLike | null): CouplingParameters {
    const network = this._computeCouplingParameters_ as (x: Tensor) => CouplingParameters;
    return network(joinCondition(passing, condition, this.#isSized ? this.conditionSize : this.conditionSize || null));
  }

  protected override _transform_(inputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const passing = this._mask_.call(inputs);
    const parameters = this.parametersFor(passing, condition);
    const coupled = this._mask_.call(this._couple_(inputs, parameters), false);
    return [passing.add(coupled), this._logDeterminant_(inputs, parameters, condition)];
  }

  protected override _invert_(outputs: Tensor, condition: TensorLike | null): Tensor {
    const passing = this._mask_.call(outputs);
    const parameters = this.parametersFor(passing, condition);
    return passing.add(this._mask_.call(this._decouple_(outputs, parameters), false));
  }

  /** The network runs once for both. */
  protected override _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const passing = this._mask_.call(outputs);
    const parameters = this.parametersFor(passing, condition);
    const inputs = passing.add(this._mask_.call(this._decouple_(outputs, parameters), false));
    return [inputs, this._logDeterminant_(inputs, parameters, condition).neg()];
  }

  /** Log-determinants from parameters that are there already. */
  protected _logDeterminant_(inputs: Tensor, _parameters: CouplingParameters, condition: TensorLike | null): Tensor {
    return this.computeJacobianDeterminant(inputs, { condition });
  }

  protected override _determinant_(x: Tensor, condition: TensorLike | null): Tensor {
    const owner = this.constructor.prototype as Coupling;
    if (owner._logDeterminant_ === Coupling.prototype._logDeterminant_)
      throw new NotImplementedError(`${this.constructor.name} must define computeJacobianDeterminant(x).`);
    return this._logDeterminant_(x, this.parametersFor(this._mask_.call(x), condition), condition);
  }

  /** The transformed inputs; what the mask lets pass is put back afterwards. */
  _couple_(_inputs: Tensor, _couplingParameters: CouplingParameters): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define _couple_(inputs, couplingParameters).`);
  }

  /** The inverse of {@link _couple_}. */
  _decouple_(_outputs: Tensor, _couplingParameters: CouplingParameters): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define _decouple_(outputs, couplingParameters).`);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      compute_coupling_parameters: serialize(this._computeCouplingParameters_ as Layer),
      mask: serialize(this._mask_),
      ...(this.conditionSize > 0 && { condition_size: this.conditionSize }),
    };
  }

  /** A layer from the config of another, network and mask included. */
  static override fromConfig(config: Record<string, unknown>): Coupling {
    const { compute_coupling_parameters: network, mask, ...others } = config;
    return super.fromConfig({
      ...others,
      compute_coupling_parameters: deserialize(network as never),
      mask: deserialize(mask as never),
    }) as Coupling;
  }
}

const isLayer = (network: CouplingNetwork): network is Layer => 'built' in network;

function assertSame(what: string, own: readonly number[], ofMask: readonly number[]): void {
  if (own.length === ofMask.length && own.every((each, i) => each === ofMask[i])) return;
  throw new AssertionError(`The ${what} of a coupling layer and of its mask are the same.`, {
    received: `[${own}] and [${ofMask}]`,
  });
}
