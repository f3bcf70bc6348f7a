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

/** Sizes along axes, and how many axes there are with that of the batch, where that is settled. */
export interface Sizes {
  readonly shape: readonly number[];
  readonly axes: readonly number[];
  readonly rank?: number | null;
}

/** The outputs of a flow, and the logarithm of the absolute Jacobian determinant of each sample, `[batch]`. */
export type FlowOutputs = [outputs: Tensor, jacobianDeterminant: Tensor];

/** What `invert` takes, by position or by name. */
export type InvertArguments = PythonArguments<
  ['outputs', 'condition'],
  [outputs: Tensor, condition?: TensorLike | null]
>;

/** What `computeJacobianDeterminant` takes, by position or by name. */
export type JacobianArguments = PythonArguments<['x', 'condition'], [x: Tensor, condition?: TensorLike | null]>;

/** What `initialize` takes, by position or by name. */
export type InitializeArguments = PythonArguments<['x', 'condition'], [x: TensorLike, condition?: TensorLike | null]>;

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
    const { shape, axes, ...options } = bindOptions({ ...FLOW_LAYER_PARAMETERS, callee: new.target.name }, args);
    super(options);
    assertAxes(shape, axes);
    this._shape_ = [...shape];
    this._axes_ = [...axes];
  }

  override call(inputs: Tensor, { condition = null }: Conditioned = {}): FlowOutputs {
    assertBatch('call', this, inputs);
    assertSizes('call', this, inputs, this._inputSizes_);
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
    this.#prepareInverse('invert', outputs);
    return this._invert_(outputs, condition);
  }

  /** The inputs that lead to the outputs, and the log-determinants of this way back. */
  invertWithDeterminant(...args: InvertArguments): FlowOutputs {
    const [outputs, condition = null] = bindArguments('invertWithDeterminant', ['outputs', 'condition'], 1, args) as [
      Tensor,
      TensorLike?,
    ];
    this.#prepareInverse('invertWithDeterminant', outputs);
    return this._invertWithDeterminant_(outputs, condition);
  }

  /** For each sample the logarithm of the absolute determinant of the Jacobian at `x`: `[batch]`. */
  computeJacobianDeterminant(...args: JacobianArguments): Tensor {
    const [x, condition = null] = bindArguments('computeJacobianDeterminant', ['x', 'condition'], 1, args) as [
      Tensor,
      TensorLike?,
    ];
    this.#buildFor(x);
    return this._determinant_(x, condition);
  }

  /**
   * Takes from a batch what the layer can take from data; most take nothing.
   *
   * @returns the outputs
   */
  initialize(...args: InitializeArguments): Tensor {
    const [x, condition = null] = bindArguments('initialize', ['x', 'condition'], 1, args) as [TensorLike, TensorLike?];
    return this._initialize_(ops.convertToTensor(x), condition);
  }

  /** What the inputs must be. */
  get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_ };
  }

  /** Whether the way back leads to the inputs; not so where layers move samples at random, or are yet to be trained for it. */
  get _isInvertible_(): boolean {
    return true;
  }

  /** Whether it may depend on a condition; where no layer does, a model keeps conditions for its base. */
  get _takesCondition_(): boolean {
    const { conditionSize } = this as { readonly conditionSize?: number };
    return conditionSize === undefined ? this.call !== FlowLayer.prototype.call : conditionSize > 0;
  }

  /** What the outputs are; most layers keep the sizes of the inputs. */
  get _outputSizes_(): Sizes {
    return this._inputSizes_;
  }

  #prepareInverse(method: string, outputs: Tensor): void {
    assertBatch(method, this, outputs);
    assertSizes(method, this, outputs, this._outputSizes_);
    if (!this.built) this.build(this.computeInputShape([null, ...outputs.shape.slice(1)]));
  }

  /** A layer that was not called yet has no weights. */
  #buildFor(x: Tensor): void {
    if (!this.built) this.build([null, ...x.shape.slice(1)]);
  }

  /** Most layers keep the shape. */
  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    return [inputShape, inputShape.slice(0, 1)];
  }

  /** The shape of the inputs that lead to outputs of a shape. Most layers keep it. */
  computeInputShape(outputShape: SymbolicShape): SymbolicShape {
    return outputShape;
  }

  /** What a call computes. */
  protected _transform_(_inputs: Tensor, _condition: TensorLike | null): FlowOutputs {
    throw new NotImplementedError(`${this.constructor.name} must define call(inputs).`);
  }

  /** What {@link computeJacobianDeterminant} computes. */
  protected _determinant_(x: Tensor, condition: TensorLike | null): Tensor {
    return this._transform_(x, condition)[1];
  }

  /** What {@link initialize} does. */
  protected _initialize_(x: Tensor, condition: TensorLike | null): Tensor {
    return this(x, withCondition(condition))[0];
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

/** @throws ValueError where the tensor has other sizes along the axes, or another rank */
function assertSizes(method: string, layer: Layer, x: Tensor, { shape, axes, rank = null }: Sizes): void {
  const fits = axes.every((axis, i) => x.shape[axis] === null || x.shape[axis] === shape[i]);
  if (fits && (rank === null || x.rank === rank)) return;
  throw new ValueError(`${method}() of ${layer.constructor.name} takes tensors of the sizes that it was made with.`, {
    expected: `[${shape}] along the axes [${axes}]${rank === null ? '' : `, ${rank} axes with that of the batch`}`,
    received: `[${x.shape}]`,
  });
}

/**
 * A condition behind the inputs, on their last axis.
 *
 * @param size of the condition, null where it is not known
 * @throws ValueError for a condition of another size, or none where there is one
 */
export function joinCondition(x: Tensor, condition: TensorLike | null, size: number | null): Tensor {
  const given = condition === null ? null : ops.cast(condition, x.dtype);
  if (size === 0 && given) {
    throw new ValueError('A flow layer that was made without a conditionSize is called with a condition.', {
      expected: `{ conditionSize: ${given.shape.at(-1) ?? 1} } when the layer is made`,
      received: `a condition, [${given.shape}]`,
    });
  }
  if (size && given?.shape.at(-1) !== size) {
    throw new ValueError('A flow layer with a conditionSize is called with a condition of this size.', {
      expected: `a last axis of ${size}`,
      received: given ? `[${given.shape}]` : 'no condition',
      hint: '{ condition } behind the inputs or outputs.',
    });
  }
  if (given && `${given.shape.slice(0, -1)}` !== `${x.shape.slice(0, -1)}`) {
    throw new ValueError('A condition has the axes of the inputs, but for the last one.', {
      expected: `[${x.shape.slice(0, -1)}, size]`,
      received: `[${given.shape}]`,
    });
  }
  return given ? ops.concatenate([x, given], -1) : x;
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
