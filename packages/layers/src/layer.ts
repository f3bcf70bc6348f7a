import {
  anySymbolic,
  asTensor,
  bindOptions,
  currentAutocast,
  currentScopePath,
  type DType,
  getKerasMask,
  isFloat,
  isKerasTensor,
  isPlainObject,
  isTensor,
  isVariable,
  KerasTensor,
  nameScope,
  Operation,
  OperationNode,
  type PythonOptions,
  SeedGenerator,
  type Shape,
  type SymbolicShape,
  setKerasMask,
  symbolicResult,
  type Tensor,
  type TensorLike,
  TypeError,
  traced,
  tree,
  ValueError,
  Variable,
  withAutocast,
  withLocation,
  withUnknowns,
} from '@org/core';
import { inCallContext, takesKeyword } from './call-context.js';
import { configOf, optionsOf } from './configuration.js';
import { type Constraint, get as getConstraint } from './constraints/index.js';
import { type DTypePolicy, getDtypePolicy } from './dtype-policy.js';
import { get as getInitializer, type Initializer } from './initializers/index.js';
import { assertInputCompatibility, type InputSpec } from './input-spec.js';
import { serializeKerasObject } from './registry.js';
import { get as getRegularizer, type Regularizer } from './regularizers/index.js';
import { trackedFields } from './tracking.js';

/** Keywords that every layer takes. */
export interface LayerOptions {
  activityRegularizer?: unknown;
  trainable?: boolean;
  dtype?: string | DTypePolicy | Record<string, unknown> | null;
  autocast?: boolean;
  name?: string | null;
  /** Shape of one sample, for the first layer of a Sequential model. */
  inputShape?: SymbolicShape;
}

/** Names of the keywords of {@link LayerOptions}, after a layer's own parameters. */
export const LAYER_KEYWORDS = ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'] as const;

/** What a weight is made from; `shape` of a scalar is []. */
export interface WeightOptions {
  shape?: Shape;
  initializer?: unknown;
  dtype?: string | null;
  trainable?: boolean;
  autocast?: boolean;
  regularizer?: unknown;
  constraint?: unknown;
  aggregation?: 'none' | 'mean' | 'sum' | 'only_first_replica';
  overwriteWithGradient?: boolean;
  name?: string | null;
}

const WEIGHT_PARAMETERS = [
  'shape',
  'initializer',
  'dtype',
  'trainable',
  'autocast',
  'regularizer',
  'constraint',
  'aggregation',
  'overwriteWithGradient',
  'name',
] as const;

/** A shape, or a nest of shapes for a layer with several inputs. */
export type InputShape = SymbolicShape | readonly SymbolicShape[] | { readonly [name: string]: SymbolicShape };

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
export class Layer extends Operation {
  /** Constructor parameters besides those of {@link LayerOptions}; they make up the config. */
  static readonly parameters: readonly string[] = [];

  built = false;
  autocast: boolean;
  dtypePolicy: DTypePolicy;
  inputSpec: InputSpec | readonly InputSpec[] | null = null;
  supportsMasking = false;
  activityRegularizer: Regularizer | null;
  /** Name scopes and name at the time of build. */
  path = '';
  private ownTrainable: boolean;
  private readonly ownWeights: Variable[] = [];
  /** Whether each variable was made to be trained, noted when the layer first sees it: freezing does not reorder weights. */
  private readonly madeTrainable = new Map<Variable, boolean>();
  private ownLosses: Tensor[] = [];
  private buildShapes: readonly InputShape[] | null = null;
  private frameworkFields: ReadonlySet<string> = new Set();
  /** `inputShape` of the constructor with the batch axis in front. */
  readonly batchInputShape: SymbolicShape | null;

