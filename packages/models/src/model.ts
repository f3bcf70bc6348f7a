import { KerasTensor, NotImplementedError, type OpPlacement, PythonTypeError, type Tensor } from '@org/core';
import { autoName, bindOpenOptions, bindOptions, isPlainObject, showCallers, symbolicResult } from '@org/core/internal';
import {
  type CustomObjects,
  customObjectScope,
  type InputShape,
  type Layer,
  type NamedObject,
  serializeKerasObject,
} from '@org/layers';
import {
  assertConfig,
  claimFields,
  type FromOptions,
  keepArguments,
  mapShapes,
  newFromConfig,
  registerKerasObject,
} from '@org/layers/internal';
import { summarize } from './display/summary.js';
import { formatPythonJson } from './format-python-json.js';
import { deserializeGraph, type FunctionalConfig, serializeGraph } from './functional-config.js';
import { runGraph, single } from './functional-graph.js';
import { assertKeywords, type ModelArguments, splitArguments } from './model-arguments.js';
import { graphOf, newGraph, noteFunctional, setGraphOf, takesGraph } from './model-graph.js';
import { ModelStructure } from './model-structure.js';
import { quantizeLayers } from './quantize-model.js';
import {
  EXPORT_PARAMETERS,
  type ExportArguments,
  GET_STATE_TREE_PARAMETERS,
  type GetStateTreeArguments,
  LOAD_WEIGHTS_PARAMETERS,
  type LoadWeightsArguments,
  PLACEMENT_PARAMETERS,
  type PlacementArguments,
  QUANTIZE_PARAMETERS,
  type QuantizeArguments,
  SAVE_PARAMETERS,
  SAVE_WEIGHTS_PARAMETERS,
  type SaveArguments,
  type SaveWeightsArguments,
  SET_STATE_TREE_PARAMETERS,
  type SetStateTreeArguments,
  SUMMARY_PARAMETERS,
  type SummaryArguments,
} from './signatures.js';
import { assignStateTree, type StateTree, stateTreeOf } from './state-tree.js';
import { isWithinStage, textStageOf } from './trainer/text-stage.js';
import { computesOutputs, findNamed, trainingOf } from './trainer/trainer-state.js';

export type {
  ExportOptions,
  GetStateTreeOptions,
  LoadWeightsOptions,
  ModelOptions,
  PlacementOptions,
  QuantizeOptions,
  SaveOptions,
  SaveWeightsOptions,
  SetStateTreeOptions,
  SummaryOptions,
} from './model-options.js';

/**
 * Layers as one object with training and files. Made from symbolic inputs and outputs (functional), or by a subclass that defines
 * `call`.
 *
 * @example
 * const x = Input([4]);
 * const model = new Model(x, new Dense(1)(x));
 * model.compile({ optimizer: 'adam', loss: 'mse' });
 */
export class Model extends ModelStructure {
  static readonly kerasName = /* @__PURE__ */ registerModel(this);

  constructor(...args: ModelArguments) {
    const { inputs, outputs, ...options } = splitArguments(args);
    const isFunctional = inputs !== undefined || outputs !== undefined;
    if (new.target === Model) assertKeywords('Model', options);
    super(
      isFunctional && new.target === Model ? { ...options, name: options.name ?? autoName('Functional') } : options,
    );
    claimFields(this);
    setGraphOf(this, null);
    if (!isFunctional) return;
    if (inputs === undefined || outputs === undefined)
      throw new PythonTypeError('A functional model needs both inputs and outputs.');
    setGraphOf(this, newGraph(inputs, outputs, this.name));
    noteFunctional(this);
    keepArguments(this);
    this.built = true;
  }

  override get [computesOutputs](): boolean {
    return graphOf(this) !== null || this.call !== Model.prototype.call;
  }

  // ---- computation

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training', 'mask'];

