import { onnx, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOptions, isPlainObject } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { bytesOfEmbedded, embeddedBytes } from '../serialization/embedded-files.js';
import { assertConfig, type FromOptions, newFromConfig } from '../serialization/index.js';
import { ONNX_LAYER_PARAMETERS, type ONNXLayerArguments } from './signatures.js';

/** Files that hold tensors of an ONNX model, by their names. */
type ExternalData = Readonly<Record<string, Uint8Array>>;

export interface ONNXLayerOptions extends LayerOptions {
  /** The path of an ONNX file, or its bytes. */
  model: string | Uint8Array;
  /** The names of the outputs to give, in this order; by default all, in the order of the file. */
  outputNames?: readonly string[] | null;
  /** The files that hold tensors which are not in the model itself; found beside a model that is given by its path. */
  externalData?: ExternalData | null;
}

/**
 * A network from an ONNX file, of any framework, as a layer. Its float constants are the layer's weights: statistics of normalisations,
 * bounds and scales are never trained, all others unless `trainable` is false. It is rebuilt of this library's own operations, so
 * gradients go through it, and it is part of the same graph as the layers around it.
 *
 * Inputs are one tensor, or several in the order of the file or in an object by their names. Several outputs are an array. They are
 * computed in the types of the file.
 *
 * @throws NotImplementedError that names the operators which are not read; ValueError for a file that is damaged or no ONNX model
 * @example
 * await model.export('dense.onnx');
 * const frozen = new ONNXLayer('dense.onnx', { trainable: false });
 * new Dense(2)(frozen(x)); // shape [10, 2]
 */
export class ONNXLayer extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ONNXLayer');

  /** The names of the inputs, in the order of the file. */
  readonly inputNames: readonly string[];
  /** The names of the outputs, in the order in which they are given. */
  readonly outputNames: readonly string[];
  readonly #model: onnx.ImportedModel;
  readonly #weights: ReadonlyMap<string, Variable>;
  readonly #outputs: readonly number[];
  readonly #namesGiven: boolean;

  constructor(...args: ONNXLayerArguments) {
    const { model, outputNames = null, externalData = null, ...options } = bindOptions(ONNX_LAYER_PARAMETERS, args);
    // The types are those of the file.
    super({ ...options, autocast: false });
    this.#model = onnx.importModel(model, { externalData });
    const offered = this.#model.outputs.map(({ name }) => name);
    this.inputNames = this.#model.inputs.map(({ name }) => name);
    this.outputNames = outputNames ?? offered;
    this.#namesGiven = outputNames !== null;
    this.#outputs = this.outputNames.map((name) => positionOf(name, offered));
    this.#weights = new Map(this.#model.parameters.map((parameter) => [parameter.name, this.#weightOf(parameter)]));
    this.built = true;
  }

  #weightOf({ name, value, isSetting }: onnx.ModelParameter): Variable {
    return this.addWeight({
      shape: value.shape,
      dtype: value.dtype,
      initializer: () => value,
      trainable: !isSetting,
      autocast: false,
      // Slashes would make it a path.
      name: name.replaceAll('/', '.'),
    });
  }

  override call(inputs: unknown): unknown {
    const values = new Map([...this.#weights].map(([name, weight]) => [name, weight.value]));
    const results = this.#model.run(given(inputs), values);
    const outputs = this.#outputs.map((i) => results[i]!);
    return outputs.length === 1 ? outputs[0]! : outputs;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      model: embeddedBytes(`onnx/${this.name}.onnx`, this.#model.bytes),
      output_names: this.#namesGiven ? this.outputNames : null,
    };
  }

  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    return newFromConfig(this, config, { model: bytesOfEmbedded('The model of an ONNXLayer', config.model) });
  }
}

/** One input, or several in order or by name. */
const given = (inputs: unknown): onnx.ModelInputs =>
  isPlainObject(inputs) || Array.isArray(inputs) ? (inputs as onnx.ModelInputs) : [inputs as TensorLike];

function positionOf(name: string, offered: readonly string[]): number {
  const position = offered.indexOf(name);
  if (position >= 0) return position;
  throw new ValueError('The model has no such output.', { expected: offered.join(', '), received: name });
}