  constructor(options: LayerOptions = {}) {
    super(options.name);
    if (typeof options.name !== 'undefined' && options.name !== null && typeof options.name !== 'string') {
      throw new TypeError('The name of a layer is a string.', { received: String(options.name) });
    }
    this.activityRegularizer = getRegularizer(options.activityRegularizer ?? null);
    this.ownTrainable = options.trainable ?? true;
    this.dtypePolicy = getDtypePolicy(options.dtype);
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

  // ---- dtypes

  /** Alias of {@link variableDtype}. */
  get dtype(): DType {
    return this.variableDtype;
  }

  get computeDtype(): DType {
    return this.dtypePolicy.computeDtype;
  }

  get variableDtype(): DType {
    return this.dtypePolicy.variableDtype;
  }

  /** The dtype that floating inputs are cast to. */
  get inputDtype(): DType {
    return this.computeDtype;
  }

  get quantizationMode(): string | null {
    return this.dtypePolicy.quantizationMode;
  }

  // ---- state

  /** Layers held in the fields of this one. */
  protected trackedLayers(): Layer[] {
    return trackedFields(this, (value): value is Layer => value instanceof Layer).filter((layer) => layer !== this);
  }

  /** This layer's sub-layers, and theirs, outermost first. */
  flattenLayers({ includeSelf = true, recursive = true } = {}): Layer[] {
    const found = new Set<Layer>();
    const visit = (layer: Layer) => {
      for (const child of layer.trackedLayers()) {
        if (child === this || found.has(child)) continue;
        found.add(child);
        if (recursive) visit(child);
      }
    };
    visit(this);
    return includeSelf ? [this, ...found] : [...found];
  }

  /** The layer's own variables, those made to be trained first. */
  private ownVariables(): Variable[] {
    const all = [...new Set([...this.ownWeights, ...trackedFields(this, isVariable)])];
    for (const variable of all) this.track(variable);
    const trained = (variable: Variable) => this.madeTrainable.get(variable)!;
    return [...all.filter(trained), ...all.filter((variable) => !trained(variable))];
  }

  private track(variable: Variable): void {
    if (this.madeTrainable.has(variable)) return;
    this.madeTrainable.set(variable, variable.trainable);
    if (!this.ownTrainable) variable.trainable = false;
  }

  private seedGenerators(): SeedGenerator[] {
    return trackedFields(this, (value): value is SeedGenerator => value instanceof SeedGenerator);
  }

  /** Every variable of the layer and its sub-layers, states of random generators and metrics included. */
  get variables(): Variable[] {
    const layers = this.flattenLayers();
    const states = layers.flatMap((layer) => [
      ...layer.ownVariables(),
      ...layer.seedGenerators().map(({ state }) => state),
    ]);
    return [...new Set(states)];
  }

  get trainableVariables(): Variable[] {
    return this.trainable ? this.variables.filter(({ trainable }) => trainable) : [];
  }

  get nonTrainableVariables(): Variable[] {
    const trainable = new Set(this.trainableVariables);
    return this.variables.filter((variable) => !trainable.has(variable));
  }

  /** Variables that are saved: {@link variables} without random states. */
  get weights(): Variable[] {
    return [...new Set(this.flattenLayers().flatMap((layer) => layer.ownVariables()))];
  }

  get trainableWeights(): Variable[] {
    return this.trainable ? this.weights.filter(({ trainable }) => trainable) : [];
  }

  get nonTrainableWeights(): Variable[] {
    const trainable = new Set(this.trainableWeights);
    return this.weights.filter((variable) => !trainable.has(variable));
  }

  /** Whether the weights take part in training. Setting it sets that of all sub-layers and variables. */
  get trainable(): boolean {
    return this.ownTrainable;
  }

  set trainable(value: boolean) {
    for (const layer of this.flattenLayers()) {
      layer.ownTrainable = value;
      for (const variable of layer.ownVariables()) if (layer.madeTrainable.get(variable)) variable.trainable = value;
    }
  }

  /** Adds a weight; `name` becomes the last part of its path. */
  addWeight(...args: PythonOptions<typeof WEIGHT_PARAMETERS, WeightOptions>): Variable {
    const options = bindOptions<WeightOptions>('addWeight', WEIGHT_PARAMETERS, 0, args);
    const { shape = [], trainable = true, autocast = true, aggregation = 'none', name = null } = options;
    const dtype = options.dtype ?? this.variableDtype;
    const isFloating = isFloat(dtype as DType);
    const initializer: Initializer = getInitializer(options.initializer ?? (isFloating ? 'glorot_uniform' : 'zeros'));
    const variable = new Variable(initializer, {
      shape,
      dtype,
      trainable,
      autocast,
      aggregation,
      name: name ?? 'variable',
    });
    variable.overwriteWithGradient = options.overwriteWithGradient ?? false;
    variable.regularizer = getRegularizer(options.regularizer ?? null);
    variable.constraint = getConstraint(options.constraint ?? null) as Constraint | null;
    this.ownWeights.push(variable);
    this.track(variable);
    return variable;
  }

  /** Adds a scalar to the loss that training minimises. */
  addLoss(loss: TensorLike | readonly TensorLike[]): void {
    for (const each of tree.flatten<unknown>(loss as tree.Tree<unknown>)) {
      if (!isTensor(each)) throw new ValueError('addLoss() takes tensors.', { received: String(each) });
      this.ownLosses.push(each);
    }
  }

  /** Losses added in the last call by this layer and its sub-layers, then those of the weight regularizers. */
  get losses(): Tensor[] {
    const added = this.flattenLayers().flatMap((layer) => layer.ownLosses);
    const regularized = this.trainableWeights.filter(({ regularizer }) => regularizer !== null);
    return [...added, ...regularized.map((variable) => variable.regularizer!(variable.uncast))];
  }

  private clearLosses(): void {
    for (const layer of this.flattenLayers()) layer.ownLosses = [];
  }

  // ---- build and call

  /** Makes the weights. `inputShape` has the batch axis, whose size is null. */
  build(..._inputShapes: readonly InputShape[]): void {}

  override invoke(...given: readonly unknown[]): unknown {
    return withLocation(`${this.name} (${this.constructor.name})`, () => this.callLayer(given));
  }

  private callLayer(given: readonly unknown[]): unknown {
    const { args, keywords } = this.splitArguments(given);
    assertInputCompatibility(this.inputSpec, args[0], this.name);
    if (!this.built) {
      this.maybeBuild(args, keywords);
      assertInputCompatibility(this.inputSpec, args[0], this.name);
    }
    return inCallContext(this, (context, isEntry) => {
      if (isEntry && !anySymbolic(given)) this.clearLosses();
      const masks = args.map((arg) =>
        tree.mapStructure((leaf: unknown) => getKerasMask(leaf), arg as tree.Tree<unknown>),
      );
      this.fillTraining(keywords, context);
      this.fillMasks(args, keywords, masks);
      const previousMask = keywords.mask ?? masks[0] ?? null;
      const full = Object.keys(keywords).length > 0 ? [...args, keywords] : args;
      const outputs = this.scoped(() => this.withAutocastScope(() => this.dispatch(full)));
      this.finish(args[0], outputs, previousMask);
      // The record holds the arguments as they were given: a cast, or a flag passed on from outside, is not part of the graph.
      if (anySymbolic(given)) new OperationNode(this, given, outputs);
      return outputs;
    });
  }

  /** Separates the trailing keywords, and converts arrays to tensors and floating tensors to the compute dtype. */
  private splitArguments(given: readonly unknown[]): { args: unknown[]; keywords: Record<string, unknown> } {
    const last = given[given.length - 1];
    const hasKeywords = given.length > 1 && isPlainObject(last);
    const convert = (value: unknown): unknown => this.convertArgument(value);
    return {
      args: (hasKeywords ? given.slice(0, -1) : given).map(convert),
      keywords: hasKeywords
        ? Object.fromEntries(Object.entries(last).map(([key, value]) => [key, convert(value)]))
        : {},
    };
  }

  private convertArgument(value: unknown): unknown {
    const converted = this.dtypePolicy.convertInput(value, this.autocast, this.inputDtype);
    if (converted !== value) return converted;
    if (Array.isArray(value)) return value.map((each) => this.convertArgument(each));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.convertArgument(each)]));
  }

  private maybeBuild(args: readonly unknown[], keywords: Record<string, unknown>): void {
    if (this.built) return;
    const tensors = [...args, ...Object.values(keywords)].filter((arg) =>
      tree.flatten(arg as tree.Tree<unknown>).some(isTensor),
    );
    this.buildFrom(tensors.map((each) => mapShapes(withUnknowns, shapesOf(each)) as InputShape));
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
  }

  /** Builds the layer and, where its own method does not, its sub-layers, by a call on symbolic inputs. */
  private buildFully(shapes: readonly InputShape[]): void {
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

  private fillTraining(keywords: Record<string, unknown>, context: { training: boolean | null }): void {
    if (typeof keywords.training === 'boolean') context.training = keywords.training;
    if (!takesKeyword(this.call, 'training')) {
      delete keywords.training;
    } else if (keywords.training === undefined || keywords.training === null) {
      if (context.training === null) delete keywords.training;
      else keywords.training = context.training;
    }
  }

  private fillMasks(args: readonly unknown[], keywords: Record<string, unknown>, masks: readonly unknown[]): void {
    if (!takesKeyword(this.call, 'mask') || (keywords.mask !== undefined && keywords.mask !== null)) return;
    if (args.length === 1) keywords.mask = masks[0];
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

  private dispatch(args: readonly unknown[]): unknown {
    if (!anySymbolic(args)) return this.call(...args);
    const losses = this.flattenLayers().map((layer) => [layer, [...layer.ownLosses]] as const);
    const outputs = this.computeOutputSpec(...args);
    // Losses of a symbolic call have no value.
    for (const [layer, before] of losses) layer.ownLosses = before;
    return outputs;
  }

  private finish(input: unknown, outputs: unknown, previousMask: unknown): void {
    const flat = tree.flatten<unknown>(outputs as tree.Tree<unknown>).filter(isTensor);
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
    const flatMasks = tree.flatten<unknown>(masks as tree.Tree<unknown>);
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
    if (this.computeOutputShape === Layer.prototype.computeOutputShape) return super.computeOutputSpec(...args);
    const shapes = args.filter((arg) => tree.flatten(arg as tree.Tree<unknown>).some(isTensor)).map(shapesOf);
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
    const { args, keywords } = this.splitArguments(given);
    const { returnLosses = false, ...others } = keywords;
    const values = new Map([
      ...paired(this.trainableVariables, trainableVariables, 'trainable variables'),
      ...paired(this.nonTrainableVariables, nonTrainableVariables, 'non-trainable variables'),
    ]);
    const losses = this.flattenLayers().map((layer) => [layer, layer.ownLosses] as const);
    const { result, trace } = traced(
      () => {
        this.clearLosses();
        const outputs = this.call(...args, ...(Object.keys(others).length > 0 ? [others] : []));
        return { outputs, losses: this.losses };
      },
      (variable) => values.get(variable) ?? variable.state,
    );
    for (const [layer, before] of losses) layer.ownLosses = before;
    const after = this.nonTrainableVariables.map((variable) => trace.writes.get(variable) ?? values.get(variable)!);
    return returnLosses ? [result.outputs, after, result.losses] : [result.outputs, after];
  }

  // ---- weights as values

  /** Number of elements of all weights. @throws ValueError when the layer is not built */
  countParams(): number {
    if (!this.built)
      throw new ValueError(`countParams() needs a built layer, and "${this.name}" is not.`, {
        hint: 'call it on data first.',
      });
    return this.weights.reduce((total, { shape }) => total + shape.reduce((n, dim) => n * dim, 1), 0);
  }

  /** The values of all weights, as concrete tensors. */
  async getWeights(): Promise<Tensor[]> {
    const values = this.weights.map((variable) => variable.uncast);
    for (const value of values) await value.read();
    return values;
  }

  /** @throws ValueError when the number or the shapes of the values differ; then no weight has changed */
  setWeights(values: readonly TensorLike[]): void {
    const { weights } = this;
    if (values.length !== weights.length) {
      throw new ValueError(`Layer "${this.name}" got the wrong number of weights.`, {
        expected: `${weights.length}`,
        received: `${values.length}`,
      });
    }
    const before = weights.map((variable) => variable.uncast);
    try {
      weights.forEach((variable, i) => {
        variable.assign(values[i]!);
      });
    } catch (error) {
      weights.forEach((variable, i) => {
        variable.assign(before[i]!);
      });
      throw error;
    }
  }

  /** Puts the layer's own variables, not those of its sub-layers, into `store` under the names that files give them. */
  saveOwnVariables(store: Record<string, Tensor>): void {
    this.ownVariables().forEach((variable, i) => {
      store[String(i)] = variable.uncast;
    });
  }

  /** @throws ValueError when `store` does not hold what {@link saveOwnVariables} puts there */
  loadOwnVariables(store: Readonly<Record<string, TensorLike>>): void {
    const variables = this.ownVariables();
    const count = Object.keys(store).length;
    if (count !== variables.length) {
      throw new ValueError(`Layer "${this.name}" expected ${variables.length} variables, but the file has ${count}.`, {
        ...(!this.built && { hint: 'the layer is not built: call the model on data before loading weights.' }),
      });
    }
    variables.forEach((variable, i) => {
      variable.assign(store[String(i)]!);
    });
  }

  // ---- configuration

  /** What `fromConfig` makes a copy from, in Keras's own keys. */
  override getConfig(): Record<string, unknown> {
    const { activityRegularizer } = this;
    return {
      name: this.name,
      trainable: this.ownTrainable,
      dtype: serializeKerasObject(this.dtypePolicy),
      ...(activityRegularizer && { activity_regularizer: serializeKerasObject(activityRegularizer) }),
      ...configOf(this, (this.constructor as typeof Layer).parameters),
    };
  }

  /** The shapes that the layer was built with, as a saved file holds them. */
  getBuildConfig(): Record<string, unknown> | null {
    if (!this.buildShapes || this.buildShapes.length === 0) return null;
    return { input_shape: this.buildShapes[0] };
  }

  /** The shapes that the layer was built for, one for each input; null before. */
  get builtShapes(): readonly InputShape[] | null {
    return this.buildShapes;
  }

  buildFromConfig(config: Record<string, unknown>): void {
    if (config.input_shape) this.buildFully([config.input_shape as InputShape]);
    else if (config.shapes_dict) this.buildFully(Object.values(config.shapes_dict as Record<string, InputShape>));
  }

  /** A layer from the config of another. */
  static fromConfig<T extends Layer>(this: new (options: never) => T, config: Record<string, unknown>): T {
    return new this(optionsOf(config) as never);
  }

  override toString(): string {
    return `<${this.constructor.name} name=${this.name}, built=${this.built}>`;
  }
}

const isShape = (value: unknown): value is SymbolicShape =>
  Array.isArray(value) && value.every((dim) => dim === null || typeof dim === 'number');

/** Values for variables; an error says what they are when there are not as many. */
function paired(variables: readonly Variable[], values: readonly TensorLike[], what: string): [Variable, Tensor][] {
  if (variables.length === values.length) return variables.map((variable, i) => [variable, asTensor(values[i]!)]);
  throw new ValueError(`The number of ${what} given differs from that of the layer.`, {
    expected: `${variables.length}: ${variables.map(({ path }) => path).join(', ')}`,
    received: `${values.length}`,
  });
}

/** The shapes of a nest of tensors. */
export const shapesOf = (inputs: unknown): InputShape =>
  tree.mapStructure(
    (leaf: unknown) => (isTensor(leaf) ? leaf.shape : leaf),
    inputs as tree.Tree<unknown>,
  ) as InputShape;

/** Applies `f` to every shape of a nest of shapes. */
export function mapShapes<T>(f: (shape: SymbolicShape) => T, shapes: InputShape): tree.Tree<T> {
  return tree.mapStructure((leaf: unknown) => f(leaf as SymbolicShape), shapes as tree.Tree<unknown>, isShape);
}
