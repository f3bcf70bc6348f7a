/** What a layer owns: sub-layers, weights, losses, dtypes. */
import {
  bindOptions,
  currentStatelessScope,
  type DType,
  formatShape,
  isFloat,
  isTensor,
  isVariable,
  nameScope,
  Operation,
  SeedGenerator,
  type Shape,
  type Tensor,
  type TensorLike,
  TypeError,
  tree,
  UnknownSizeError,
  ValueError,
  Variable,
} from '@org/core';
import { type Constraint, get as getConstraint } from './constraints/index.js';
import { DTypePolicyMap } from './dtype-policies/dtype-policy-map.js';
import { type DTypePolicy, getDtypePolicy } from './dtype-policy.js';
import { get as getInitializer, type Initializer } from './initializers/index.js';
import type { Layer } from './layer.js';
import type { LayerOptions, WeightOptions } from './layer-options.js';
import { get as getRegularizer } from './regularizers/index.js';
import {
  ADD_VARIABLE_PARAMETERS,
  ADD_WEIGHT_PARAMETERS,
  type AddVariableArguments,
  type AddWeightArguments,
} from './signatures.js';
import { isTrackedMetric, type TrackedMetric, trackedFields } from './tracking.js';

const isLayer = (value: unknown): value is Layer => value instanceof LayerState;

/** As {@link AddWeightOptions}; shape and initializer are required. */
export interface AddVariableOptions extends Omit<WeightOptions, 'aggregation' | 'overwriteWithGradient'> {
  shape: Shape;
  initializer: unknown;
}

export type AddWeightOptions = WeightOptions;

/** The part of {@link Layer} that holds its state. */
export abstract class LayerState extends Operation {
  built = false;
  /** Name scopes and name at the time of build. */
  path = '';
  /** Set at the end of the build: a weight made by each call would be a new one every time. */
  protected locked = false;
  private policy: DTypePolicy;
  private ownTrainable: boolean;
  private readonly ownWeights: Variable[] = [];
  /** Whether each variable was made to be trained, noted when the layer first sees it: freezing does not reorder weights. */
  private readonly madeTrainable = new Map<Variable, boolean>();
  private ownLosses: Tensor[] = [];

  constructor(options: LayerOptions) {
    super(options.name);
    if (typeof options.name !== 'undefined' && options.name !== null && typeof options.name !== 'string') {
      throw new TypeError('The name of a layer is a string.', { received: String(options.name) });
    }
    this.ownTrainable = trainableOption(options.trainable);
    this.policy = getDtypePolicy(options.dtype);
  }

  // ---- dtypes

  /** In which dtypes the layer computes and keeps its weights; may be set by name. */
  get dtypePolicy(): DTypePolicy {
    return this.policy;
  }

  set dtypePolicy(given: string | DTypePolicy) {
    const policy = getDtypePolicy(given);
    const { path } = this;
    if (!(this.policy instanceof DTypePolicyMap) || path === '') {
      this.policy = policy;
      return;
    }
    this.policy.delete(path);
    this.policy.set(path, policy);
  }

  /** The policy that holds for this layer, where {@link dtypePolicy} is a map of policies. */
  private get effectivePolicy(): DTypePolicy {
    return this.policy instanceof DTypePolicyMap && this.path !== '' ? this.policy.get(this.path) : this.policy;
  }

  /** Alias of {@link variableDtype}. */
  get dtype(): DType {
    return this.variableDtype;
  }

  get computeDtype(): DType {
    return this.effectivePolicy.computeDtype;
  }

  get variableDtype(): DType {
    return this.effectivePolicy.variableDtype;
  }

  /** The dtype that floating inputs are cast to. */
  get inputDtype(): DType {
    return this.computeDtype;
  }

  get quantizationMode(): string | null {
    return this.effectivePolicy.quantizationMode;
  }

  // ---- state

  /** Layers held in the fields of this one. */
  protected trackedLayers(): Layer[] {
    return trackedFields(this, isLayer).filter((layer) => (layer as LayerState) !== this);
  }