  /**
   * Runs the graph of a functional model; subclasses say here what they compute, with any further inputs and keywords of their own.
   *
   * @param others here one object, `{ training, mask }`
   */
  override call(inputs: unknown, ...others: readonly unknown[]): unknown {
    const [{ training = null, mask = null } = {}] = others as [{ training?: boolean | null; mask?: unknown }?];
    const isFitted = isWithinStage(this);
    const graph = isFitted ? textStageOf(this)!.after : graphOf(this);
    if (graph) return single(runGraph(graph, inputs, { mask, training, isFitted, model: this.name }));
    throw new NotImplementedError(`Model ${this.constructor.name} has no call method.`, {
      hint: 'define call(inputs) in the subclass.',
    });
  }

  /** What a call on symbolic inputs gives, where a list of one output stays one. */
  override computeOutputSpec(...given: readonly unknown[]): unknown {
    const spec = super.computeOutputSpec(...given);
    const outputs = graphOf(this)?.outputs;
    return Array.isArray(outputs) && !Array.isArray(spec) ? [spec] : spec;
  }

  /** Makes the weights of all layers, by calling the model on symbolic inputs of the given shapes. */
  override build(...inputShapes: readonly InputShape[]): void {
    if (graphOf(this) || !this[computesOutputs]) return;
    const inputs = inputShapes.map((shape) => mapShapes((each) => new KerasTensor(each, this.inputDtype), shape));
    symbolicResult((...args) => this.call(...(args as [unknown])), inputs);
  }

  // ---- variables as a tree

  /**
   * The values of all variables by the parts of their paths, under `trainable_variables`, `non_trainable_variables`,
   * `optimizer_variables` and `metrics_variables`.
   *
   * @param valueFormat 'backend_tensor' for tensors, 'numpy_array' for nested arrays
   * @throws ValueError when two variables have one path
   * @example
   * const { trainable_variables } = await model.getStateTree();
   * Object.keys(trainable_variables!);
   */
  async getStateTree(...args: GetStateTreeArguments): Promise<StateTree> {
    const { valueFormat = 'backend_tensor' } = bindOptions(GET_STATE_TREE_PARAMETERS, args);
    await this[findNamed]();
    return stateTreeOf(this, valueFormat);
  }

  /**
   * Assigns the values of a tree as {@link getStateTree} returns it, or of parts of it.
   *
   * @throws ValueError for an unknown group of variables
   * @example
   * model.setStateTree(await model.getStateTree());
   */
  setStateTree(...args: SetStateTreeArguments): void {
    assignStateTree(this, bindOptions(SET_STATE_TREE_PARAMETERS, args).stateTree);
  }

  /**
   * Keeps the weights of Dense, EinsumDense, Embedding and ReversibleEmbedding layers in fewer bits. The model must be built.
   *
   * @throws ValueError for modes, configs and filters that are none, and for layers that are quantized already
   * @example
   * model.quantize('int8', { filters: 'dense' });
   */
  override quantize(...args: QuantizeArguments): void {
    quantizeLayers(this, bindOpenOptions(QUANTIZE_PARAMETERS, args));
  }

  // ---- display and files: what reads and writes them is loaded when it is used

  /** The values of all weights, as concrete tensors; in a data set that the model trains on, as the batches before have left them. */
  override getWeights(): Promise<Tensor[]> {
    const settled = trainingOf(this).turns.settled();
    return settled ? settled.then(() => super.getWeights()) : super.getWeights();
  }

  static {
    showCallers(this, ['save', 'saveWeights', 'loadWeights', 'export']);
  }

  /**
   * Prints a table of the layers, their output shapes and their numbers of parameters.
   *
   * @example
   * model.summary({ expandNested: true });
   */
  summary(...args: SummaryArguments): void {
    summarize(this, bindOptions(SUMMARY_PARAMETERS, args));
  }

  /**
   * Where the operations of a prediction run: on the device that is set, or on the processor, which takes over what the device has no
   * kernel for. For each op with the model and layer that it belongs to.
   *
   * @throws ValueError for a model whose input shape is not known
   * @example
   * const elsewhere = (await model.placement()).filter((op) => op.device !== device());
   * elsewhere.length; // 0
   */
  async placement(...args: PlacementArguments): Promise<readonly OpPlacement[]> {
    const { batchSize = 32 } = bindOptions(PLACEMENT_PARAMETERS, args);
    const { modelPlacement } = await import('./display/placement.js');
    return modelPlacement(this, batchSize);
  }

