import {
  isTensor,
  NotImplementedError,
  ops,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
} from '@org/core';
import { bindArguments, bindOptions, type PythonArguments } from '@org/core/python';
import { Layer, type LayerInputs, type LayerOptions } from '@org/layers';
import { FLOW_LAYERS, registered } from '../../register.js';
import { FLOW_LAYER_PARAMETERS, type FlowLayerArguments } from './signatures.js';

export interface FlowLayerOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0; they need not follow each other. */
  axes: readonly number[];
}

/** What a flow takes besides its inputs. */
export interface Conditioned {
  /** What the transformation depends on besides its inputs; it has their rank, and its last axis is joined to theirs. */
  condition?: TensorLike | null;
}

/** The outputs of a flow, and the logarithm of the absolute Jacobian determinant of each sample, `[batch]`. */
export type FlowOutputs = [outputs: Tensor, jacobianDeterminant: Tensor];

/** What `invert` takes, by position or by name. */
export type InvertArguments = PythonArguments<
  ['outputs', 'condition'],
  [outputs: Tensor, condition?: TensorLike | null]
>;

export interface FlowLayer {
  /** The outputs and the log-determinants. */
  (inputs: LayerInputs, options?: Conditioned): FlowOutputs;
}

/**
 * Base class of invertible layers. A call gives the outputs and, for each sample, the logarithm of the absolute determinant of the
 * Jacobian; {@link invert} leads back. Subclasses define `call` and `invert`, and `computeJacobianDeterminant`.
 *
 * @throws ValueError where shape and axes differ in length, or axes are not ascending and positive
 * @example
 * class Twice extends FlowLayer {
 *   override call(x: Tensor): [Tensor, Tensor] { return [x.mul(2), ops.fullLike(x.at(':', 0), Math.log(2) * x.shape[1]!)]; }
 *   override invert(y: Tensor) { return y.div(2); }
 * }
 * const [y, logDeterminant] = new Twice([4], [1])(x);
 */
export class FlowLayer extends Layer {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'FlowLayer', FLOW_LAYERS);
  static override readonly callParameters: readonly string[] = ['inputs', '*', 'condition'];

  readonly _shape_: readonly number[];
  readonly _axes_: readonly number[];

  constructor(...args: FlowLayerArguments) {
    const { shape, axes, ...options } = bindOptions(FLOW_LAYER_PARAMETERS, args);
    super(options);
    assertAxes(shape, axes);
    this._shape_ = [...shape];
    this._axes_ = [...axes];
  }

  override call(inputs: Tensor, { condition = null }: Conditioned = {}): FlowOutputs {
    assertBatch('call', this, inputs);
    return this._transform_(inputs, condition);
  }

  /**
   * The inputs that lead to the outputs.
   *
   * @throws TypeError for what is no tensor
   */
  invert(...args: InvertArguments): Tensor {
    const [outputs, condition = null] = bindArguments('invert', ['outputs', 'condition'], 1, args) as [
      Tensor,
      TensorLike?,
    ];
    assertBatch('invert', this, outputs);
    return this._invert_(outputs, condition);
  }

  /** The inputs that lead to the outputs, and the log-determinants of this way back. */
  invertWithDeterminant(...args: InvertArguments): FlowOutputs {
    const [outputs, condition = null] = bindArguments('invertWithDeterminant', ['outputs', 'condition'], 1, args) as [
      Tensor,
      TensorLike?,
    ];
    assertBatch('invertWithDeterminant', this, outputs);
    return this._invertWithDeterminant_(outputs, condition);
  }

  /** For each sample the logarithm of the absolute determinant of the Jacobian at `x`: `[batch]`. */
  computeJacobianDeterminant(x: Tensor, { condition = null }: Conditioned = {}): Tensor {
    return this._transform_(x, condition)[1];
  }

  /**
   * Takes from a batch what the layer can take from data; most take nothing.
   *
   * @returns the outputs
   */
  initialize(x: TensorLike): Tensor {
    return this(x)[0];
  }

  /** Most layers keep the shape. */
  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    return [inputShape, inputShape.slice(0, 1)];
  }

  /** What a call computes. */
  protected _transform_(_inputs: Tensor, _condition: TensorLike | null): FlowOutputs {
    throw new NotImplementedError(`${this.constructor.name} must define call(inputs).`);
  }

  /** What {@link invert} computes. */
  protected _invert_(_outputs: Tensor, _condition: TensorLike | null): Tensor {
    throw new NotImplementedError(`${this.constructor.name} must define invert(outputs).`);
  }

  /** What {@link invertWithDeterminant} computes. */
  protected _invertWithDeterminant_(outputs: Tensor, condition: TensorLike | null): FlowOutputs {
    const inputs = this.invert(outputs, { condition });
    return [inputs, this.computeJacobianDeterminant(inputs, { condition }).neg()];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), shape: this._shape_, axes: this._axes_ };
  }
}