  /** This layer's sub-layers, and theirs, outermost first. */
  flattenLayers({ includeSelf = true, recursive = true } = {}): Layer[] {
    const found = new Set<Layer>();
    const visit = (layer: LayerState) => {
      for (const child of layer.trackedLayers()) {
        if ((child as LayerState) === this || found.has(child)) continue;
        found.add(child);
        if (recursive) visit(child);
      }
    };
    visit(this);
    return includeSelf ? [this as unknown as Layer, ...found] : [...found];
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

  /** Every variable of the layer and its sub-layers, states of random generators included. */
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

  /** The metrics of the layer and its sub-layers. */
  get metrics(): TrackedMetric[] {
    return [...new Set(this.flattenLayers().flatMap((layer) => trackedFields(layer, isTrackedMetric)))];
  }

  /** The variables of the metrics, which {@link variables} leaves out. */
  get metricsVariables(): Variable[] {
    return this.metrics.flatMap(({ variables }) => variables);
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

  /** Adds a weight; `name` becomes the last part of its path. @throws ValueError once the layer is built */
  addWeight(...args: AddWeightArguments): Variable {
    const options = bindOptions(ADD_WEIGHT_PARAMETERS, args);
    const { trainable = true, autocast = true, aggregation = 'none', name = null } = options;
    if (this.locked) {
      throw new ValueError(`A weight cannot be added to "${this.name}", which is built already.`, {
        received: `name=${name}`,
        hint: 'make weights in build() or in the constructor.',
      });
    }
    const shape = options.shape ?? [];
    if (!Array.isArray(shape)) {
      throw new ValueError('The shape of a weight is an array of integers.', {
        received: JSON.stringify(shape),
        hint: 'the first parameter is `shape`; a name is given by keyword: addWeight({ name }).',
      });
    }
    if (shape.some((size) => typeof size !== 'number')) {
      throw new UnknownSizeError(`The shape of weight "${name ?? 'variable'}" is not known.`, {
        received: formatShape(shape),
        hint: 'give the input of the layer a fixed size on the axes that the weight depends on.',
      });
    }
    const dtype = options.dtype ?? this.variableDtype;
    const isFloating = isFloat(dtype as DType);
    const initializer: Initializer = getInitializer(options.initializer ?? (isFloating ? 'glorot_uniform' : 'zeros'));
    const settings = { shape, dtype, trainable, autocast, aggregation, name };
    const variable = nameScope(this.name, () => new Variable(initializer, settings), this);
    variable.overwriteWithGradient = options.overwriteWithGradient ?? false;
    variable.regularizer = getRegularizer(options.regularizer ?? null);
    variable.constraint = getConstraint(options.constraint ?? null) as Constraint | null;
    // Once built, a layer keeps its place, wherever it makes further weights.
    if (this.path !== '') variable.path = `${this.path}/${variable.name}`;
    this.ownWeights.push(variable);
    this.track(variable);
    return variable;
  }

  /** An older form of {@link addWeight}; shape and initializer are required. */
  addVariable(...args: AddVariableArguments): Variable {
    return this.addWeight(bindOptions(ADD_VARIABLE_PARAMETERS, args));
  }

  /** Adds a scalar to the loss that training minimises. */
  addLoss(loss: TensorLike | readonly TensorLike[]): void {
    const scope = currentStatelessScope();
    for (const each of tree.flatten<unknown>(loss)) {
      if (!isTensor(each)) throw new ValueError('addLoss() takes tensors.', { received: String(each) });
      if (scope?.collectLosses) scope.addLoss(each);
      else this.ownLosses.push(each);
    }
  }

  /** Losses added in the last call by this layer and its sub-layers, then those of the weight regularizers. */
  get losses(): Tensor[] {
    const added = this.flattenLayers().flatMap((layer) => layer.ownLosses);
    const regularized = this.trainableWeights.filter(({ regularizer }) => regularizer !== null);
    return [...added, ...regularized.map((variable) => variable.regularizer!(variable.uncast))];
  }

  protected clearLosses(): void {
    for (const layer of this.flattenLayers()) layer.ownLosses = [];
  }

  /** Runs `body`; the losses that it adds do not stay. */
  protected withoutLosses<T>(body: () => T): T {
    const before = this.flattenLayers().map((layer): [Layer, Tensor[]] => [layer, [...layer.ownLosses]]);
    try {
      return body();
    } finally {
      for (const [layer, losses] of before) layer.ownLosses = losses;
    }
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
}

/** @throws ValueError for a value that is given and not a boolean */
function trainableOption(trainable: unknown): boolean {
  if (trainable === undefined) return true;
  if (typeof trainable === 'boolean') return trainable;
  throw new ValueError('Invalid value for argument `trainable`.', {
    expected: 'a boolean',
    received: `trainable=${JSON.stringify(trainable)}`,
  });
}
