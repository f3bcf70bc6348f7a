import { ops, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { type LoadArguments, type SaveArguments, storeIn } from '../layer-state.js';
import { Lora, type LoraLayerOptions, type LoraMatrices } from '../lora.js';
import { configNames } from '../serialization/configuration.js';
import { ENABLE_LORA_PARAMETERS, type EnableLoraArguments } from '../signatures.js';
import { assertStridesOrDilation, channelsOf, windowOutputShape } from '../spatial-shape.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { Convolution, type ConvolutionOptions } from './convolution.js';
import { CONV2D_PARAMETERS } from './signatures.js';

export interface ConvOptions extends ConvolutionOptions, LoraLayerOptions, KernelIdentifiers, BiasIdentifiers {
  /** Number of output channels. */
  filters: number;
  /** Into how many parts the channels are split, each convolved with its own filters. */
  groups?: number;
}

export interface BaseConv extends WeightSettings<'kernel' | 'bias'>, LoraMatrices<'kernel'> {}

/** A convolution over `rank` spatial axes. */
export abstract class BaseConv extends Convolution {
  static override readonly parameters = /* @__PURE__ */ configNames(CONV2D_PARAMETERS);

  readonly filters: number;
  readonly groups: number;
  declare protected _kernel: Variable;
  /** As in {@link LoraLayer}, which other convolutions are not. */
  readonly #lora: Lora;

  constructor(rank: number, options: ConvOptions) {
    super(rank, options, rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same']);
    this.#lora = new Lora(this, 'kernel', options);
    this.filters = positiveInteger(options.filters, 'filters');
    this.groups = positiveInteger(options.groups ?? 1, 'groups');
    assertStridesOrDilation(this.strides, this.dilationRate);
    this.#assertDivisible('number of filters', this.filters);
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', bias: 'zeros' }));
  }

  /** `[...kernelSize, channels / groups, filters]`; with LoRA the sum of it and the product, a tensor that cannot be assigned to. */
  get kernel(): Variable {
    return this.#lora.weight as Variable;
  }

  override build(inputShape: SymbolicShape): void {
    const { kernelSize, filters, groups } = this;
    const channels = channelsOf(inputShape, this.dataFormat);
    this.#assertDivisible('number of input channels', channels);
    this.computeOutputShape(inputShape);
    this.fixChannels(channels);
    const shape = [...kernelSize, channels / groups, filters];
    this._kernel = this.addWeight({ name: 'kernel', shape, ...settingsOf(this, 'kernel') });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [filters], ...settingsOf(this, 'bias') });
    if (this.loraRank) this.enableLora(this.loraRank, this.loraAlpha);
  }

  override call(inputs: Tensor): Tensor {
    const { kernel, strides, padding, dataFormat, dilationRate } = this;
    const causal = padding === 'causal';
    const outputs = ops.conv(
      causal ? this.#padCausally(inputs) : inputs,
      kernel,
      strides,
      causal ? 'valid' : padding,
      dataFormat,
      dilationRate,
    );
    return this.finishConvolution(outputs);
  }

  /** Zeros in front, so that no output depends on a later input. */
  #padCausally(inputs: Tensor): Tensor {
    const front = [this.dilationRate[0]! * (this.kernelSize[0]! - 1), 0];
    const none = [0, 0];
    return ops.pad(inputs, this.dataFormat === 'channels_last' ? [none, front, none] : [none, none, front]);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { kernelSize: size, strides, padding, dilationRate, dataFormat } = this;
    return windowOutputShape(inputShape, this.filters, { size, strides, padding, dilationRate }, dataFormat);
  }

  #assertDivisible(what: string, count: number): void {
    if (count % this.groups === 0) return;
    throw new ValueError(`The ${what} must be a multiple of the number of groups.`, {
      received: `${count} with groups=${this.groups}`,
    });
  }

  /** Rank of the product that is added to the kernel; null for none. */
  get loraRank(): number | null {
    return this.#lora.rank;
  }

  /** Scale of the product. */
  get loraAlpha(): number | null {
    return this.#lora.alpha;
  }

  get loraEnabled(): boolean {
    return this.#lora.isEnabled;
  }

  /**
   * Freezes the kernel and trains a product of rank `rank` in addition.
   *
   * @throws ValueError when the layer is not built, is adapted already, or constrains the kernel
   */
  enableLora(...args: EnableLoraArguments): void {
    const options = bindOptions(ENABLE_LORA_PARAMETERS, args);
    this.#lora.enable(options);
  }

  override saveOwnVariables(...args: SaveArguments): void {
    if (this.loraEnabled) this.#lora.save(storeIn('saveOwnVariables', args));
    else super.saveOwnVariables(...args);
  }

  override loadOwnVariables(...args: LoadArguments): void {
    if (this.loraEnabled) this.#lora.load(storeIn('loadOwnVariables', args));
    else super.loadOwnVariables(...args);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this.#lora.config };
  }
}
