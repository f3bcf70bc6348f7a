import {
  AttributeError,
  isKerasTensor,
  type KerasTensor,
  NotImplementedError,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  ValueError,
} from '@org/core';
import { autoName, bindOptions, formatShape, isPlainObject } from '@org/core/internal';
import { Input, InputLayer, type InputShape, Layer, type LayerOptions, serializeKerasObject } from '@org/layers';
import {
  assertBuildShapes,
  assertConfig,
  batchInputShapeOf,
  buildLayer,
  claimFields,
  type FromOptions,
  newFromConfig,
  readKerasObject,
  registerKerasObject,
  sublayers,
} from '@org/layers/internal';
import { Model } from './model.js';
import { assertKeywords } from './model-arguments.js';
import { graphOf, newGraph, setGraphOf } from './model-graph.js';
import { ADD_PARAMETERS, type AddArguments, POP_PARAMETERS, type PopArguments } from './signatures.js';

export interface SequentialOptions {
  layers?: readonly (Layer | Tensor)[] | null;
  trainable?: boolean;
  /** The name; by default one made from that of the class. */
  name?: string | null;
  dtype?: LayerOptions['dtype'];
}

/** Layers and tensors, which have a name and a dtype as well, are no options. */
interface NoLayer {
  readonly call?: never;
  readonly shape?: never;
}

/** What `add` takes. */
export interface AddOptions {
  layer: Layer | Tensor;
  /** Whether the layers are connected at once. */
  rebuild?: boolean;
}

/** What `pop` takes. */
export interface PopOptions {
  rebuild?: boolean;
}

/**
 * A stack of layers, each called on the output of the one before.
 *
 * @example
 * const model = new Sequential([Input([4]), new Dense(8, { activation: 'relu' }), new Dense(1)]);
 * model.add(new Dense(1));
 */
