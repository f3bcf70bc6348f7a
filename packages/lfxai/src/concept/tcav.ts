import { evaluate, isTensor, ops, type Tensor, ValueError } from '@org/core';
import { showCallers } from '@org/core/internal';
import { Layer } from '@org/layers';
import type { ForwardFunction } from '../attr/forward.js';
import { LayerActivation, type LayerAttribution, LayerGradientXActivation } from '../attr/index.js';
import type { Inputs } from '../attr/inputs.js';
import type { Target } from '../attr/target.js';
import { CAV } from './cav.js';
import { type Classifier, DefaultClassifier } from './classifier.js';
import type { Concept } from './concept.js';

/** For each concept of a set, in its order. */
export interface ConceptScores {
  /** The share of examples for which the output grows in the direction of the concept. */
  readonly signCount: number[];
  /** The share of the sizes of these changes. */
  readonly magnitude: number[];
}

/** By the numbers of a set's concepts, joined by '-', as in '0-1', then by the name of the layer. */
export type TcavScores = Record<string, Record<string, ConceptScores>>;

export interface TcavOptions {
  /** Makes a classifier for each set and layer. */
  readonly classifier?: (() => Classifier) | null;
  /** Attributes outputs to a layer; by default by gradients alone. */
  readonly layerAttrMethod?: ((model: ForwardFunction, layer: Layer) => LayerAttribution) | null;
  readonly attributeToLayerInput?: boolean;
  /** What goes to the classifier. */
  readonly classifierOptions?: Readonly<Record<string, unknown>>;
}

/** What is explained, besides the inputs. */
export interface InterpretOptions {
  readonly target?: Target;
  readonly additionalForwardArgs?: unknown;
  readonly [argument: string]: unknown;
}

const identifierOf = (concepts: readonly Concept[]): string => concepts.map(({ id }) => id).join('-');

/** A layer of the model, or its name: the fields that lead to it ('features.3'), or of Keras's models their name for it. */
export type NamedLayer = Layer | string;

/** The layer of a name. @throws ValueError where the model has none of it */
function layerNamed(model: ForwardFunction, name: string): Layer {
  const place = name
    .split('.')
    .reduce<unknown>((value, field) => (value as Record<string, unknown> | null)?.[field], model);
  if (place instanceof Layer) return place;
  const { layers = [] } = model as { readonly layers?: readonly Layer[] };
  const found = layers.find((layer) => layer.name === name);
  if (found) return found;
  throw new ValueError(`The model has no layer "${name}".`, {
    hint: "give the layer itself, or the fields that lead to it, as in 'features.3'.",
  });
}

/**
 * Testing with concept activation vectors (Kim et al., arXiv:1711.11279): how much an output depends on concepts that people show by
 * examples. A linear classifier tells the activations of a layer under the concepts apart; its weights are directions, along which
 * derivatives of the output by that layer are taken.
 *
 * @example
 * import { Concept } from '@org/lfxai';
 * const [striped, plain] = [new Concept(0, 'striped', [x]), new Concept(1, 'plain', [x.mul(0)])];
 * const tcav = new TCAV(model, [model.layers[0]!]);
 * const scores = await tcav.interpret(x, [[striped, plain]], { target: 0 });
 */
export class TCAV {
  static {
    // They wait for the classifiers before they look at what they were given.
    showCallers(this, ['computeCavs', 'interpret']);
  }

  readonly #cavs = new Map<string, CAV>();

  /** The layers, and what they are called in results. */
  readonly layers: readonly (readonly [name: string, layer: Layer])[];

  /** @param layers one, or several; in results layers have the names that are given, or their own */
  constructor(
    readonly model: ForwardFunction,
    layers: NamedLayer | readonly NamedLayer[],
    readonly options: TcavOptions = {},
  ) {
    this.layers = [layers]
      .flat()
      .map((layer) => (typeof layer === 'string' ? [layer, layerNamed(model, layer)] : [layer.name, layer]));
  }

