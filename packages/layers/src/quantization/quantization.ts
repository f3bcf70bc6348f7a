import { NotImplementedError, ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import { policyOf, recordOf } from '../layer-base.js';
import { ownVariables } from '../layer-tree.js';
import { lora } from '../lora-layer.js';
import { AbsMaxQuantizer } from '../quantizers/abs-max-quantizer.js';
import type { QuantizationConfig } from '../quantizers/quantization-config.js';
import type { Quantizer } from '../quantizers/quantizer.js';
import { Float8Training } from './float8-training.js';
import { inputLayout, weightLayout, weightProduct } from './hooks.js';
import { Int4Weight } from './int4-weight.js';
import { Int8Weight } from './int8-weight.js';
import type { QuantizableLayer } from './quantizable-layer.js';
import { blockSizeOf, policyName, resolveConfig } from './quantization-mode.js';
import { quantizedProduct } from './quantized-product.js';
import type { MakeVariable, QuantizedWeight } from './quantized-weight.js';
import type { WeightLayout } from './weight-layout.js';

/** A further weight of a layer, which is quantized with the first one. */
export interface FurtherWeight {
  readonly layout: WeightLayout;
  /** The variable of floating numbers, while there is one. */
  variable: Variable | null;
  quantized: QuantizedWeight | null;
}

/** The main weight of a layer, which may be quantized, its products, and what files hold of it. */
export class Quantization {
  readonly #layer: QuantizableLayer;
  readonly #field: '_kernel' | '_embeddings';
  /** Weights that are quantized together with the main one. */
  readonly further: FurtherWeight[] = [];
  weight: QuantizedWeight | null = null;
  #float8: Float8Training | null = null;
  inputsQuantizer: Quantizer | null = null;

  /** @param field where the layer keeps the weight */
  constructor(layer: QuantizableLayer, field: '_kernel' | '_embeddings') {
    this.#layer = layer;
    this.#field = field;
  }

  get #main(): Variable {
    return (this.#layer as unknown as Record<string, Variable>)[this.#field]!;
  }

  /** The whole numbers, where they are packed. */
  get unpacked(): Tensor | null {
    return this.weight instanceof Int4Weight ? this.weight.whole() : null;
  }

  /** The weight for the layer's `build`: as `make` makes it, or, where the policy says so, a quantized one. */
  makeWeight(make: () => Variable): Variable {
    const mode = this.#layer.quantizationMode;
    if (mode === null) return make();
    this.build(mode);
    return this.weight?.stored ?? make();
  }

  /** Makes the variables of a mode. @throws NotImplementedError for a mode that layers do not have */
  build(mode: string): void {
    const layer = this.#layer;
    const isTable = this.#field === '_embeddings';
    if (!(isTable ? ['int8', 'int4'] : ['int8', 'int4', 'float8']).includes(mode)) {
      throw new NotImplementedError('Invalid quantization mode.', {
        expected: isTable ? 'int8 or int4' : 'int8, int4 or float8',
        received: String(mode),
      });
    }
    if (mode === 'float8') {
      this.#float8 = new Float8Training(layer);
      for (const variable of this.#float8.variables) this.#show(variable);
    } else {
      const config = layer.quantizationConfig;
      const isUsual = mode === 'int8' || this.further.length > 0;
      this.inputsQuantizer = config ? config.activationQuantizer : isUsual ? new AbsMaxQuantizer() : null;
      this.weight = this.#quantized(layer[weightLayout], mode);
      for (const each of this.further) each.quantized = this.#quantized(each.layout, mode);
    }
    recordOf(layer).isQuantized = true;
  }

  #quantized(layout: WeightLayout, mode: string): QuantizedWeight {
    const layer = this.#layer;
    const make: MakeVariable = ({ initializer, ...settings }) => {
      const variable = layer.addWeight({ ...settings, initializer: initializer as 'zeros', trainable: false });
      this.#show(variable);
      return variable;
    };
    if (mode === 'int8') return new Int8Weight(layout, make);
    const blockSize = blockSizeOf(layer.quantizationConfig, policyOf(layer));
    const groups = this.weight instanceof Int4Weight ? (this.weight.groups?.index ?? null) : null;
    return new Int4Weight(layout, blockSize, make, groups);
  }

  /** Gives the layer the fields that Keras's has: `kernelScale`, `kernelZero`, `gIdx`. */
  #show(variable: Variable): void {
    const name = fromPythonName(variable.name);
    if (!(name in this.#layer)) Object.defineProperty(this.#layer, name, { value: variable, configurable: true });
  }

  /** The product of inputs and the layer's weight, however that is kept. */
  times(inputs: Tensor, training: boolean): Tensor {
    const layer = this.#layer;
    const multiply = (x: Tensor, weight: Tensor): Tensor => layer[weightProduct](x, weight);
    if (this.#float8) {
      if (layer.loraEnabled) throw new NotImplementedError('Training in float8 is not combined with LoRA.');
      return this.#float8.product(inputs, this.#main.value, multiply, training);
    }
    if (!this.weight) return multiply(inputs, layer[lora].weight as Tensor);
    const { inputsQuantizer: quantizer } = this;
    const of = { multiply, dtype: layer.computeDtype, quantizer, ...layer[inputLayout] };
    return this.withLora(quantizedProduct(inputs, this.weight, of), inputs);
  }

  /** What comes of the quantized weight alone, with what LoRA adds. */
  withLora(product: Tensor, inputs: Tensor): Tensor {
    const layer = this.#layer;
    const term = layer[lora].term(inputs, (x, weight) => layer[weightProduct](x, weight));
    return term ? ops.cast(ops.add(product, term), layer.computeDtype) : product;
  }

  /** A bias as it is added: with float8 rounded to bfloat16, as accelerators do. */
  bias(bias: Variable): Variable | Tensor {
    if (!this.#float8 || this.#layer.computeDtype !== 'float32') return bias;
    return ops.cast(ops.cast(bias, 'bfloat16'), bias.dtype);
  }

  /**
   * Quantizes the weights that the layer has.
   *
   * @param refuse throws for layers that are not to be quantized
   */
  start(mode: unknown, given: unknown, refuse: () => void): void {
    const layer = this.#layer;
    const record = recordOf(layer);
    if (!layer.built) throw new ValueError('Cannot quantize a layer that is not built.', { received: layer.name });
    if (record.isQuantized) {
      throw new ValueError(`Layer "${layer.name}" is already quantized with dtypePolicy="${layer.dtypePolicy.name}".`);
    }
    const config = resolveConfig(mode, given);
    if (config.mode === 'int8' && layer.computeDtype === 'float16') {
      throw new ValueError('int8 does not work well with computation in float16.', {
        hint: "set dtypePolicy to 'mixed_bfloat16' or 'float32' before.",
      });
    }
    refuse();
    const { locked } = record;
    record.locked = false;
    try {
      layer.quantizationConfig = config;
      this.#quantize(config);
    } finally {
      record.locked = locked;
    }
    const policy = policyOf(layer);
    if (policy.quantizationMode === null)
      layer.dtypePolicy = policyName(config.mode, blockSizeOf(config, policy), policy);
  }

  #quantize({ mode, weightQuantizer }: QuantizationConfig): void {
    const floats = this.#main;
    this.build(mode);
    if (!this.weight) return;
    this.#replace(floats, this.weight, weightQuantizer);
    (this.#layer as unknown as Record<string, Variable>)[this.#field] = this.weight.stored;
    for (const each of this.further) {
      if (each.variable) this.#replace(each.variable, each.quantized!, weightQuantizer);
      each.variable = null;
    }
  }

  /** Gives a quantized weight the values of a floating one, which the layer then forgets. */
  #replace(floats: Variable, quantized: QuantizedWeight, quantizer: Quantizer | null): void {
    for (const [variable, value] of quantized.valuesFor(floats.uncast, quantizer)) variable.assign(value);
    const { weights, madeTrainable } = recordOf(this.#layer);
    weights.splice(weights.indexOf(floats), 1);
    madeTrainable.delete(floats);
  }

  /** The variables in the order of files: the main weight, what else the layer has, what belongs to the quantization. */
  get #saved(): readonly Variable[] {
    const main = this.#main;
    const parts = (weight: QuantizedWeight | null): Variable[] => Object.values(weight?.others ?? {});
    const own = [...parts(this.weight), ...(this.#float8?.variables ?? [])];
    const further = this.further.flatMap(({ quantized }) => (quantized ? [quantized.stored, ...parts(quantized)] : []));
    const named = new Set([main, ...own, ...further]);
    const rest = ownVariables(this.#layer).filter((each) => !named.has(each) && !this.#layer[lora].owns(each));
    return [...new Set([main, ...rest, ...own, ...further])];
  }

  save(store: Record<string, Tensor>): void {
    const layer = this.#layer;
    const { delta } = layer[lora];
    const { weight } = this;
    const merged = delta && weight ? weight.valuesFor(weight.float(layer.computeDtype).add(delta), null) : null;
    this.#saved.forEach((variable, i) => {
      store[String(i)] = merged?.get(variable) ?? variable.uncast;
    });
  }

  load(store: Readonly<Record<string, TensorLike>>): void {
    const saved = this.#saved;
    const count = Object.keys(store).length;
    if (count !== saved.length) {
      throw new ValueError(`Layer "${this.#layer.name}" expects ${saved.length} variables, and was given ${count}.`, {
        expected: saved.map(({ path }) => path).join(', '),
      });
    }
    saved.forEach((variable, i) => {
      variable.assign(store[String(i)]!);
    });
    this.#layer[lora].clear();
  }
}