  /**
   * Writes the model, its weights and its training state to a `.keras` file, which `loadModel` and Python Keras 3 read.
   *
   * @throws ValueError for another ending of the name, OSError if the file exists and `overwrite` is false
   * @example
   * await model.save('digits.keras');
   */
  async save(...args: SaveArguments): Promise<void> {
    // The names of others are checked where files are written.
    const { filepath, ...options } = bindOpenOptions(SAVE_PARAMETERS, args);
    const { saveModel } = await import('./saving/save-model.js');
    await trainingOf(this).turns.settled();
    await saveModel(this, filepath, options);
  }

  /**
   * Writes the weights, and the state of the optimizer if compiled, to a `.weights.h5` file.
   *
   * @throws ValueError for another ending of the name, or a model without weights yet
   * @example
   * await model.saveWeights('digits.weights.h5');
   */
  async saveWeights(...args: SaveWeightsArguments): Promise<void> {
    const { filepath, ...options } = bindOptions(SAVE_WEIGHTS_PARAMETERS, args);
    const { saveWeights } = await import('./saving/weights-file.js');
    await trainingOf(this).turns.settled();
    await saveWeights(this, filepath, options);
  }

  /**
   * Reads the weights of a `.weights.h5` or `.keras` file. Nothing is assigned unless everything fits.
   *
   * @throws ValueError naming the first object whose variables the file lacks or has in other shapes
   * @example
   * await model.saveWeights('digits.weights.h5');
   * await model.loadWeights('digits.weights.h5');
   */
  async loadWeights(...args: LoadWeightsArguments): Promise<void> {
    const { filepath, ...options } = bindOptions(LOAD_WEIGHTS_PARAMETERS, args);
    const { loadWeights } = await import('./saving/weights-file.js');
    await loadWeights(this, filepath, options);
  }

  /**
   * Writes the computation as an ONNX file that takes batches of any size.
   *
   * @throws NotImplementedError where the computation depends on an open size in a way that ONNX cannot be told
   * @example
   * await model.export('digits.onnx');
   */
  async export(...args: ExportArguments): Promise<void> {
    const { filepath, ...options } = bindOptions(EXPORT_PARAMETERS, args);
    const { exportModel } = await import('./saving/export.js');
    await exportModel(this, filepath, options);
  }

  // ---- configuration

  /** A functional model's layers and their calls; a subclass with its own constructor arguments overrides this. */
  override getConfig(): Record<string, unknown> {
    const config = super.getConfig();
    const graph = graphOf(this);
    if (!graph || !takesGraph(this.constructor as typeof Model)) return config;
    const { dtype: _dtype, ...others } = config;
    return { ...others, ...serializeGraph(graph) };
  }

  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    options?: CustomObjects | { customObjects?: CustomObjects | null } | null,
  ): T;
  static override fromConfig(
    config: Record<string, unknown>,
    options?: CustomObjects | { customObjects?: CustomObjects | null } | null,
  ): Layer;
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    options: CustomObjects | { customObjects?: CustomObjects | null } | null = null,
  ): T {
    assertConfig(this, config);
    const isFunctional = ['name', 'layers', 'input_layers', 'output_layers'].every((key) => key in config);
    if (!isFunctional || !takesGraph(this)) return super.fromConfig.call(this as never, config) as T;
    const { layers: _layers, input_layers: _inputs, output_layers: _outputs, ...others } = config;
    const customObjects = isPlainObject(options?.customObjects) ? options.customObjects : options;
    const graph = customObjectScope(customObjects as CustomObjects | null, () =>
      deserializeGraph(config as unknown as FunctionalConfig),
    );
    return newFromConfig(this, others, { ...graph });
  }

  /** The architecture without weights, for `modelFromJson`. */
  toJson(): string {
    return formatPythonJson(serializeKerasObject(this));
  }
}

/** As Keras does, files call a model with a graph Functional. */
function registerModel(type: NamedObject): string {
  registerKerasObject(type, { module: 'keras', name: 'Model' });
  return registerKerasObject(type, { module: 'keras.src.models.functional', name: 'Functional' });
}
