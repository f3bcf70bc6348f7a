import { ValueError, type Variable } from '@org/core';
import { bindOptions, type Endpoint, fromHost, openSavedModel, type SavedVariable } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { assertMayReadOthers } from '../serialization/embedded-files.js';
import { assertConfig, type FromOptions, newFromConfig } from '../serialization/index.js';
import { TFSM_LAYER_PARAMETERS, type TFSMLayerArguments } from './signatures.js';

export interface TFSMLayerOptions extends LayerOptions {
  /** The folder of the SavedModel. */
  filepath: string;
  /** The function to call: an attribute of the object that was saved, or a signature. `model.export()` of Keras writes 'serve'. */
  callEndpoint?: string;
  /** The function to call in training; left out, the same. */
  callTrainingEndpoint?: string | null;
}

/**
 * A function of a TensorFlow SavedModel as a layer, with its variables for weights. It is rebuilt of this library's own operations, so
 * it can be trained, and needs no TensorFlow. What the endpoint assigns to variables in training, as moving statistics are, becomes part
 * of the training step.
 *
 * Inputs and outputs have the structure of the function: signatures take objects and return objects, by the names of their tensors.
 *
 * @throws NotImplementedError that names the operators which are not read; ValueError for an unknown endpoint, or a SavedModel that is
 * damaged
 * @example
 * const artifact = (folder: string) => new TFSMLayer(folder, { trainable: false }); // folder: what model.export() wrote in Python
 */
export class TFSMLayer extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'TFSMLayer');
  static override readonly parameters = /* @__PURE__ */ configNames(TFSM_LAYER_PARAMETERS);

  readonly filepath: string;
  readonly callEndpoint: string;
  readonly callTrainingEndpoint: string | null;
  readonly #inference: Endpoint;
  readonly #training: Endpoint;
  readonly #weights: ReadonlyMap<SavedVariable, Variable>;

  constructor(...args: TFSMLayerArguments) {
    const { filepath, callEndpoint, callTrainingEndpoint, ...options } = bindOptions(TFSM_LAYER_PARAMETERS, args);
    // The types are those of the graph.
    super({ ...options, autocast: false });
    if (typeof filepath !== 'string') {
      throw new ValueError('A TFSMLayer needs the path of a SavedModel.', { received: String(filepath) });
    }
    this.filepath = filepath;
    this.callEndpoint = callEndpoint ?? 'serve';
    this.callTrainingEndpoint = callTrainingEndpoint ?? null;
    const model = openSavedModel(filepath);
    this.#inference = model.endpoint(this.callEndpoint);
    this.#training = this.callTrainingEndpoint === null ? this.#inference : model.endpoint(this.callTrainingEndpoint);
    const all = [...new Set([...this.#inference.variables, ...this.#training.variables])];
    const ordered = [...all.filter(({ trainable }) => trainable), ...all.filter(({ trainable }) => !trainable)];
    this.#weights = new Map(ordered.map((variable) => [variable, this.#weightOf(variable)]));
    this.built = true;
  }

  #weightOf({ name, trainable, value }: SavedVariable): Variable {
    return this.addWeight({
      shape: value.shape,
      dtype: value.dtype,
      initializer: () => fromHost(value),
      trainable,
      autocast: false,
      // As in Keras: slashes would make it a path.
      name: name.replaceAll('/', '_'),
    });
  }

  static override readonly callParameters: readonly string[] = ['inputs', 'training'];

  override call(inputs: unknown, training: boolean | null = false): unknown {
    return (training ? this.#training : this.#inference).call(inputs, {
      read: (variable) => this.#weights.get(variable)!.value,
      assign: (variable, value) => {
        this.#weights.get(variable)!.assign(value);
      },
    });
  }

  /** @throws ValueError while a `.keras` file is read, as in Keras: that would name any folder; `loadModel` has `safeMode: false` */
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    assertMayReadOthers('A TFSMLayer');
    return newFromConfig(this, config);
  }
}
