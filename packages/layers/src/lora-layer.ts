/**
 * Low-rank adaptation (Hu et al., 2021): a weight is frozen, and `alpha / rank` times the product of two thin matrices, which are
 * trained instead, is added to it.
 */
import { ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { Layer } from './layer.js';
import { recordOf } from './layer-base.js';
import type { LayerOptions } from './layer-options.js';
import { type LoadArguments, type SaveArguments, storeIn } from './layer-state.js';
import { ENABLE_LORA_PARAMETERS, type EnableLoraArguments } from './signatures.js';
import type { InitializerIdentifier, WeightSettings } from './weight-settings.js';

/** Constructor keywords of layers whose main weight can be adapted. */
export interface LoraLayerOptions extends LayerOptions {
  /** Rank of the product; null for no adaptation. */
  loraRank?: number | null;
  /** Scale of the product; null for the rank. */
  loraAlpha?: number | null;
}

export interface EnableLoraOptions {
  rank: number;
  loraAlpha?: number | null;
  aInitializer?: InitializerIdentifier;
  bInitializer?: InitializerIdentifier;
}

/** The two matrices, null until {@link LoraLayer.enableLora}: `loraKernelA`, `loraKernelB` where the kernel is adapted. */
export type LoraMatrices<Name extends string> = Readonly<
  Record<`lora${Capitalize<Name>}${'A' | 'B'}`, Variable | null>
>;

/** Base of the layers that {@link LoraLayer.enableLora} works on. */
export abstract class LoraLayer extends Layer {
  loraRank: number | null;
  loraAlpha: number | null;
  #loraA: Variable | null = null;
  #loraB: Variable | null = null;
  readonly #adapted: 'kernel' | 'embeddings';

  /** @param adapted the name of the weight that is adapted */
  constructor(options: LoraLayerOptions, adapted: 'kernel' | 'embeddings' = 'kernel') {
    super(options);
    this.#adapted = adapted;
    this.loraRank = options.loraRank ?? null;
    this.loraAlpha = options.loraAlpha ?? this.loraRank;
    const name = `lora${adapted[0]!.toUpperCase()}${adapted.slice(1)}`;
    Object.defineProperties(this, {
      [`${name}A`]: { get: () => this.#loraA },
      [`${name}B`]: { get: () => this.#loraB },
    });
  }

  get loraEnabled(): boolean {
    return this.#loraA !== null;
  }

  get #adaptedVariable(): Variable {
    return (this as unknown as Record<string, Variable>)[this.#adapted]!;
  }

  /** The weight as the layer computes with it: with the product added. */
  protected get adaptedWeight(): TensorLike {
    const variable = this.#adaptedVariable;
    if (!this.#loraA) return variable;
    const weight = variable.value;
    const product = ops.matmul(this.#loraA, this.#loraB!);
    return ops.cast(weight.add(product.mul(this.loraAlpha! / this.loraRank!)), weight.dtype);
  }

  /**
   * Freezes the layer's main weight and trains a product of rank `rank` in addition.
   *
   * @throws ValueError when the layer is not built, is adapted already, or constrains the weight
   */
  enableLora(...args: EnableLoraArguments): void {
    const options = bindOptions(ENABLE_LORA_PARAMETERS, args);
    const { rank, loraAlpha = null, aInitializer = 'he_uniform', bInitializer = 'zeros' } = options;
    const adapted = this.#adapted;
    const settings = this as unknown as WeightSettings<typeof adapted>;
    if (settings[`${adapted}Constraint`]) {
      throw new ValueError(`LoRA cannot be combined with a constraint of the ${adapted}.`);
    }
    if (this.loraEnabled) throw new ValueError('LoRA is enabled already, which is possible once for each layer.');
    const variable = this.#adaptedVariable;
    if (!variable) throw new ValueError('LoRA needs a layer that is built.', { hint: 'call the layer on data first.' });
    const regularizer = settings[`${adapted}Regularizer`];
    const matrix = (suffix: 'a' | 'b', shape: readonly number[], initializer: InitializerIdentifier) =>
      this.addWeight({ name: `lora_${adapted}_${suffix}`, shape, initializer, dtype: 'float32', regularizer });
    const record = recordOf(this);
    const { locked } = record;
    record.locked = false;
    this.#loraA = matrix('a', [...variable.shape.slice(0, -1), rank], aInitializer);
    this.#loraB = matrix('b', [rank, variable.shape.at(-1)!], bInitializer);
    record.locked = locked;
    variable.trainable = false;
    this.loraRank = rank;
    this.loraAlpha = loraAlpha ?? rank;
  }

  /** Files hold the sum, so that they load into layers without adaptation. */
  override saveOwnVariables(...args: SaveArguments): void {
    if (!this.loraEnabled) {
      super.saveOwnVariables(...args);
      return;
    }
    const store = storeIn('saveOwnVariables', args);
    this.#savedVariables().forEach((variable, i) => {
      store[String(i)] = variable === this.#adaptedVariable ? (this.adaptedWeight as Tensor) : variable.uncast;
    });
  }

  override loadOwnVariables(...args: LoadArguments): void {
    if (!this.loraEnabled) {
      super.loadOwnVariables(...args);
      return;
    }
    const store = storeIn('loadOwnVariables', args);
    this.#savedVariables().forEach((variable, i) => {
      variable.assign(store[String(i)]!);
    });
    for (const matrix of [this.#loraA!, this.#loraB!]) matrix.assign(ops.zerosLike(matrix));
  }

  #savedVariables(): Variable[] {
    return this.weights.filter((variable) => variable !== this.#loraA && variable !== this.#loraB);
  }

  override getConfig(): Record<string, unknown> {
    const { loraRank, loraAlpha } = this;
    return { ...super.getConfig(), ...(loraRank && { lora_rank: loraRank, lora_alpha: loraAlpha }) };
  }
}
