import {
  isTensor,
  ops,
  PythonTypeError,
  RuntimeError,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
} from '@org/core';
import { bindArguments, bindOptions, isPlainObject } from '@org/core/python';
import { deserialize, Layer, type LayerInputs, type LayerOptions, serialize } from '@org/layers';
import { Model } from '@org/models';
import { described } from '../../errors.js';
import { BaseDistribution, type SampleOptions, StandardNormal } from '../../flows/base-distribution.js';
import { FLOW_LAYERS, registered } from '../../register.js';
import {
  assertBatch,
  backThrough,
  buildInSequence,
  type Conditioned,
  FlowLayer,
  type FlowOutputs,
  type InitializeArguments,
  type InvertArguments,
  inSequence,
  withCondition,
} from './flow-layer.js';
import { reversibly } from './reversible.js';
import { FLOW_MODEL_PARAMETERS, type FlowModelArguments } from './signatures.js';

export interface FlowModelOptions extends LayerOptions {
  /** The layers, in the order in which they transform. */
  flowLayers: readonly FlowLayer[];
  /** What the outputs are distributed by, for densities and samples; standard normal by default. Beyond the original. */
  base?: BaseDistribution | null;
  /**
   * Whether training computes what goes into each layer by inverting it, instead of keeping it, so that the memory of a step does not
   * grow with the layers; steps take longer. Layers that change in training, as with batch normalization or dropout in them, are refused.
   * Beyond the original.
   */
  reversible?: boolean;
  /**
   * A network through which conditions go before the layers and the base see them, trained with the flow (nflows' `embedding_net`). Beyond
   * the original.
   */
  embeddingNet?: Layer | null;
}

/** What the call of a flow model takes besides the inputs. */
export interface ModelCall extends Conditioned {
  training?: boolean | null;
  mask?: unknown;
}

/** What `sample` takes. */
export interface FlowSampleOptions extends SampleOptions, Conditioned {
  /** By which what the base draws is moved away from its expected value, before the way back: less than 1 for more likely samples. */
  temperature?: number;
}

/** What `sample` takes, by position or by name. */
export type SampleArguments =
  | [count: number, options?: FlowSampleOptions]
  | [keywords: FlowSampleOptions & { readonly count: number }];

/** Inputs and condition as one, for `fit`. */
export interface ConditionedInputs {
  readonly inputs: Tensor;
  readonly condition: Tensor;
}

export interface FlowModel {
  /** The outputs and the log-determinants. */
  (inputs: LayerInputs, options?: Conditioned): FlowOutputs;
}

/**
 * Flow layers, one after the other. A call gives the outputs and the sum of the log-determinants, `[batch]`; {@link invert} leads back.
 *
 * Compiled without a loss it is trained by maximum likelihood: `fit(x)`, or `fit({ inputs, condition })`.
 *
 * @throws TypeError for layers that are no flow layers
 * @example
 * import { ActivationNormalization, Reflection } from '@org/gyoza';
 * const flow = new FlowModel([new ActivationNormalization([4], [1]), new Reflection([4], [1], 1)]);
 * const [y, logDeterminant] = flow(x);
 * const same = flow.invert(y);
 */
