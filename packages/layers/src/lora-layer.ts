import type { Tensor, Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { Layer } from './layer.js';
import { type LoadArguments, type SaveArguments, storeIn } from './layer-state.js';
import { Lora, type LoraLayerOptions } from './lora.js';
import { ENABLE_LORA_PARAMETERS, type EnableLoraArguments } from './signatures.js';
import type { InitializerIdentifier } from './weight-settings.js';

export interface EnableLoraOptions {
  /** The length of the axis that the two matrices share. */
  rank: number;
  /** Scale of the product, which is divided by the rank; null for the rank. */
  loraAlpha?: number | null;
  /** Makes the first value of the first matrix. */
  aInitializer?: InitializerIdentifier;
  /** Makes the first value of the second matrix. */
  bInitializer?: InitializerIdentifier;
}

/** What LoRA adds to the weight of a layer. */
export const lora: unique symbol = Symbol('lora');
/** The getter of the weight in its own shape. */
export const unpackedWeight: unique symbol = Symbol('unpackedWeight');

/** Base of the layers that {@link LoraLayer.enableLora} works on. */
export abstract class LoraLayer extends Layer {
  readonly [lora]: Lora;

  /** @param adapted the name of the weight that is adapted */
  constructor(options: LoraLayerOptions, adapted: 'kernel' | 'embeddings' = 'kernel') {
    super(options);
    this[lora] = new Lora(this, adapted, options, () => this[unpackedWeight]);
  }

  /** Rank of the product that is added to the weight; null for none. */
  get loraRank(): number | null {
    return this[lora].rank;
  }

  /** Scale of the product. */
  get loraAlpha(): number | null {
    return this[lora].alpha;
  }

  get loraEnabled(): boolean {
    return this[lora].isEnabled;
  }

  /** The weight in its own shape, where it is kept in another one. */
  get [unpackedWeight](): Tensor | null {
    return null;
  }

  /** The weight as the layer computes with it. */
  protected get adaptedWeight(): Variable {
    return this[lora].weight as Variable;
  }

  /**
   * Freezes the layer's main weight and trains a product of rank `rank` in addition.
   *
   * @throws ValueError when the layer is not built, is adapted already, or constrains the weight
   */
  enableLora(...args: EnableLoraArguments): void {
    const options = bindOptions(ENABLE_LORA_PARAMETERS, args);
    this[lora].enable(options);
  }

  override saveOwnVariables(...args: SaveArguments): void {
    if (this.loraEnabled) this[lora].save(storeIn('saveOwnVariables', args));
    else super.saveOwnVariables(...args);
  }

  override loadOwnVariables(...args: LoadArguments): void {
    if (this.loraEnabled) this[lora].load(storeIn('loadOwnVariables', args));
    else super.loadOwnVariables(...args);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...this[lora].config };
  }
}
