import {
  isTensor,
  KerasTensor,
  NotImplementedError,
  type Tensor,
  type TensorLike,
  tree,
  ValueError,
  type Variable,
  withValues,
} from '@org/core';
import {
  asTensor,
  bindArguments,
  entered,
  isEntered,
  isPlainObject,
  noStoredGradients,
  symbolicResult,
} from '@org/core/internal';
import { asCalled, assertShapes, namedShapes, shapesInOrder } from './build-arguments.js';
import { argumentsOfCall, maskArguments } from './call-arguments.js';
import { buildParametersOf } from './call-parameters.js';
import { DTypePolicy } from './dtype-policy.js';
import { getDtypePolicy } from './get-dtype-policy.js';
import { type InputShape, mapShapes, shapesOf } from './input-shape.js';
import type { InputSpec } from './input-spec.js';
import { recordOf } from './layer-base.js';
import { assertBuildShapes, buildLayer, builtShapesOf, inScopeOf, ownMethod, withinLayer } from './layer-build.js';
import { callBare, callLayer, inAutocastScope, splitGiven } from './layer-call.js';
import type { CallArgument, LayerInputs, NotEmpty, OrUnknown } from './layer-inputs.js';
import { clearLosses, withoutLosses } from './layer-losses.js';
import type { LayerOptions } from './layer-options.js';
import { LayerState } from './layer-state.js';
import { claimFields, flattenLayers } from './layer-tree.js';
import { isSaidByFields } from './recorded-layer.js';
import { get as getRegularizer, type Regularizer } from './regularizers/index.js';
import { rematerialize } from './remat-scopes.js';
import type { Compute } from './rematerialize.js';
import { configOf } from './serialization/configuration.js';
import {
  assertConfig,
  type FromOptions,
  newFromConfig,
  registerKerasObject,
  serializeKerasObject,
  withArguments,
} from './serialization/index.js';
import { runsUsersCode } from './users-code.js';

type Config = Record<string, unknown>;
type Values = readonly TensorLike[];

export interface Layer {
  /** Calls the layer on tensors, symbolic tensors or arrays; keywords go into one trailing object. */
  (inputs: LayerInputs, ...others: readonly CallArgument[]): Tensor;
  /** For inputs of a type that is not known, and layers that return something else than a tensor: `lstm<Tensor[]>(x)`. */
  <Output = Tensor, Inputs = unknown>(inputs: OrUnknown<Inputs>, ...others: readonly CallArgument[]): NoInfer<Output>;
  /** With a list of arguments. */
  <Given extends readonly unknown[]>(...given: NotEmpty<Given>): Tensor;
}

/**
 * A computation with weights. Subclasses make their weights in `build(inputShape)` and compute in `call(inputs)`; sub-layers and
 * variables held in fields, arrays or plain objects are tracked; those in `#private` fields are not, since only the class sees them.
 *
 * @example
 * class Scale extends Layer {
 *   declare factor: Variable;
 *   override build() { this.factor = this.addWeight({ shape: [], initializer: 'ones', name: 'factor' }); }
 *   override call(x: Tensor) { return x.mul(this.factor); }
 * }
 * new Scale()(tensor([1, 2, 3]));
 */
export class Layer extends LayerState {
  /** What files call a layer that is only that. */
  static readonly baseName = /* @__PURE__ */ registerKerasObject(this, { module: 'keras.layers', name: 'Layer' });

  /**
   * Constructor parameters besides those of {@link LayerOptions}, in their order; fields of these names make up the config. A class that
   * declares none, and has no `getConfig`, is saved with the arguments that its fields keep under the names of the parameters; a program
   * that is made small must declare those that it takes by position.
   */
  static readonly parameters: readonly string[] = [];
  /**
   * Names of the parameters of `call`: those by position, then '*' and those in the trailing object. A `call` is understood without
   * when only tensors come by position, and all else in a trailing object: `call(x, y, { training = false } = {})`. Declared, it may
   * take anything by position, as in Python, and callers may give tensors by name:
   *
   *     static callParameters = ['x', 'training', 'mask'];
   *     call(x, training = false, mask = null) { ... }
   *
   * A declaration holds for subclasses until they define a `call` of their own.
   */
  declare static readonly callParameters?: readonly string[];
  /** Names of the parameters of `build`, where their order is not that of `call`'s: each that of an argument, and `Shape`. */
  declare static readonly buildParameters?: readonly string[];

  autocast: boolean;
  inputSpec: InputSpec | readonly InputSpec[] | null = null;
  /** Whether outputs get the masks that `computeMask` gives; by default where a class defines that method. */
  supportsMasking = ownMethod(this, 'computeMask') !== Layer.prototype.computeMask;
  activityRegularizer: Regularizer | null;

