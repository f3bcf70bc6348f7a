import type { Tensor, Variable } from '@org/core';
import { bindArguments } from '@org/core/internal';
import { recordOf } from '../layer-base.js';
import { type LoadArguments, type SaveArguments, storeIn } from '../layer-state.js';
import type { LoraLayerOptions } from '../lora.js';
import { LoraLayer, unpackedWeight } from '../lora-layer.js';
import { QuantizationConfig } from '../quantizers/quantization-config.js';
import type { Quantizer } from '../quantizers/quantizer.js';
import { deserializeKerasObject, locationOf } from '../serialization/index.js';
import { inputLayout, quantization, weightLayout, weightProduct } from './hooks.js';
import { Quantization } from './quantization.js';
import type { InputLayout } from './quantized-product.js';
import type { WeightLayout } from './weight-layout.js';

export interface QuantizableLayerOptions extends LoraLayerOptions {
  /** How the weight is quantized, where `dtype` says that it is. */
  quantizationConfig?: QuantizationConfig | null;
}

/** What `quantize` takes: a mode, a config, or both; and whether subclasses, whose call may be another one, are refused. */
export type QuantizeArguments =
  | [mode?: string | null, typeCheck?: boolean, config?: QuantizationConfig | null]
  | [mode: string | null, keywords: { config?: QuantizationConfig | null; typeCheck?: boolean }]
  | [keywords: { mode?: string | null; config?: QuantizationConfig | null; typeCheck?: boolean }];

/** Base of the layers that are, for the most part, the product of their inputs and a weight that can be quantized. */
export abstract class QuantizableLayer extends LoraLayer {
  quantizationConfig: QuantizationConfig | null;
  readonly [quantization]: Quantization;

  constructor(options: QuantizableLayerOptions, name: 'kernel' | 'embeddings' = 'kernel') {
    super(options, name);
    this[quantization] = new Quantization(this, `_${name}`);
    const config = options.quantizationConfig ?? null;
    this.quantizationConfig =
      config === null || config instanceof QuantizationConfig
        ? config
        : (deserializeKerasObject(config) as QuantizationConfig);
  }

  abstract get [weightLayout](): WeightLayout;
  abstract [weightProduct](inputs: Tensor, weight: Tensor | Variable): Tensor;

  get [inputLayout](): InputLayout {
    return { axes: -1 };
  }

  override get [unpackedWeight](): Tensor | null {
    return this[quantization].unpacked;
  }

  /** What makes whole numbers of the inputs; null for none. */
  get inputsQuantizer(): Quantizer | null {
    return this[quantization].inputsQuantizer;
  }

  /**
   * Keeps the weight in whole numbers of eight or four bits, which take less memory, or trains it in float8.
   *
   * @throws ValueError for a layer that is not built or quantized already, and for modes and configs that are none; NotImplementedError
   * for subclasses, unless `typeCheck` is false, and for modes that need data to calibrate
   * @example
   * const layer = new Dense(4);
   * layer.build([null, 8]);
   * layer.quantize('int8');
   */
  override quantize(...args: QuantizeArguments): void {
    const [mode = null, typeCheck = true, config = null] = bindArguments(
      'quantize',
      ['mode', 'typeCheck', 'config'],
      0,
      args,
    ) as [unknown, boolean | undefined, unknown];
    // The call of a user's class may be another one.
    const isRefused = typeCheck && locationOf(this.constructor) === null;
    this[quantization].start(mode, config, isRefused ? () => super.quantize() : () => {});
  }

  /** Makes the variables of a mode, as if the layer had been built with it. @throws NotImplementedError for modes that it does not have */
  override quantizedBuild(
    ...args:
      | [shape: readonly unknown[], mode: string, config?: QuantizationConfig | null]
      | [keywords: { shape: readonly unknown[]; mode: string; config?: QuantizationConfig | null }]
  ): void {
    const bound = bindArguments('quantizedBuild', ['shape', 'mode', 'config'], 2, args);
    const [, mode, config] = bound as [unknown, string, QuantizationConfig | null];
    if (config) this.quantizationConfig = config;
    this[quantization].build(mode);
  }

  /** The call of a layer that is quantized. @throws NotImplementedError where it is not */
  override quantizedCall(...inputs: readonly unknown[]): unknown {
    return recordOf(this).isQuantized ? this.call(...(inputs as [never])) : super.quantizedCall(...inputs);
  }

  override saveOwnVariables(...args: SaveArguments): void {
    if (recordOf(this).isQuantized) this[quantization].save(storeIn('saveOwnVariables', args));
    else super.saveOwnVariables(...args);
  }

  override loadOwnVariables(...args: LoadArguments): void {
    if (recordOf(this).isQuantized) this[quantization].load(storeIn('loadOwnVariables', args));
    else super.loadOwnVariables(...args);
  }
}
