import {
  type DataFormat,
  ops,
  type SymbolicShape,
  standardizeDataFormat,
  type Tensor,
  ValueError,
  type Variable,
} from '@org/core';
import { bindArguments, formatShape } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { positiveInteger, type Sizes, standardizeChoice, standardizeTuple } from '../arguments.js';
import {
  assertStridesOrDilation,
  channelsOf,
  type Padding,
  spatialShape,
  windowOutputShape,
} from '../spatial-shape.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  type RecurrentIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import type { DropoutCellOptions, Masks } from './dropout-cell.js';
import { forgetBias, type LSTMStepOptions, lstmStep } from './lstm-step.js';
import { advance, ProjectingCell, project } from './projecting-cell.js';

export interface ConvLSTMCellOptions
  extends DropoutCellOptions,
    LSTMStepOptions,
    KernelIdentifiers,
    RecurrentIdentifiers,
    BiasIdentifiers {
  /** Number of channels of the state and of the output. */
  filters: number;
  /** Extent of the window along each spatial axis. */
  kernelSize: Sizes;
  /** Steps of the window along each axis. */
  strides?: Sizes;
  /** 'valid' for no padding, 'same' for outputs of size ceil(size / stride). */
  padding?: Padding;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
  /** Distance of the taps of the window. */
  dilationRate?: Sizes;
  /** Applied to the candidate for the next state; null for none. */
  activation?: activations.ActivationIdentifier;
  /** Whether a bias is added. */
  useBias?: boolean;
}

export interface ConvLSTMCell extends WeightSettings<'kernel' | 'recurrent' | 'bias'> {}

/** One step of a convolutional LSTM: inputs and states are images, and its products convolutions. */
export class ConvLSTMCell extends ProjectingCell {
  static override readonly parameters: readonly string[] = [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'activation',
    'recurrentActivation',
    'useBias',
    'kernelInitializer',
    'recurrentInitializer',
    'biasInitializer',
    'unitForgetBias',
    'kernelRegularizer',
    'recurrentRegularizer',
    'biasRegularizer',
    'kernelConstraint',
    'recurrentConstraint',
    'biasConstraint',
    'dropout',
    'recurrentDropout',
    'seed',
  ];

  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  activation: activations.ActivationFunction | null;
  recurrentActivation: activations.ActivationFunction | null;
  readonly useBias: boolean;
  readonly unitForgetBias: boolean;
  /** The states are images, whose sizes are known from the build on. */
  readonly stateSize = -1;
  /** [...kernelSize, channels, 4 · filters] */
  declare kernel: Variable;
  /** [...kernelSize, filters, 4 · filters] */
  declare recurrentKernel: Variable;
  bias: Variable | null = null;
  /** The shape of a batch of inputs. */
  #inputShape: SymbolicShape | null = null;

  constructor(
    readonly rank: number,
    options: ConvLSTMCellOptions,
  ) {
    super(options);
    const { activation = 'tanh', recurrentActivation = 'sigmoid' } = options;
    this.filters = positiveInteger(options.filters, 'filters');
    this.kernelSize = standardizeTuple(options.kernelSize, rank, 'kernelSize');
    this.strides = standardizeTuple(options.strides ?? 1, rank, 'strides');
    this.padding = standardizeChoice(options.padding ?? 'valid', 'padding', ['valid', 'same']);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.dilationRate = standardizeTuple(options.dilationRate ?? 1, rank, 'dilationRate');
    assertStridesOrDilation(this.strides, this.dilationRate);
    this.activation = activations.get(activation);
    this.recurrentActivation = activations.get(recurrentActivation);
    this.useBias = options.useBias ?? true;
    this.unitForgetBias = options.unitForgetBias ?? true;
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', recurrent: 'orthogonal', bias: 'zeros' }));
  }

  protected override get maskCount(): number {
    return 4;
  }

  /** As in Keras, a rate of 1 drops nothing. */
  protected override drops(rate: number, training: boolean): boolean {
    return super.drops(rate, training) && rate < 1;
  }