  constructor(options: LayerOptions = {}) {
    super(options);
    this.activityRegularizer = getRegularizer(options.activityRegularizer ?? null);
    this.autocast = options.autocast ?? true;
    // What is put around the subclass's methods: `build` opens the name scope and notes that the layer is built; names of parameters.
    const around = {
      build: (...given: InputShape[]) => {
        // Python's None, for layers that need no shape.
        const shapes = given.length === 1 && given[0] === null ? [] : shapesInOrder(this, given);
        withinLayer(this, () => this[assertBuildShapes](shapes));
        this.#buildFully(shapes);
      },
      computeOutputShape: (...given: InputShape[]) =>
        ownMethod(this, 'computeOutputShape').apply(this, [...shapesInOrder(this, given)]),
      computeMask: (...given: unknown[]) => ownMethod(this, 'computeMask').apply(this, maskArguments(given)),
    };
    const isUsers = !isEntered(this.constructor);
    for (const [name, method] of Object.entries(around)) {
      const value = entered(method as (...given: never[]) => unknown, isUsers);
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    }
    claimFields(this);
  }

  // ---- build and call

  get [isSaidByFields](): boolean {
    return false;
  }

  get [runsUsersCode](): boolean {
    return false;
  }

  /** Makes the weights. `inputShape` has the batch axis, whose size is null. */
  build(..._inputShapes: readonly InputShape[]): void {}

  [assertBuildShapes](shapes: readonly InputShape[]): void {
    assertShapes(this, ownMethod(this, 'build'), shapes);
  }

  override invoke(...given: readonly unknown[]): unknown {
    return withinLayer(this, () => callLayer(this, given, buildInside));
  }

  /** Builds the layer and, where its own method does not, its sub-layers, by a call on symbolic inputs. */
  #buildFully(shapes: readonly InputShape[]): void {
    buildLayer(this, shapes);
    const inputs = shapes.map((shape) => mapShapes((each) => new KerasTensor(each, this.inputDtype), shape));
    buildInside(this, asCalled(this, inputs));
  }

  /** The masks of the outputs; by default that of the input. */
  computeMask(_inputs: unknown, previousMask?: unknown): unknown {
    return previousMask;
  }

  override computeOutputSpec(...given: readonly unknown[]): unknown {
    const split = splitGiven(this, given);
    if (ownMethod(this, 'computeOutputShape') === Layer.prototype.computeOutputShape)
      return inAutocastScope(this, () => super.computeOutputSpec(...argumentsOfCall(this, split)));
    const shapes = split.args.filter((arg) => tree.flatten(arg).some(isTensor)).map(shapesOf);
    return mapShapes((shape) => new KerasTensor(shape, this.computeDtype), this.computeOutputShape(...shapes));
  }

  /** The shape of the output for an input shape (with the batch axis). */
  computeOutputShape(...inputShapes: readonly InputShape[]): InputShape {
    const inputs = inputShapes.map((shape) => mapShapes((each) => new KerasTensor(each, this.inputDtype), shape));
    buildLayer(this, inputShapes);
    return shapesOf(inAutocastScope(this, () => super.computeOutputSpec(...inputs)));
  }

  /**
   * Calls the layer on values given for its variables, without side effects, as JAX's transformations want it.
   *
   * @returns the outputs and the values of the non-trainable variables after the call; with the keyword `returnLosses: true` also
   * the losses
   * @throws ValueError when the layer is not built, or the numbers of values and variables differ
   */
  statelessCall(
    ...args:
      | [trainableVariables: Values, nonTrainableVariables: Values, ...given: readonly unknown[]]
      | [keywords: { trainableVariables: Values; nonTrainableVariables: Values; [argument: string]: unknown }]
  ): [outputs: unknown, nonTrainableVariables: Tensor[], losses?: Tensor[]] {
    if (!this.built) throw new ValueError(`statelessCall() needs a built layer, and "${this.name}" is not.`);
    const [trainableVariables, nonTrainableVariables, ...all] = statelessArguments(args);
    const last = all.at(-1);
    const { returnLosses = false, ...others } = isPlainObject(last) && 'returnLosses' in last ? last : {};
    const given = returnLosses ? [...all.slice(0, -1), ...(Object.keys(others).length > 0 ? [others] : [])] : all;
    const values = new Map([
      ...paired(this.trainableVariables, trainableVariables, 'trainable variables'),
      ...paired(this.nonTrainableVariables, nonTrainableVariables, 'non-trainable variables'),
    ]);
    const run = () => {
      clearLosses(flattenLayers(this));
      const outputs = callBare(this, given);
      return { outputs, losses: this.losses };
    };
    const { result, valueOf } = withoutLosses(this, () => withValues(values, run));
    const after = this.nonTrainableVariables.map(valueOf);
    return returnLosses ? [result.outputs, after, result.losses] : [result.outputs, after];
  }

  /**
   * The call that stands in place of `layerCall`: itself, or one whose intermediate values are computed again for the gradient, where the
   * layer was made in a {@link RematScope} that says so.
   */
  rematerializedCall(layerCall: Compute, ..._args: readonly unknown[]): Compute {
    return recordOf(this).rematScope?.[rematerialize](this, layerCall) ?? layerCall;
  }

  // ---- quantization

  /**
   * Keeps the weights in fewer bits: Dense, EinsumDense, Embedding and ReversibleEmbedding do.
   *
   * @throws NotImplementedError where a layer does not
   */
  override quantize(..._args: readonly unknown[]): void {
    throw notQuantizable(this);
  }

  /** Makes the weights of a layer that is quantized from the start. @throws NotImplementedError where a layer is not */
  quantizedBuild(..._args: readonly unknown[]): void {
    throw notQuantizable(this);
  }

  /** The call of a layer that is quantized. @throws NotImplementedError where a layer is not */
  quantizedCall(..._inputs: readonly unknown[]): unknown {
    throw new NotImplementedError('Invalid quantization mode.', { received: String(this.quantizationMode) });
  }

  /**
   * torch's way to begin a training step. Variables here keep no gradients.
   *
   * @throws NotImplementedError that says what to write
   */
  zeroGrad(): never {
    throw noStoredGradients('zeroGrad');
  }

  // ---- configuration

  /** What `fromConfig` makes a copy from, in Keras's own keys. */
  override getConfig(): Record<string, unknown> {
    const { activityRegularizer } = this;
    const config = {
      name: this.name,
      trainable: this.trainable,
      dtype: serializeKerasObject(this.dtypePolicy),
      ...(activityRegularizer && { activity_regularizer: serializeKerasObject(activityRegularizer) }),
      ...configOf(this, (this.constructor as typeof Layer).parameters),
    };
    return withArguments(this, config, recordOf(this).given);
  }

  /** The shapes that the layer was built with, as a saved file holds them. */
  getBuildConfig(): Record<string, unknown> | null {
    const shapes = builtShapesOf(this);
    if (!shapes) return null;
    if (shapes.length === 0) return { shapes_dict: {} };
    const count = buildParametersOf(this)?.length ?? ownMethod(this, 'build').length;
    return count === 1 || shapes.length === 1 ? { input_shape: shapes[0] } : { shapes_dict: namedShapes(this, shapes) };
  }

  /** Makes the weights for the shapes of {@link getBuildConfig}. */
  buildFromConfig(...args: [config: Config] | [keywords: { config: Config }]): void {
    const [config] = bindArguments('buildFromConfig', ['config'], 1, args) as [Config];
    if (config.input_shape) this.#buildFully([config.input_shape as InputShape]);
    else if (config.shapes_dict) this.#buildFully(Object.values(config.shapes_dict as Record<string, InputShape>));
  }

  /** A layer from the config of another. Constructors get a plain policy by its name, others as they are. */
  static fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Layer;
  static fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    if (!isPlainObject(config.dtype)) return newFromConfig(this, config);
    const policy = getDtypePolicy(config.dtype);
    return newFromConfig(this, { ...config, dtype: policy.constructor === DTypePolicy ? policy.name : policy });
  }

  override toString(): string {
    return `<${this.constructor.name} name=${this.name}, built=${this.built}>`;
  }
}