export class Sequential extends Model {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras',
    name: 'Sequential',
  });

  readonly #stack: Layer[] = [];

  constructor(
    layers?: readonly (Layer | Tensor)[] | (SequentialOptions & NoLayer) | null,
    options: SequentialOptions = {},
  ) {
    const given = isPlainObject(layers)
      ? (layers as SequentialOptions)
      : { layers: layers as SequentialOptions['layers'], ...options };
    const { layers: initial, ...rest } = given;
    assertList(initial);
    if (new.target === Sequential) assertKeywords('Sequential', rest, ['layers', 'trainable', 'name']);
    super(rest);
    claimFields(this);
    const taken = new Set<string>();
    for (const layer of initial ?? []) this.#push(layer, taken);
    this.#afterChange(true);
  }

  /** Adds a layer on top. */
  add(...args: AddArguments): void {
    const { layer, rebuild = true } = bindOptions(ADD_PARAMETERS, args);
    this.#push(layer, new Set(this.#stack.map(({ name }) => name)));
    this.#afterChange(rebuild);
  }

  /** Removes the topmost layer and returns it. */
  pop(...args: PopArguments): Layer | null {
    const { rebuild = true } = bindOptions(POP_PARAMETERS, args);
    const layer = this.#stack.pop() ?? null;
    this.#afterChange(rebuild);
    return layer;
  }

  /** @param taken the names of the layers so far, to which the new one is added */
  #push(given: Layer | Tensor, taken: Set<string>): void {
    const layer = isKerasTensor(given) ? given.history?.operation : given;
    if (!(layer instanceof Layer)) {
      const isClass = typeof given === 'function' && (given as { prototype?: unknown }).prototype instanceof Layer;
      throw new ValueError('Only layers can be added to a Sequential model.', {
        received: isClass ? `the class ${(given as { name: string }).name}` : describe(given),
        ...(isClass && { hint: 'make a layer of it with `new`.' }),
      });
    }
    if (taken.has(layer.name)) {
      throw new ValueError(`All layers of a Sequential model have different names, and "${layer.name}" is taken.`);
    }
    if (layer instanceof InputLayer && this.#stack.length > 0) {
      throw new ValueError('An Input can only be the first layer of a Sequential model.', {
        received: `after ${this.#stack.map(({ name }) => name).join(', ')}`,
      });
    }
    const batchInputShape = batchInputShapeOf(layer);
    if (this.#stack.length === 0 && batchInputShape && !(layer instanceof InputLayer)) {
      const input = new InputLayer({ batchShape: batchInputShape, dtype: layer.computeDtype });
      this.#stack.push(input);
      taken.add(input.name);
    }
    this.#stack.push(layer);
    taken.add(layer.name);
  }

  /** Without `rebuild` the layers are connected when the model is next built or called. */
  #afterChange(rebuild: boolean): void {
    this.built = false;
    setGraphOf(this, null);
    if (rebuild) this.#rebuild();
  }

  /** Connects the layers anew after a change, if the input is known. */
  #rebuild(): void {
    const [first] = this.#stack;
    if (this.#stack.length < 2) return;
    if (first instanceof InputLayer) buildLayer(this, [first.batchShape]);
    else if (first instanceof Model && graphOf(first)) buildLayer(this, [first.inputShape]);
  }

  /** Connects the layers for inputs of this shape. With several inputs, or layers of unknown shapes, they are just called in turn. */
  override build(inputShape?: InputShape): void {
    if (!isSingleShape(inputShape)) return;
    if (this.#stack.length === 0)
      throw new ValueError(`Sequential model "${this.name}" has no layers.`, { hint: 'add() one first.' });
    const [first] = this.#stack;
    this.#assertFits(inputShape);
    const input = first instanceof InputLayer ? (first.output as KerasTensor) : this.#newInput(inputShape);
    let x: unknown = input;
    try {
      for (const layer of this.layers) x = layer(x);
    } catch (error) {
      if (error instanceof NotImplementedError) return;
      throw error;
    }
    // Keras connects the layers by a Functional of its own, which takes a number among the automatic names.
    autoName('Functional');
    setGraphOf(this, newGraph(input, x as Tensor, this.name));
  }

  override [assertBuildShapes](shapes: readonly InputShape[]): void {
    super[assertBuildShapes](shapes);
    if (isSingleShape(shapes[0])) this.#assertFits(shapes[0]);
  }

  #assertFits(inputShape: SymbolicShape): void {
    const [first] = this.#stack;
    if (!(first instanceof InputLayer)) return;
    const { batchShape } = first;
    const fits = (dim: number | null, axis: number) => dim === null || [null, dim].includes(inputShape[axis] ?? null);
    if (inputShape.length === batchShape.length && batchShape.every(fits)) return;
    throw new ValueError(`Sequential model "${this.name}" has an input of another shape.`, {
      expected: formatShape(batchShape),
      received: formatShape(inputShape),
    });
  }

  #newInput(shape: SymbolicShape): KerasTensor {
    // That of texts, where the first layer takes them.
    const { computeDtype: dtype } = this.#stack[0]!;
    const input = Input({ batchShape: shape, dtype }) as KerasTensor;
    this.#stack.unshift(input.history!.operation as Layer);
    return input;
  }

  /** The layers, without the input. */
  override get layers(): Layer[] {
    return this.#stack.filter((layer) => !(layer instanceof InputLayer));
  }

  /** @throws AttributeError always */
  override set layers(_: readonly Layer[]) {
    throw new AttributeError('The layers of a Sequential model cannot be set.', { hint: 'use add() and pop().' });
  }

  override [sublayers](): Layer[] {
    return [...this.#stack];
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training', 'mask'];

  override call(
    inputs: unknown,
    { training = null, mask = null }: { training?: boolean | null; mask?: unknown } = {},
  ): unknown {
    if (graphOf(this)) return super.call(inputs, { training, mask });
    return this.layers.reduce((x, layer) => layer(x, training === null ? {} : { training }) as unknown, inputs);
  }

  override getConfig(): Record<string, unknown> {
    const { name, trainable, dtype } = Layer.prototype.getConfig.call(this);
    const shape = graphOf(this) ? this.inputShape : null;
    return {
      name,
      trainable,
      dtype,
      layers: this.#stack.map((layer) => serializeKerasObject(layer)),
      ...(shape && { build_input_shape: shape }),
    };
  }

  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    if (!Array.isArray(config.layers) || !('name' in config)) {
      throw new ValueError("The config of a Sequential model must have the keys 'name' and 'layers'.", {
        received: Object.keys(config).join(', '),
      });
    }
    const layers = config.layers.map((each: unknown) => readKerasObject(each));
    const model = newFromConfig(this, { layers, name: config.name, trainable: config.trainable, dtype: config.dtype });
    if (!model.built && config.build_input_shape) buildLayer(model, [config.build_input_shape as InputShape]);
    return model;
  }
}

/** @throws TypeError for a layer that is given as it is */
function assertList(layers: unknown): void {
  if (layers === null || layers === undefined || Array.isArray(layers)) return;
  const isLayer = layers instanceof Layer || isKerasTensor(layers);
  if (!isLayer && typeof (layers as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') return;
  throw new PythonTypeError('The layers of a Sequential model must be a list.', {
    received: describe(layers),
    ...(isLayer && { hint: 'put the layer in brackets: new Sequential([layer]).' }),
  });
}

const isSingleShape = (shape: InputShape | undefined): shape is SymbolicShape =>
  Array.isArray(shape) && shape.every((dim) => dim === null || typeof dim === 'number');

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null ? `an object of ${value.constructor?.name ?? 'no class'}` : String(value);
