/** What a layer owns: sub-layers, weights, losses. */
import {
  type DType,
  nameScope,
  type Shape,
  type Tensor,
  type TensorLike,
  tree,
  UnknownSizeError,
  ValueError,
  Variable,
} from '@org/core';
import { bindArguments, bindOptions, elements, expectWork, formatShape, isFloat, show } from '@org/core/internal';
import { assertValues } from './arguments.js';
import { type Constraint, get as getConstraint } from './constraints/index.js';
import { get as getInitializer, type Initializer } from './initializers/index.js';
import type { Layer } from './layer.js';
import { LayerBase, recordOf } from './layer-base.js';
import { addLosses } from './layer-losses.js';
import type { WeightOptions } from './layer-options.js';
import { flattenLayers, isSeedGenerator, noteVariable, ownVariables, structureOf, sublayers } from './layer-tree.js';
import { get as getRegularizer } from './regularizers/index.js';
import {
  ADD_VARIABLE_PARAMETERS,
  ADD_WEIGHT_PARAMETERS,
  type AddVariableArguments,
  type AddWeightArguments,
} from './signatures.js';
import { isTrackedMetric, type TrackedMetric, trackedFields } from './tracking.js';

type Losses = tree.Tree<TensorLike>;
type Store = Record<string, Tensor>;
type Stored = Readonly<Record<string, TensorLike>>;
export type SaveArguments = [store: Store] | [keywords: { store: Store }];
export type LoadArguments = [store: Stored] | [keywords: { store: Stored }];

/** What a layer's variables are put into, or taken from. */
export const storeIn = <Given extends SaveArguments | LoadArguments>(method: string, args: Given) =>
  bindArguments(method, ['store'], 1, args)[0] as Given extends SaveArguments ? Store : Stored;

const isLayer = (value: unknown): value is Layer => value instanceof LayerState;

/** As {@link AddWeightOptions}; shape and initializer are required. */
export interface AddVariableOptions extends Omit<WeightOptions, 'aggregation' | 'overwriteWithGradient'> {
  shape: Shape;
  initializer: unknown;
}

export type AddWeightOptions = WeightOptions;

/** The part of {@link Layer} that holds its state. */
export abstract class LayerState extends LayerBase {
  built = false;

  /** The layers that this one owns: those in its fields. */
  [sublayers](): Layer[] {
    return trackedFields(this, isLayer).filter((layer) => (layer as LayerState) !== this);
  }

  get [structureOf](): object | null {
    return null;
  }

  /** Every variable of the layer and its sub-layers, states of random generators included. */
  get variables(): Variable[] {
    const states = flattenLayers(this).flatMap((layer) => [
      ...ownVariables(layer),
      ...trackedFields(layer, isSeedGenerator).map(({ state }) => state),
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
    return [...new Set(flattenLayers(this).flatMap(ownVariables))];
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
    return [...new Set(flattenLayers(this).flatMap((layer) => trackedFields(layer, isTrackedMetric)))];
  }

  /** The variables of the metrics, which {@link variables} leaves out. */
  get metricsVariables(): Variable[] {
    return this.metrics.flatMap(({ variables }) => variables);
  }

  /** Whether the weights take part in training. Setting it sets that of all sub-layers and variables. */
  get trainable(): boolean {
    return recordOf(this).trainable;
  }

  set trainable(value: boolean) {
    for (const layer of flattenLayers(this)) {
      const record = recordOf(layer);
      record.trainable = value;
      for (const variable of ownVariables(layer))
        if (record.madeTrainable.get(variable)) variable.trainable = value && !record.fixed.has(variable);
    }
  }

  /** Adds a weight; `name` becomes the last part of its path. @throws ValueError once the layer is built */
  addWeight(...args: AddWeightArguments): Variable {
    const options = bindOptions(ADD_WEIGHT_PARAMETERS, args);
    const { trainable = true, autocast = true, aggregation = 'none', name = null } = options;
    const record = recordOf(this);
    if (record.locked) {
      throw new ValueError(`A weight cannot be added to "${this.name}", which is built already.`, {
        received: `name=${name}`,
        hint: 'make weights in build() or in the constructor.',
      });
    }
    const shape = options.shape ?? [];
    if (!Array.isArray(shape)) {
      throw new ValueError('The shape of a weight is an array of integers.', {
        received: show(shape),
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
    if (record.path !== '') variable.path = `${record.path}/${variable.name}`;
    record.weights.push(variable);
    noteVariable(this, variable);
    expectWork();
    return variable;
  }

  /** An older form of {@link addWeight}; shape and initializer are required. */
  addVariable(...args: AddVariableArguments): Variable {
    return this.addWeight(bindOptions(ADD_VARIABLE_PARAMETERS, args));
  }

  /** Adds scalars to the loss that training minimises. @throws ValueError for anything but tensors */
  addLoss(...args: [loss: Losses] | [keywords: { loss: Losses }]): void {
    const [loss] = bindArguments('addLoss', ['loss'], 1, args);
    addLosses(this, tree.flatten<unknown>(loss as Losses));
  }

  /** Losses added in the last call by this layer and its sub-layers, then those of the weight regularizers. */
  get losses(): Tensor[] {
    const added = flattenLayers(this).flatMap((layer) => recordOf(layer).losses);
    const regularized = this.trainableWeights.filter(({ regularizer }) => regularizer !== null);
    return [...added, ...regularized.map((variable) => variable.regularizer!(variable.uncast))];
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
    for (const value of values) await value[elements]();
    return values;
  }

  /**
   * Assigns the weights, in the order of `weights`.
   *
   * @throws ValueError when the number or the shapes of the values differ; then no weight has changed
   */
  setWeights(...args: [weights: readonly TensorLike[]] | [keywords: { weights: readonly TensorLike[] }]): void {
    const [values] = bindArguments('setWeights', ['weights'], 1, args) as [readonly TensorLike[]];
    assertValues(values, `setWeights() of "${this.name}"`);
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
  saveOwnVariables(...args: SaveArguments): void {
    const store = storeIn('saveOwnVariables', args);
    ownVariables(this).forEach((variable, i) => {
      store[String(i)] = variable.uncast;
    });
  }

  /**
   * Assigns the layer's own variables, without those of sub-layers.
   *
   * @throws ValueError when `store` does not hold what {@link saveOwnVariables} puts there
   */
  loadOwnVariables(...args: LoadArguments): void {
    const store = storeIn('loadOwnVariables', args);
    const variables = ownVariables(this);
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
