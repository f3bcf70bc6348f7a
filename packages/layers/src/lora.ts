import { AttributeError, ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { positiveInteger } from './arguments.js';
import type { Layer } from './layer.js';
import { recordOf } from './layer-base.js';
import type { LayerOptions } from './layer-options.js';
import { ownVariables } from './layer-tree.js';
import type { EnableLoraOptions } from './lora-layer.js';
import type { InitializerIdentifier, WeightSettings } from './weight-settings.js';

/** Constructor keywords of layers whose main weight can be adapted. */
export interface LoraLayerOptions extends LayerOptions {
  /** Rank of the product; null for no adaptation. */
  loraRank?: number | null;
  /** Scale of the product; null for the rank. */
  loraAlpha?: number | null;
}

/** The two matrices, null until `enableLora`: `loraKernelA`, `loraKernelB` where the kernel is adapted. */
export type LoraMatrices<Name extends string> = Readonly<
  Record<`lora${Capitalize<Name>}${'A' | 'B'}`, Variable | null>
>;

/**
 * Low-rank adaptation (Hu et al., 2021) of the weight of a layer: the weight is frozen, and `alpha / rank` times the product of two thin
 * matrices, which are trained instead, is added to it.
 */
export class Lora {
  rank: number | null;
  alpha: number | null;
  #matrices: readonly [a: Variable, b: Variable] | null = null;
  readonly #layer: Layer;
  readonly #adapted: 'kernel' | 'embeddings';
  readonly #unpacked: () => Tensor | null;

  /**
   * @param adapted the name of the weight, which the layer keeps in the field of that name with an underscore in front
   * @param unpacked the weight in its own shape where the field holds it packed; null where not
   */
  constructor(
    layer: Layer,
    adapted: 'kernel' | 'embeddings',
    options: LoraLayerOptions,
    unpacked: () => Tensor | null = () => null,
  ) {
    this.#layer = layer;
    this.#adapted = adapted;
    this.#unpacked = unpacked;
    this.rank = options.loraRank ?? null;
    this.alpha = options.loraAlpha ?? this.rank;
    const name = `lora${adapted[0]!.toUpperCase()}${adapted.slice(1)}`;
    for (const [i, suffix] of ['A', 'B'].entries()) {
      Object.defineProperty(layer, `${name}${suffix}`, { get: () => this.#matrices?.[i] ?? null });
    }
  }

  get isEnabled(): boolean {
    return this.#matrices !== null;
  }

  /** The weight alone. */
  get #variable(): Variable | undefined {
    return (this.#layer as unknown as Record<string, Variable | undefined>)[`_${this.#adapted}`];
  }

  /**
   * The weight, or, once adapted, the sum, which is a tensor in the type that the layer computes in.
   *
   * @throws AttributeError before the layer is built
   */
  get weight(): Variable | Tensor {
    if (this.#matrices) return ops.cast(this.#sum, this.#layer.computeDtype);
    if (this.#variable) return this.#unpacked() ?? this.#variable;
    throw new AttributeError(`"${this.#layer.name}" has no ${this.#adapted} before it is built.`, {
      hint: 'call the layer on data first, or build it.',
    });
  }

  get #sum(): Tensor {
    return ops.add(this.#unpacked() ?? this.#variable!, this.delta!);
  }

  /** What is added to the weight; null where nothing is. */
  get delta(): Tensor | null {
    return this.#matrices && ops.matmul(...this.#matrices).mul(this.alpha! / this.rank!);
  }

  /**
   * What the product of inputs and the weight lacks.
   *
   * @param product the layer's own one
   */
  term(inputs: Tensor, product: (inputs: Tensor, weight: Tensor) => Tensor): Tensor | null {
    if (!this.#matrices) return null;
    const [a, b] = this.#matrices;
    return ops.matmul(product(inputs, a.value), b).mul(this.alpha! / this.rank!);
  }

  /** @throws ValueError when the layer is not built, is adapted already, or constrains the weight */
  enable(options: EnableLoraOptions): void {
    const { rank, loraAlpha, aInitializer, bInitializer } = options;
    positiveInteger(rank, 'rank');
    const adapted = this.#adapted;
    const layer = this.#layer;
    const settings = layer as unknown as WeightSettings<typeof adapted>;
    if (settings[`${adapted}Constraint`]) {
      throw new ValueError(`LoRA cannot be combined with a constraint of the ${adapted}.`);
    }
    const variable = this.#variable;
    if (!variable) throw new ValueError('LoRA needs a layer that is built.', { hint: 'call the layer on data first.' });
    if (this.isEnabled) throw new ValueError('LoRA is enabled already, which is possible once for each layer.');
    // In float32, so that small changes are not lost.
    const common = { dtype: 'float32', regularizer: settings[`${adapted}Regularizer`] };
    const matrix = (suffix: 'a' | 'b', shape: readonly number[], initializer: InitializerIdentifier) =>
      layer.addWeight({ name: `lora_${adapted}_${suffix}`, shape, initializer, ...common });
    const shape = (this.#unpacked() ?? variable).shape as readonly number[];
    const record = recordOf(layer);
    const { locked } = record;
    record.locked = false;
    this.#matrices = [
      matrix('a', [...shape.slice(0, -1), rank], aInitializer ?? 'he_uniform'),
      matrix('b', [rank, shape.at(-1)!], bInitializer ?? 'zeros'),
    ];
    record.locked = locked;
    variable.trainable = false;
    this.rank = rank;
    this.alpha = loraAlpha ?? rank;
  }

  /** Files hold the sum, so that they load into layers without adaptation. */
  save(store: Record<string, Tensor>): void {
    this.#savedVariables().forEach((variable, i) => {
      store[String(i)] = variable === this.#variable ? this.#sum.cast(variable.dtype) : variable.uncast;
    });
  }

  /** The product becomes zero, as files hold it in the sum. */
  load(store: Readonly<Record<string, TensorLike>>): void {
    this.#savedVariables().forEach((variable, i) => {
      variable.assign(store[String(i)]!);
    });
    this.clear();
  }

  /** Makes the product zero. */
  clear(): void {
    for (const matrix of this.#matrices ?? []) matrix.assign(ops.zerosLike(matrix));
  }

  #savedVariables(): Variable[] {
    return ownVariables(this.#layer).filter((variable) => !this.owns(variable));
  }

  /** Whether this is one of the two matrices. */
  owns(variable: Variable): boolean {
    return this.#matrices?.includes(variable) ?? false;
  }

  get config(): Record<string, unknown> {
    return this.rank ? { lora_rank: this.rank, lora_alpha: this.alpha } : {};
  }
}
