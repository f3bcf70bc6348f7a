import {
  anySymbolic,
  asTensor,
  currentAutocast,
  currentScopePath,
  getKerasMask,
  isFloat,
  isKerasTensor,
  isPlainObject,
  isTensor,
  KerasTensor,
  nameScope,
  OperationNode,
  type SymbolicShape,
  setKerasMask,
  symbolicResult,
  type Tensor,
  type TensorLike,
  tree,
  ValueError,
  type Variable,
  withAutocast,
  withLocation,
  withUnknowns,
  withValues,
} from '@org/core';
import {
  argumentsOfCall,
  fillMasks,
  fillTraining,
  masksOf,
  namedShapes,
  type SplitArguments,
  shapedArguments,
  shapesForBuild,
  shapesInOrder,
  splitArguments,
} from './call-arguments.js';
import { inCallContext } from './call-context.js';
import { buildParametersOf, callParametersOf } from './call-parameters.js';
import { DTypePolicyMap } from './dtype-policies/dtype-policy-map.js';
import { getDtypePolicy } from './dtype-policy.js';
import { type InputShape, mapShapes, shapesOf } from './input-shape.js';
import { assertInputCompatibility, type InputSpec } from './input-spec.js';
import type { LayerOptions } from './layer-options.js';
import { LayerState } from './layer-state.js';
import { get as getRegularizer, type Regularizer } from './regularizers/index.js';
import { configOf } from './serialization/configuration.js';
import { type FromOptions, newFromConfig, serializeKerasObject } from './serialization/index.js';

// biome-ignore lint/suspicious/noExplicitAny: a call's arguments are the subclass's to define
type CallArguments = any[];

export interface Layer {
  /** Calls the layer on tensors, symbolic tensors or arrays; keywords go into one trailing object. */
  (...args: CallArguments): Tensor;
  /** For layers that return something else: `lstm<Tensor[]>(x)`. */
  <Output>(...args: CallArguments): Output;
}

