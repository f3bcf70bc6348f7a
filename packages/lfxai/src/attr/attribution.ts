/** What all attribution methods share. */
import { evaluate, jit, ops, type Tensor } from '@org/core';
import { bindArguments } from '@org/core/python';
import type { Layer } from '@org/layers';
import { type ForwardFunction, requireFunction } from './forward.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, isTuple } from './inputs.js';
import { type InterpolationMode, interpolate } from './interpolate.js';
import { type NeuronSelector, neuronProblem } from './neuron-problem.js';
import { AtLayer, type LayerValue } from './place.js';
import { type Problem, problemOf, sideOf } from './problem.js';
import { blocksOf, rowsAtOnce, sliceRows } from './samples.js';
import type { Target } from './target.js';

/** The first rows of some examples; tensors of one row are for all of them. */
export type Block = (values: readonly Tensor[]) => Tensor[];

/**
 * A method that says how much each part of an input contributes to an output of a function. `attribute` returns a promise of tensors
 * that are computed: everything runs as one compiled graph, in blocks of a bounded number of rows, which results do not depend on.
 */
export abstract class Attribution {
  #forwardFunc: ForwardFunction;

  /** Compiled functions, by the function that they explain and what else they were made for. */
  readonly #compiled = new WeakMap<object, Map<string, (...args: never[]) => unknown>>();
  /** Numbers for objects among the arguments. */
  readonly #identities = new WeakMap<object, number>();
  #lastIdentity = 0;

  /** @throws TypeError for what is no function */
  constructor(forwardFunc: ForwardFunction) {
    this.#forwardFunc = requireFunction(forwardFunc);
    // `method.attribute` is handed on as a function, as Python's bound methods are: `sensitivityMax(method.attribute, x)`.
    Object.defineProperty(this, 'attribute', { value: this.attribute.bind(this), writable: true, configurable: true });
  }

  /** The function that is explained; it may be replaced by another. */
  get forwardFunc(): ForwardFunction {
    return this.#forwardFunc;
  }

  set forwardFunc(forwardFunc: ForwardFunction) {
    this.#forwardFunc = requireFunction(forwardFunc);
  }

  abstract attribute(...args: never): Promise<unknown>;

  /** Whether attributions have the inputs (or what they differ from their baselines) as a factor. */
  get multipliesByInputs(): boolean {
    return false;
  }

  /** Whether `attribute` has a parameter `baselines`. */
  get takesBaselines(): boolean {
    return false;
  }

  /** Whether `attribute` can tell how far the attributions are from adding up to the difference of outputs. */
  hasConvergenceDelta(): boolean {
    return false;
  }

  /** The name of the method in words: 'Integrated Gradients'. */
  static getName(): string {
    return this.name.replace(/([a-z])([A-Z])/g, '$1 $2');
  }

  /**
   * `make()`, compiled, and the same again for the same function to explain and the same values.
   *
   * @param statics whatever the function depends on besides its tensors
   */
  compiled<Args extends readonly unknown[], Result>(
    { owner, statics }: Pick<Problem, 'owner' | 'statics'>,
    key: readonly unknown[],
    make: () => (...args: Args) => Result,
  ): (...args: Args) => Result {
    const functions = this.#compiled.get(owner) ?? new Map<string, (...args: never[]) => unknown>();
    this.#compiled.set(owner, functions);
    const name = JSON.stringify([...statics, ...key].map((value) => this.#describe(value)));
    const known = functions.get(name) ?? jit(make());
    functions.set(name, known);
    return known as (...args: Args) => Result;
  }

  #describe(value: unknown): unknown {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      return [typeof value, typeof value === 'bigint' ? `${value}` : (value ?? null)];
    const identity = this.#identities.get(value) ?? ++this.#lastIdentity;
    this.#identities.set(value, identity);
    return identity;
  }

  /**
   * Runs a compiled function for blocks of the examples, one after the other.
   *
   * @param rows how many examples a block has at most
   * @param run gets a function that takes the block's rows of tensors, and what goes with the rows
   */
  async inBlocks(
    { examples, side, checkTarget }: Pick<Problem, 'examples' | 'side'> & Partial<Pick<Problem, 'checkTarget'>>,
    rows: number,
    run: (rowsOf: Block, side: Tensor[]) => readonly Tensor[],
  ): Promise<Tensor[]> {
    const parts: (readonly Tensor[])[] = [];
    for (const block of blocksOf(examples, rows)) {
      const rowsOf: Block = (values) => values.map((x) => (x.shape[0] === examples ? sliceRows(x, block) : x));
      const results = run(rowsOf, sideOf(side, block));
      if (parts.length === 0) await checkTarget?.();
      await evaluate([...results]);
      parts.push(results);
    }
    const [first, ...others] = parts;
    if (others.length === 0) return [...first!];
    const joined = first!.map((_, i) =>
      ops.concatenate(
        parts.map((part) => part[i]!),
        0,
      ),
    );
    await evaluate(joined);
    return joined;
  }

  /** The output that is explained, for points that the examples share their target and further arguments with. */
  protected async scores(problem: Problem, points: readonly Tensor[], rows: number): Promise<Tensor> {
    const run = this.compiled(
      problem,
      ['scores'],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => problem.score(xs, side),
    );
    const full = points.map((x) => ops.broadcastTo(x, [problem.examples, ...x.shape.slice(1)]));
    const [scores] = await this.inBlocks(problem, rows, (rowsOf, side) => [run(rowsOf(full), side)]);
    return scores!;
  }
}

const DELTA = ['attributions', 'startPoint', 'endPoint', 'target', 'additionalForwardArgs'] as const;

/** Sums over all axes but the first, of all tensors. */
export const sumRows = (values: readonly Tensor[]): Tensor =>
  values.map((x) => ops.sum(ops.reshape(x, [x.shape[0]!, -1]), 1)).reduce((a, b) => a.add(b));

/** A method that is made of derivatives. */
export abstract class GradientAttribution extends Attribution {
  /**
   * How far attributions are from adding up to f(end) - f(start), for each example. Several samples of an example are averaged first.
   *
   * @param args attributions, startPoint (baselines), endPoint (inputs), target, additionalForwardArgs
   */
  async computeConvergenceDelta(
    ...args:
      | [
          attributions: Inputs,
          startPoint: Baselines,
          endPoint: Inputs,
          target?: Target,
          additionalForwardArgs?: unknown,
        ]
      | [keywords: Record<string, unknown>]
  ): Promise<Tensor> {
    const [attributions, start, end, target, additional] = bindArguments('computeConvergenceDelta', DELTA, 3, args) as [
      Inputs,
      Baselines,
      Inputs,
      Target | undefined,
      unknown,
    ];
    const inputs = formatInputs(end);
    return this.deltaOf(isTuple(attributions) ? formatInputs(attributions) : [...formatInputs(attributions)], {
      problem: problemOf(this.forwardFunc, inputs, target, additional),
      inputs,
      baselines: formatBaselines(start, inputs),
    });
  }