  override build(inputShape: SymbolicShape): void {
    const { dataFormat, filters, kernelSize } = this;
    if (spatialShape(inputShape, dataFormat).includes(null))
      throw new ValueError('The images of a convolutional LSTM must have known sizes.', {
        received: `inputs of shape ${formatShape(inputShape)} at each step`,
      });
    const channels = channelsOf(inputShape, dataFormat);
    this.#inputShape = inputShape;
    const weight = (name: string, inputs: number, settings: object) =>
      this.addWeight({ name, shape: [...kernelSize, inputs, 4 * filters], ...settings });
    this.kernel = weight('kernel', channels, settingsOf(this, 'kernel'));
    this.recurrentKernel = weight('recurrent_kernel', filters, settingsOf(this, 'recurrent'));
    if (!this.useBias) return;
    const initializer = this.unitForgetBias ? forgetBias(this.biasInitializer, filters) : this.biasInitializer;
    this.bias = this.addWeight({ name: 'bias', shape: [4 * filters], ...settingsOf(this, 'bias'), initializer });
  }

  /** The shape of the output, and those of the states, for inputs of a step. */
  override computeOutputShape(inputShape: SymbolicShape): never {
    const output = this.stateShape(inputShape);
    return [output, [output, output]] as never;
  }

  /** The shape of the states for inputs of a step. */
  stateShape(inputShape: SymbolicShape): SymbolicShape {
    const { filters, kernelSize: size, strides, padding, dilationRate, dataFormat } = this;
    return windowOutputShape(inputShape, filters, { size, strides, padding, dilationRate }, dataFormat);
  }

  /** Zeros for both states. */
  override getInitialState(...args: [batchSize: number] | [keywords: { batchSize: number }]): Tensor[] {
    const [batch] = bindArguments('getInitialState', ['batchSize'], 1, args) as [number];
    const [, ...image] = this.stateShape(this.#inputShape!) as number[];
    const zeros = ops.zeros([batch, ...image], this.computeDtype);
    return [zeros, zeros];
  }

  /** The axis of the channels, in a tensor of a step or of several. */
  get #channelAxis(): number {
    return this.dataFormat === 'channels_last' ? -1 : -1 - this.rank;
  }

  override [project](inputs: Tensor, training: boolean): Tensor {
    const isSequence = inputs.rank > this.rank + 2;
    const masks = this.inputMasks(inputs.shape.slice(-2 - this.rank), training);
    const images = (x: Tensor) => (isSequence ? ops.reshape(x, [-1, ...x.shape.slice(2)]) : x);
    const convolve = (x: Tensor, kernel: Tensor | Variable) =>
      ops.conv(images(x), kernel, this.strides, this.padding, this.dataFormat, this.dilationRate);
    const sums = this.#addBias(this.#convolutions(inputs, this.kernel, masks, convolve));
    return isSequence ? ops.reshape(sums, [...inputs.shape.slice(0, 2), ...sums.shape.slice(1)]) : sums;
  }

  override [advance](projected: Tensor, states: readonly Tensor[], training: boolean): readonly [Tensor, Tensor[]] {
    const [h, c] = states as [Tensor, Tensor];
    const convolve = (x: Tensor, kernel: Tensor | Variable) => ops.conv(x, kernel, 1, 'same', this.dataFormat);
    const added = this.#convolutions(h, this.recurrentKernel, this.stateMasks(h, training), convolve);
    return lstmStep(ops.add(projected, added), this.#channelAxis, c, this);
  }

  /** The convolutions for all gates, side by side. Where each gate has a mask, each has an `x` of its own. */
  #convolutions(
    x: Tensor,
    kernel: Tensor | Variable,
    masks: Masks,
    convolve: (x: Tensor, kernel: Tensor | Variable) => Tensor,
  ): Tensor {
    if (masks === null) return convolve(x, kernel);
    const kernels = ops.split(kernel, 4, -1);
    return ops.concatenate(
      kernels.map((each, gate) => convolve(ops.multiply(x, masks[gate]!), each)),
      this.#channelAxis,
    );
  }

  #addBias(x: Tensor): Tensor {
    if (!this.bias) return x;
    const shape = this.dataFormat === 'channels_last' ? [-1] : [-1, ...new Array<number>(this.rank).fill(1)];
    return ops.add(x, ops.reshape(this.bias, shape));
  }
}