const notQuantizable = ({ constructor }: Layer): NotImplementedError =>
  new NotImplementedError(`Layer ${constructor.name} cannot be quantized.`);

/** Builds the layers in one whose class leaves that to its `call`, by a call on symbolic arguments. */
function buildInside(layer: Layer, args: readonly unknown[]): void {
  if (ownMethod(layer, 'build') !== Layer.prototype.build) return;
  if (flattenLayers(layer, { includeSelf: false }).every(({ built }) => built)) return;
  inScopeOf(layer, () => symbolicResult((...given) => layer.call(...given), args));
}

/** Marks a layer without weights as built; the constructors of such layers end with it. */
export function buildAtInit(layer: Layer): void {
  if (ownMethod(layer, 'build') === Layer.prototype.build) layer.built = true;
}

/** The arguments of `statelessCall` in their order; given by name, those of the call stay so. */
function statelessArguments(args: readonly unknown[]): [trainable: Values, nonTrainable: Values, ...given: unknown[]] {
  const [first] = args;
  if (args.length > 1 || !isPlainObject(first)) return args as [Values, Values, ...unknown[]];
  const { trainableVariables, nonTrainableVariables, ...given } = first;
  return [trainableVariables as Values, nonTrainableVariables as Values, given];
}

/** Values for variables; an error says what they are when there are not as many. */
function paired(variables: readonly Variable[], values: readonly TensorLike[], what: string): [Variable, Tensor][] {
  if (variables.length === values.length) return variables.map((variable, i) => [variable, asTensor(values[i]!)]);
  throw new ValueError(`The number of ${what} given differs from that of the layer.`, {
    expected: `${variables.length}: ${variables.map(({ path }) => path).join(', ')}`,
    received: `${values.length}`,
  });
}