function assertAxes(shape: readonly number[], axes: readonly number[]): void {
  if (!Array.isArray(shape) || !Array.isArray(axes) || shape.length !== axes.length) {
    throw new ValueError('A flow layer has a size for each of its axes.', {
      received: `shape [${shape}], axes [${axes}]`,
    });
  }
  const areAscending = axes.every(
    (axis, i) => Number.isInteger(axis) && axis > (i === 0 ? 0 : (axes[i - 1] as number)),
  );
  if (areAscending) return;
  throw new ValueError('The axes of a flow layer are ascending positive integers; 0 is that of the batch.', {
    received: `axes [${axes}]`,
  });
}

/** @throws TypeError for what is no tensor, ValueError for one without an axis besides that of the batch */
export function assertBatch(method: string, layer: Layer, x: unknown): void {
  if (!isTensor(x)) {
    throw new PythonTypeError(`${method}() of ${layer.constructor.name} takes a tensor.`, { received: typeof x });
  }
  if (x.rank > 1) return;
  throw new ValueError(`${method}() of ${layer.constructor.name} takes a batch of tensors.`, {
    expected: 'at least two axes',
    received: `[${x.shape}]`,
  });
}

/** The log-determinants of what keeps volumes. */
export const noChange = (x: Tensor): Tensor => ops.zeros([x.shape[0]!], x.dtype);

/** The sum over all axes but that of the batch. */
export const sumPerSample = (x: Tensor): Tensor =>
  x.rank === 1 ? x : ops.sum(x, { axis: x.shape.map((_, axis) => axis).slice(1) });

/** The outputs and log-determinants of several layers, one after the other. */
export const inSequence = (layers: readonly FlowLayer[], x: Tensor, condition: TensorLike | null): FlowOutputs =>
  layers.reduce<FlowOutputs>(
    ([each, sum], layer) => {
      const [y, determinant] = layer(each, withCondition(condition));
      return [y, sum.add(determinant)];
    },
    [x, noChange(x)],
  );

/** The way back through several layers. */
export const backThrough = (layers: readonly FlowLayer[], y: Tensor, condition: TensorLike | null): FlowOutputs =>
  layers.reduceRight<FlowOutputs>(
    ([each, sum], layer) => {
      const [x, determinant] = layer.invertWithDeterminant(each, withCondition(condition));
      return [x, sum.add(determinant)];
    },
    [y, noChange(y)],
  );

/** Makes the weights of layers that follow each other. @returns the shape of the last one's outputs */
export const buildInSequence = (layers: readonly FlowLayer[], inputShape: SymbolicShape): SymbolicShape =>
  layers.reduce((shape, layer) => {
    if (!layer.built) layer.build(shape);
    return (layer.computeOutputShape(shape) as readonly SymbolicShape[])[0]!;
  }, inputShape);

/** Keywords without those that are not given, as layers of users may take none. */
export const withCondition = (condition: TensorLike | null): Conditioned => (condition === null ? {} : { condition });