/**
 * A computation with weights. Subclasses make their weights in `build(inputShape)` and compute in `call(inputs)`; sub-layers and
 * variables held in fields, arrays or plain objects are tracked.
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
  /** Constructor parameters besides those of {@link LayerOptions}; they make up the config. */
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
  supportsMasking = false;
  activityRegularizer: Regularizer | null;
  private buildShapes: readonly InputShape[] | null = null;
  private frameworkFields: ReadonlySet<string> = new Set();
  /** `inputShape` of the constructor with the batch axis in front. */
  readonly batchInputShape: SymbolicShape | null;

  constructor(options: LayerOptions = {}) {
    super(options);
    this.activityRegularizer = getRegularizer(options.activityRegularizer ?? null);
    this.autocast = options.autocast ?? true;
    this.batchInputShape = options.inputShape ? [null, ...options.inputShape] : null;
    // Called from outside, `build` opens the name scope and notes that the layer is built, around the subclass's method.
    Object.defineProperty(this, 'build', { value: (...shapes: InputShape[]) => this.buildFully(shapes) });
    this.claimFields();
  }

  /** Declares the fields that exist now to be the framework's own. */
  protected claimFields(): void {
    this.frameworkFields = new Set(Object.keys(this));
  }

  /** The fields that subclasses added: what a weight file may descend into. */
  get addedFields(): [name: string, value: unknown][] {
    return Object.entries(this).filter(([name]) => !this.frameworkFields.has(name));
  }

  // ---- build and call

  /** Makes the weights. `inputShape` has the batch axis, whose size is null. */
  build(..._inputShapes: readonly InputShape[]): void {}

  override invoke(...given: readonly unknown[]): unknown {
    return withLocation(`${this.name} (${this.constructor.name})`, () => this.callLayer(given));
  }

  private callLayer(given: readonly unknown[]): unknown {
    const split = this.split(given);
    const { args, keywords } = split;
    assertInputCompatibility(this.inputSpec, args[0], this.name);
    if (!this.built) {
      this.maybeBuild(split);
      assertInputCompatibility(this.inputSpec, args[0], this.name);
    }
    const isSymbolic = anySymbolic(given);
    return inCallContext(this, (context, isEntry) => {
      if (isEntry && !isSymbolic) this.clearLosses();
      const parameters = callParametersOf(this);
      const masks = args.map(masksOf);
      fillTraining(parameters, keywords, context);
      const hasNamelessMasks = fillMasks(parameters, split, masks);
      const previousMask = keywords.mask ?? masks[0] ?? null;
      const compute = isSymbolic
        ? () => this.callSymbolically(split)
        : () => this.call(...argumentsOfCall(this, split, hasNamelessMasks));
      const outputs = this.scoped(() => this.withAutocastScope(compute));
      this.finish(args[0], outputs, previousMask);
      // The record holds the arguments as they were given: a cast, or a flag passed on from outside, is not part of the graph.
      if (isSymbolic) new OperationNode(this, given, outputs);
      return outputs;
    });
  }

  /** Losses of a symbolic call have no value, and do not stay. */
  private callSymbolically({ args, keywords }: SplitArguments): unknown {
    const given = Object.keys(keywords).length > 0 ? [...args, keywords] : args;
    return this.withoutLosses(() => this.computeOutputSpec(...given));
  }

  private split(given: readonly unknown[]): SplitArguments {
    return splitArguments(this, given, (value) => this.convertArgument(value));
  }

  /** Arrays become tensors, and floating tensors take the compute dtype. */
  private convertArgument(value: unknown): unknown {
    const converted = this.dtypePolicy.convertInput(value, this.autocast, this.inputDtype);
    if (converted !== value) return converted;
    if (Array.isArray(value)) return value.map((each) => this.convertArgument(each));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.convertArgument(each)]));
  }

  private maybeBuild(split: SplitArguments): void {
    const shapes = shapedArguments(this, split).map(
      ([name, value]) => [name, mapShapes(withUnknowns, shapesOf(value)) as InputShape] as const,
    );
    this.buildFrom(shapesForBuild(this, this.ownBuild, new Map(shapes)));
  }

  /** Builds for the given shapes, once. */
  buildFrom(shapes: readonly InputShape[]): void {
    if (this.built) return;
    this.scoped(() => {
      this.path = currentScopePath();
      this.ownBuild.apply(this, [...shapes]);
    });
    this.buildShapes ??= shapes;
    this.built = true;
    this.locked = true;
  }

  /** Builds the layer and, where its own method does not, its sub-layers, by a call on symbolic inputs. */
  private buildFully(given: readonly InputShape[]): void {
    const shapes = shapesInOrder(this, given);
    this.buildFrom(shapes);
    const unbuilt = this.flattenLayers({ includeSelf: false }).some(({ built }) => !built);
    if (!unbuilt || this.ownBuild !== Layer.prototype.build) return;
    const inputs = shapes.map((shape) => mapShapes((each) => new KerasTensor(each, this.inputDtype), shape));
    this.scoped(() => symbolicResult((...args) => this.call(...(args as CallArguments)), inputs));
  }

  /** The subclass's method. */
  private get ownBuild(): Layer['build'] {
    return (Object.getPrototypeOf(this) as Layer).build;
  }

  /** Marks a layer without weights as built; the constructors of such layers end with it. */
  protected buildAtInit(): void {
    if (this.ownBuild === Layer.prototype.build) this.built = true;
  }

  /** Runs `body` in the layer's name scope. */
  private scoped<T>(body: () => T): T {
    return nameScope(this.name, body, this);
  }

  private withAutocastScope<T>(body: () => T): T {
    const outer = currentAutocast();
    const casts = this.autocast && isFloat(this.computeDtype);
    if (outer !== undefined)
      return outer === (casts ? this.computeDtype : null)
        ? body()
        : withAutocast(casts ? this.computeDtype : null, body);
    return this.computeDtype === this.variableDtype ? body() : withAutocast(casts ? this.computeDtype : null, body);
  }

  private finish(input: unknown, outputs: unknown, previousMask: unknown): void {
    const flat = tree.flatten<unknown>(outputs).filter(isTensor);
    if (this.activityRegularizer && !flat.some(isKerasTensor)) {
      for (const output of flat) {
        const loss = this.activityRegularizer(output);
        // The mean over the batch, so that its size does not matter.
        this.addLoss(output.rank > 0 ? loss.div(Math.max(output.shape[0]!, 1)) : loss);
      }
    }
    if (!this.supportsMasking) return;
    const masks = this.computeMask(input, previousMask);
    if (masks === null || masks === undefined) return;
    const flatMasks = tree.flatten<unknown>(masks);
    flat.forEach((output, i) => {
      const mask = flatMasks[i];
      if (isTensor(mask) && !getKerasMask(output)) setKerasMask(output, mask);
    });
  }

  /** The masks of the outputs; by default that of the input. */
  computeMask(_inputs: unknown, previousMask: unknown): unknown {
    return previousMask;
  }

  override computeOutputSpec(...args: readonly unknown[]): unknown {
    const split = this.split(args);
    if (this.computeOutputShape === Layer.prototype.computeOutputShape)
      return super.computeOutputSpec(...argumentsOfCall(this, split));
    const shapes = split.args.filter((arg) => tree.flatten(arg).some(isTensor)).map(shapesOf);
    return mapShapes((shape) => new KerasTensor(shape, this.computeDtype), this.computeOutputShape(...shapes));
  }

  /** The shape of the output for an input shape (with the batch axis). */
  computeOutputShape(...inputShapes: readonly InputShape[]): InputShape {
    const inputs = inputShapes.map((shape) => mapShapes((each) => new KerasTensor(each, this.inputDtype), shape));
    this.buildFrom(inputShapes);
    return shapesOf(super.computeOutputSpec(...inputs));
  }

  /**
   * Calls the layer on values given for its variables, without side effects, as JAX's transformations want it.
   *
   * @returns the outputs and the values of the non-trainable variables after the call; with the keyword `returnLosses: true` also
   * the losses
   * @throws ValueError when the layer is not built, or the numbers of values and variables differ
   */
  statelessCall(
    trainableVariables: readonly TensorLike[],
    nonTrainableVariables: readonly TensorLike[],
    ...given: CallArguments
  ): [outputs: unknown, nonTrainableVariables: Tensor[], losses?: Tensor[]] {
    if (!this.built) throw new ValueError(`statelessCall() needs a built layer, and "${this.name}" is not.`);
    const last = given.at(-1);
    const { returnLosses = false, ...keywords } = given.length > 1 && isPlainObject(last) ? last : {};
    const split = this.split(given.length > 1 && isPlainObject(last) ? [...given.slice(0, -1), keywords] : given);
    const values = new Map([
      ...paired(this.trainableVariables, trainableVariables, 'trainable variables'),
      ...paired(this.nonTrainableVariables, nonTrainableVariables, 'non-trainable variables'),
    ]);
    const run = () => {
      this.clearLosses();
      const outputs = this.call(...argumentsOfCall(this, split));
      return { outputs, losses: this.losses };
    };
    const { result, valueOf } = this.withoutLosses(() => withValues(values, run));
    const after = this.nonTrainableVariables.map(valueOf);
    return returnLosses ? [result.outputs, after, result.losses] : [result.outputs, after];
  }

  // ---- configuration

  /** What `fromConfig` makes a copy from, in Keras's own keys. */
  override getConfig(): Record<string, unknown> {
    const { activityRegularizer } = this;
    return {
      name: this.name,
      trainable: this.trainable,
      dtype: serializeKerasObject(this.dtypePolicy),
      ...(activityRegularizer && { activity_regularizer: serializeKerasObject(activityRegularizer) }),
      ...configOf(this, (this.constructor as typeof Layer).parameters),
    };
  }

  /** The shapes that the layer was built with, as a saved file holds them. */
  getBuildConfig(): Record<string, unknown> | null {
    const shapes = this.buildShapes;
    if (!shapes || shapes.length === 0) return null;
    const count = buildParametersOf(this)?.length ?? this.ownBuild.length;
    return count === 1 || shapes.length === 1 ? { input_shape: shapes[0] } : { shapes_dict: namedShapes(this, shapes) };
  }

  /** The shapes that the layer was built for, one for each input; null before. */
  get builtShapes(): readonly InputShape[] | null {
    return this.buildShapes;
  }

  buildFromConfig(config: Record<string, unknown>): void {
    if (config.input_shape) this.buildFully([config.input_shape as InputShape]);
    else if (config.shapes_dict) this.buildFully(Object.values(config.shapes_dict as Record<string, InputShape>));
  }

  /** A layer from the config of another. Constructors get the policy by its name, or a map of policies. */
  static fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    if (!isPlainObject(config.dtype)) return newFromConfig(this, config);
    const policy = getDtypePolicy(config.dtype);
    return newFromConfig(this, { ...config, dtype: policy instanceof DTypePolicyMap ? policy : policy.name });
  }

  override toString(): string {
    return `<${this.constructor.name} name=${this.name}, built=${this.built}>`;
  }
}

/** Values for variables; an error says what they are when there are not as many. */
function paired(variables: readonly Variable[], values: readonly TensorLike[], what: string): [Variable, Tensor][] {
  if (variables.length === values.length) return variables.map((variable, i) => [variable, asTensor(values[i]!)]);
  throw new ValueError(`The number of ${what} given differs from that of the layer.`, {
    expected: `${variables.length}: ${variables.map(({ path }) => path).join(', ')}`,
    received: `${values.length}`,
  });
}