  protected async deltaOf(
    attributions: readonly Tensor[],
    { problem, inputs, baselines }: { problem: Problem; inputs: readonly Tensor[]; baselines: readonly Tensor[] },
    internalBatchSize?: number | null,
  ): Promise<Tensor> {
    const rows = rowsAtOnce(internalBatchSize, inputs);
    const [end, start] = [await this.scores(problem, inputs, rows), await this.scores(problem, baselines, rows)];
    const delta = sumRows(attributions).sub(end.sub(start));
    await evaluate([delta]);
    return delta;
  }
}

/** A method that evaluates the function on changed inputs. */
export abstract class PerturbationAttribution extends Attribution {
  override get multipliesByInputs(): boolean {
    return true;
  }
}

/** The layer, or layers, of a method that looks inside of a model. */
export type LayerOrLayers = Layer | readonly Layer[];

/** One place for each layer, so that what was compiled for it is found again. */
class PlacesOfLayers {
  readonly #known: { layers: readonly Layer[]; atInput: boolean; place: AtLayer }[] = [];

  at(layer: LayerOrLayers, atInput: boolean): AtLayer {
    const layers = Array.isArray(layer) ? (layer as readonly Layer[]) : [layer as Layer];
    const same = (other: readonly Layer[]) =>
      other.length === layers.length && other.every((each, i) => each === layers[i]);
    const known = this.#known.find((each) => each.atInput === atInput && same(each.layers));
    if (known) return known.place;
    const place = new AtLayer(layers, atInput);
    this.#known.push({ layers, atInput, place });
    return place;
  }
}

/** A method that looks inside of a model: at what a layer in it gives, or gets. */
export abstract class LayerAttribution extends GradientAttribution {
  /** The layer, which the function calls once, at any depth; some methods take several. */
  layer: LayerOrLayers;
  readonly #places = new PlacesOfLayers();

  constructor(forwardFunc: ForwardFunction, layer: LayerOrLayers) {
    super(forwardFunc);
    this.layer = layer;
  }

  /** Where attributions are for. */
  protected placeAt(atInput: boolean | undefined): AtLayer {
    return this.#places.at(this.layer, atInput ?? false);
  }

  /** Attributions in the structure of what the layer gives. */
  protected packed(place: AtLayer, values: readonly Tensor[]): LayerValue | LayerValue[] {
    return place.pack(values, Array.isArray(this.layer));
  }

  /**
   * Resizes attributions of a layer, [batch, channels, ...spatial] as in PyTorch, to the size of the inputs.
   *
   * @throws ValueError for another number of spatial axes than the attributions have
   * @example
   * LayerAttribution.interpolate(ops.ones([1, 1, 2, 2]), [4, 4]).shape; // [1, 1, 4, 4]
   */
  static interpolate(
    layerAttribution: Tensor,
    interpolateDims: number | readonly number[],
    interpolateMode: InterpolationMode = 'nearest',
  ): Tensor {
    return interpolate(layerAttribution, interpolateDims, interpolateMode);
  }
}

/** A method that explains one number of what a layer gives, or gets. */
export abstract class NeuronAttribution extends GradientAttribution {
  /** The layer, which the function calls once, at any depth. */
  layer: Layer;
  readonly #places = new PlacesOfLayers();

  constructor(forwardFunc: ForwardFunction, layer: Layer) {
    super(forwardFunc);
    this.layer = layer;
  }

  /** Where the neuron is. */
  protected placeAt(atInput: boolean | undefined): AtLayer {
    return this.#places.at(this.layer, atInput ?? false);
  }

  /** The problem whose score is the chosen neuron. */
  protected neuronProblem(problem: Problem, selector: NeuronSelector, atInput: boolean | undefined): Problem {
    return neuronProblem(problem, this.placeAt(atInput), selector);
  }
}