export class FlowModel extends Model {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'FlowModel', FLOW_LAYERS);
  static override readonly callParameters: readonly string[] = ['inputs', '*', 'condition', 'training'];

  readonly _flowLayers_: FlowLayer[];
  readonly base: BaseDistribution | null;
  readonly reversible: boolean;
  readonly embeddingNet: Layer | null;
  /** Of a sample of the outputs. */
  #latentShape: readonly number[] | null = null;
  /** What the last call made of its condition, for the loss that follows. */
  #embedding: [condition: TensorLike, embedded: TensorLike] | null = null;

  constructor(...args: FlowModelArguments) {
    const {
      flowLayers,
      base = null,
      reversible = false,
      embeddingNet = null,
      ...options
    } = bindOptions(FLOW_MODEL_PARAMETERS, args);
    super(options);
    if (!Array.isArray(flowLayers))
      throw new PythonTypeError('A flow model takes a list of flow layers.', { received: described(flowLayers) });
    for (const layer of flowLayers) assertFlowLayer(layer);
    if (base !== null && !(base instanceof BaseDistribution)) {
      throw new PythonTypeError('The base of a flow model is a distribution.', {
        expected: 'such as new flows.StandardNormal()',
        received: described(base),
      });
    }
    if (embeddingNet !== null && !(embeddingNet instanceof Layer)) {
      throw new PythonTypeError('The embedding of conditions is a layer or a model.', {
        received: described(embeddingNet),
      });
    }
    this._flowLayers_ = [...flowLayers];
    this.base = base;
    this.reversible = reversible;
    this.embeddingNet = embeddingNet;
  }

  /**
   * Adds a layer at the end.
   *
   * @throws TypeError for what is no flow layer, RuntimeError once the model is built
   */
  add(...args: [flowLayer: FlowLayer] | [keywords: { flowLayer: FlowLayer }]): void {
    const [flowLayer] = bindArguments('add', ['flowLayer'], 1, args) as [FlowLayer];
    if (this.built)
      throw new RuntimeError('A flow model that is built takes no more layers.', { hint: 'add() them before.' });
    assertFlowLayer(flowLayer);
    this._flowLayers_.push(flowLayer);
  }

  /** Makes the weights of all layers. @param inputShape with the batch axis, whose size does not matter */
  override build(inputShape: SymbolicShape | { readonly inputs: SymbolicShape }): void {
    const shape = 'inputs' in inputShape ? inputShape.inputs : inputShape;
    if (shape.some((size) => Array.isArray(size))) {
      throw new ValueError('A flow model transforms one tensor.', {
        received: `shapes ${JSON.stringify(shape)}`,
        hint: 'with conditions: fit({ inputs, condition }), flow(inputs, { condition }).',
      });
    }
    const latent = buildInSequence(this._flowLayers_, [null, ...shape.slice(1)]);
    this.#latentShape = latent.slice(1) as number[];
  }

  override call(inputs: Tensor | ConditionedInputs, options: ModelCall = {}): FlowOutputs {
    if (!isTensor(inputs) && isPlainObject(inputs)) {
      const { inputs: x, condition, ...strangers } = inputs;
      assertNoOthers(strangers);
      return this.call(x as Tensor, { condition: condition as Tensor, ...options });
    }
    assertBatch('call', this, inputs);
    const run = this.reversible ? reversibly : inSequence;
    const condition = this.#embedded(options.condition ?? null, options.training);
    const results = run(this._flowLayers_, inputs as Tensor, this.#forLayers(condition));
    this.#embedding = this.embeddingNet && condition !== null ? [options.condition!, condition] : null;
    // What the base learns is there before an optimizer, or a file, asks for the weights.
    const trainsBase = this.compiled ? this.loss === null : condition !== null;
    if (this.base && trainsBase && !this.base.built) this.base(results[0], withCondition(condition));
    return results;
  }

  /**
   * The inputs that lead to the outputs.
   *
   * @throws TypeError for what is no tensor
   */
  invert(...args: InvertArguments): Tensor {
    const [outputs, condition = null] = bindArguments('invert', ['outputs', 'condition'], 1, args) as [
      Tensor,
      TensorLike?,
    ];
    assertBatch('invert', this, outputs);
    const embedded = withCondition(this.#forLayers(this.#embedded(condition)));
    return this._flowLayers_.reduceRight((y, layer) => layer.invert(y, embedded), outputs);
  }

  /** The inputs that lead to the outputs, and the log-determinants of this way back. */
  invertWithDeterminant(...args: InvertArguments): FlowOutputs {
    const [outputs, condition = null] = bindArguments('invertWithDeterminant', ['outputs', 'condition'], 1, args) as [
      Tensor,
      TensorLike?,
    ];
    assertBatch('invertWithDeterminant', this, outputs);
    return backThrough(this._flowLayers_, outputs, this.#forLayers(this.#embedded(condition)));
  }

  /** The condition as the layers and the base see it. */
  #embedded(condition: TensorLike | null, training: boolean | null = null): TensorLike | null {
    if (condition === null || !this.embeddingNet) return condition;
    return this.embeddingNet(ops.convertToTensor(condition), { training }) as Tensor;
  }

  /** What layers see of it: nothing where it is there for the base alone, such as the class of a picture. */
  #forLayers(condition: TensorLike | null): TensorLike | null {
    const isForBase = this.base !== null && !this._flowLayers_.some((layer) => layer._takesCondition_);
    return isForBase ? null : condition;
  }

  // ---- densities

  get #distribution(): BaseDistribution {
    return this.base ?? new StandardNormal();
  }

  /**
   * The logarithm of the density at each sample: `[batch]`.
   *
   * @example
   * import { ActivationNormalization } from '@org/gyoza';
   * const flow = new FlowModel([new ActivationNormalization([4], [1])]);
   * const logDensities = flow.logProb(x);
   */
  logProb(...args: InitializeArguments): Tensor {
    const [x, condition = null] = bindArguments('logProb', ['x', 'condition'], 1, args) as [TensorLike, TensorLike?];
    const [z, determinant] = this(x, withCondition(condition));
    return this.#distribution.logProb(z, this.#embedded(condition)).add(determinant);
  }

  /**
   * Draws samples.
   *
   * @throws RuntimeError before the model is built
   * @example
   * import { ActivationNormalization } from '@org/gyoza';
   * const flow = new FlowModel([new ActivationNormalization([4], [1])]);
   * flow.build([null, 4]);
   * const samples = flow.sample(5, { seed: 1 }); // shape [5, 4]
   */
  sample(...args: SampleArguments): Tensor {
    const { z, condition } = this.#draw('sample', args);
    return this.invert(z, withCondition(condition));
  }

  /**
   * Draws samples, with the logarithms of their densities: what variational inference minimizes (`logProb` less that of the target).
   *
   * @throws RuntimeError before the model is built
   * @example
   * import { ActivationNormalization } from '@org/gyoza';
   * const flow = new FlowModel([new ActivationNormalization([4], [1])]);
   * flow.build([null, 4]);
   * const [samples, logDensities] = flow.sampleAndLogProb(5, { seed: 1 });
   */
  sampleAndLogProb(...args: SampleArguments): [samples: Tensor, logDensities: Tensor] {
    const { z, condition } = this.#draw('sampleAndLogProb', args);
    const [samples, determinant] = this.invertWithDeterminant(z, withCondition(condition));
    return [samples, this.#distribution.logProb(z, this.#embedded(condition)).sub(determinant)];
  }

  #draw(method: string, args: SampleArguments): { z: Tensor; condition: TensorLike | null } {
    const names = ['count', 'seed', 'condition', 'temperature'];
    const bound = bindArguments(method, names, 1, args);
    const [count, seed = null, condition = null, temperature = 1] = bound as [
      number,
      FlowSampleOptions['seed'],
      TensorLike?,
      number?,
    ];
    if (!(Number.isInteger(count) && count > 0)) {
      throw new ValueError(`${method}() draws a number of samples.`, { received: String(count) });
    }
    if (!this.#latentShape)
      throw new RuntimeError('Samples are drawn from a flow that is built.', { hint: 'call it, or build() it.' });
    const embedded = this.#embedded(condition);
    const shape = [count, ...this.#latentShape];
    const z = this.#distribution.sample(shape, { seed, condition: embedded });
    if (temperature === 1) return { z, condition };
    const mean = this.#distribution.expectedValue(shape, { condition: embedded });
    return { z: z.sub(mean).mul(temperature).add(mean), condition };
  }

  /** Takes from a batch what layers can take from data: locations and scales of normalizations. @returns the outputs */
  initialize(...args: InitializeArguments): Tensor {
    const [x, condition = null] = bindArguments('initialize', ['x', 'condition'], 1, args) as [TensorLike, TensorLike?];
    const inputs = ops.convertToTensor(x);
    if (!this.built) this.build(inputs.shape);
    const embedded = withCondition(this.#forLayers(this.#embedded(condition)));
    return this._flowLayers_.reduce((each, layer) => layer.initialize(each, embedded), inputs);
  }

  /** The compiled loss; without one the mean negative log-likelihood. */
  override computeLoss(...args: Parameters<Model['computeLoss']>): Tensor {
    if (this.loss !== null) return super.computeLoss(...args);
    const names = ['x', 'y', 'yPred', 'sampleWeight', 'training'];
    const [x, , yPred, sampleWeight = null, training = null] = bindArguments('computeLoss', names, 0, args);
    const [z, determinant] = yPred as FlowOutputs;
    const condition = isPlainObject(x) ? ((x as unknown as ConditionedInputs).condition ?? null) : null;
    // The base sees what the layers saw, dropout included.
    const [seen, known] = this.#embedding ?? [null, null];
    this.#embedding = null;
    const embedded =
      condition !== null && seen === condition ? known : this.#embedded(condition, training as boolean | null);
    const losses = this.#distribution.logProb(z, embedded).add(determinant).neg();
    const mean = (sampleWeight === null ? losses : weighted(losses, sampleWeight as TensorLike)).mean();
    return this.losses.reduce((sum, loss) => sum.add(loss), mean);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      flow_layers: this._flowLayers_.map((layer) => serialize(layer)),
      ...(this.base && { base: serialize(this.base) }),
      ...(this.reversible && { reversible: true }),
      ...(this.embeddingNet && { embedding_net: serialize(this.embeddingNet) }),
    };
  }

  /** A model from the config of another, its layers included. */
  static override fromConfig(config: Record<string, unknown>): FlowModel {
    const { flow_layers: flowLayers, base, embedding_net: embeddingNet, ...others } = config;
    return super.fromConfig({
      ...others,
      flow_layers: (flowLayers as unknown[]).map((each) => deserialize(each as never)),
      ...(base !== undefined && { base: deserialize(base as never) }),
      ...(embeddingNet !== undefined && { embedding_net: deserialize(embeddingNet as never) }),
    }) as FlowModel;
  }
}

function assertFlowLayer(layer: unknown): void {
  if (layer instanceof FlowLayer) return;
  throw new PythonTypeError('A flow model consists of flow layers.', {
    received: described(layer),
    ...(layer instanceof FlowModel && { hint: 'new Composite(model._flowLayers_) is a model as a layer.' }),
  });
}

/** @throws ValueError for other names than `inputs` and `condition` */
function assertNoOthers(strangers: object): void {
  const names = Object.keys(strangers);
  if (names.length === 0) return;
  throw new ValueError('A flow model takes inputs, and a condition.', {
    expected: '{ inputs, condition }',
    received: names.join(', '),
  });
}

/** @param weights one for each sample: `[batch]`, or `[batch, 1]` */
function weighted(losses: Tensor, weights: TensorLike): Tensor {
  const each = ops.convertToTensor(weights);
  if (each.size === losses.size) return losses.mul(ops.reshape(ops.cast(each, losses.dtype), losses.shape));
  throw new ValueError('Samples have a weight each.', {
    expected: `[${losses.shape}]`,
    received: `[${each.shape}]`,
  });
}