  /** The activations of a layer for the examples of a concept, a row each. */
  async #activations(concept: Concept, layer: Layer): Promise<Tensor> {
    const method = new LayerActivation(this.model, layer);
    const parts: Tensor[] = [];
    for await (const batch of concept.dataIter ?? []) {
      const inputs = (isTensor(batch) ? batch : batch[0]) as Tensor;
      const values = await method.attribute(inputs, {
        attributeToLayerInput: this.options.attributeToLayerInput ?? false,
      });
      parts.push(ops.reshape(values, [inputs.shape[0]!, -1]));
    }
    if (parts.length > 0) return ops.concatenate(parts, 0);
    throw new ValueError(`The concept "${concept.name}" has no examples.`, {
      hint: 'examples are gone over for each layer: a generator gives them only once.',
    });
  }

  /**
   * Trains a classifier for each set of concepts and each layer, unless that was done before.
   *
   * @returns by the numbers of a set's concepts and the name of a layer
   * @throws ValueError for a set of less than two concepts, or of concepts with one number
   */
  async computeCavs(
    experimentalSets: readonly (readonly Concept[])[],
    forceTrain: boolean | { readonly forceTrain?: boolean } = false,
  ): Promise<Record<string, Record<string, CAV>>> {
    const force = typeof forceTrain === 'boolean' ? forceTrain : (forceTrain.forceTrain ?? false);
    const found: Record<string, Record<string, CAV>> = {};
    for (const concepts of experimentalSets) {
      requireConcepts(concepts);
      const identifier = identifierOf(concepts);
      found[identifier] = {};
      for (const [name, layer] of this.layers) {
        const key = `${identifier} ${name}`;
        const cav = (!force && this.#cavs.get(key)) || (await this.#train(concepts, name, layer));
        this.#cavs.set(key, cav);
        found[identifier][name] = cav;
      }
    }
    return found;
  }

  async #train(concepts: readonly Concept[], name: string, layer: Layer): Promise<CAV> {
    const activations: Tensor[] = [];
    for (const concept of concepts) activations.push(await this.#activations(concept, layer));
    const x = ops.concatenate(activations, 0);
    await evaluate([x]);
    const y = activations.flatMap(({ shape }, i) => new Array<number>(shape[0]!).fill(concepts[i]!.id));
    const classifier = this.options.classifier?.() ?? new DefaultClassifier();
    const accs = await classifier.trainAndEval(x, y, this.options.classifierOptions);
    return new CAV(concepts, name, { weights: classifier.weights(), classes: classifier.classes(), accs });
  }

  /**
   * How much an output for inputs depends on the concepts of each set, at each layer.
   *
   * @throws ValueError for a set of less than two concepts
   */
  async interpret(
    inputs: Inputs,
    experimentalSets: readonly (readonly Concept[])[],
    { target = null, additionalForwardArgs = null, ...others }: InterpretOptions = {},
  ): Promise<TcavScores> {
    const cavs = await this.computeCavs(experimentalSets);
    const scores: TcavScores = {};
    for (const concepts of experimentalSets) scores[identifierOf(concepts)] = {};
    for (const [name, layer] of this.layers) {
      const method =
        this.options.layerAttrMethod?.(this.model, layer) ??
        new LayerGradientXActivation(this.model, layer, { multiplyByInputs: false });
      const attribute = method.attribute.bind(method) as unknown as (given: object) => Promise<Tensor>;
      const attributions = await attribute({
        inputs,
        target,
        additionalForwardArgs,
        attributeToLayerInput: this.options.attributeToLayerInput ?? false,
        ...others,
      });
      const rows = ops.reshape(attributions, [attributions.shape[0]!, -1]);
      for (const concepts of experimentalSets) {
        const { weights, classes } = cavs[identifierOf(concepts)]![name]!.stats!;
        const order = concepts.map(({ id }) => classes.indexOf(id));
        const directions = ops.take(weights, ops.convertToTensor(order, 'int32'), { axis: 0 });
        scores[identifierOf(concepts)]![name] = await scoresOf(ops.matmul(rows, ops.transpose(directions)));
      }
    }
    return scores;
  }
}

/** From changes along each concept's direction, [examples, concepts]. */
async function scoresOf(changes: Tensor): Promise<ConceptScores> {
  const positive = ops.cast(ops.greater(changes, 0), 'float32');
  const sizes = ops.abs(changes);
  const [signCount, magnitude] = [ops.mean(positive, 0), ops.sum(sizes.mul(positive), 0).div(ops.sum(sizes, 0))];
  return { signCount: (await signCount.array()) as number[], magnitude: (await magnitude.array()) as number[] };
}

/** Concepts of one number would be one class. */
function requireConcepts(concepts: readonly Concept[]): void {
  const areConcepts = Array.isArray(concepts) && concepts.every((concept) => typeof concept?.id === 'number');
  if (areConcepts && concepts.length > 1 && new Set(concepts.map(({ id }) => id)).size === concepts.length) return;
  throw new ValueError('A set has two concepts or more, each with an id of its own.', {
    received: areConcepts ? concepts.map(String).join(', ') : typeof concepts,
  });
}
