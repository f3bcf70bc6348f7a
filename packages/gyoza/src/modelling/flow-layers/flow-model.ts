import { PythonTypeError, RuntimeError, type SymbolicShape, type Tensor, type TensorLike } from '@org/core';
import { bindArguments, bindOptions } from '@org/core/python';
import { deserialize, type LayerInputs, type LayerOptions, serialize } from '@org/layers';
import { Model } from '@org/models';
import { FLOW_LAYERS, registered } from '../../register.js';
import {
  assertBatch,
  type Conditioned,
  FlowLayer,
  type FlowOutputs,
  type InvertArguments,
  noChange,
} from './flow-layer.js';
import { FLOW_MODEL_PARAMETERS, type FlowModelArguments } from './signatures.js';

export interface FlowModelOptions extends LayerOptions {
  /** The layers, in the order in which they transform. */
  flowLayers: readonly FlowLayer[];
}

/** What the call of a flow model takes besides the inputs. */
export interface ModelCall extends Conditioned {
  training?: boolean | null;
  mask?: unknown;
}

export interface FlowModel {
  /** The outputs and the log-determinants. */
  (inputs: LayerInputs, options?: Conditioned): FlowOutputs;
}

/**
 * Flow layers, one after the other. A call gives the outputs and the sum of the log-determinants, `[batch]`; {@link invert} leads back.
 *
 * @throws TypeError for layers that are no flow layers
 * @example
 * const flow = new FlowModel([new ActivationNormalization([4], [1]), new Reflection([4], [1], 1)]);
 * const [y, logDeterminant] = flow(x);
 * const same = flow.invert(y);
 */
export class FlowModel extends Model {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'FlowModel', FLOW_LAYERS);
  static override readonly callParameters: readonly string[] = ['inputs', '*', 'condition'];

  readonly _flowLayers_: FlowLayer[];

  constructor(...args: FlowModelArguments) {
    const { flowLayers, ...options } = bindOptions(FLOW_MODEL_PARAMETERS, args);
    super(options);
    for (const layer of flowLayers) assertFlowLayer(layer);
    this._flowLayers_ = [...flowLayers];
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
  override build(inputShape: SymbolicShape): void {
    super.build([null, ...inputShape.slice(1)]);
  }

  override call(inputs: Tensor, { condition = null }: ModelCall = {}): FlowOutputs {
    assertBatch('call', this, inputs);
    const start: FlowOutputs = [inputs, noChange(inputs)];
    return this._flowLayers_.reduce<FlowOutputs>(([x, sum], layer) => {
      const [y, determinant] = layer(x, withCondition(condition));
      return [y, sum.add(determinant)];
    }, start);
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
    return this._flowLayers_.reduceRight((y, layer) => layer.invert(y, withCondition(condition)), outputs);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), flow_layers: this._flowLayers_.map((layer) => serialize(layer)) };
  }

  /** A model from the config of another, its layers included. */
  static override fromConfig(config: Record<string, unknown>): FlowModel {
    const { flow_layers: flowLayers, ...others } = config;
    return super.fromConfig({
      ...others,
      flow_layers: (flowLayers as unknown[]).map((each) => deserialize(each as never)),
    }) as FlowModel;
  }
}

/** Keywords without those that are not given, as layers of users may take none. */
export const withCondition = (condition: TensorLike | null): Conditioned => (condition === null ? {} : { condition });

function assertFlowLayer(layer: unknown): void {
  if (layer instanceof FlowLayer) return;
  throw new PythonTypeError('A flow model consists of flow layers.', {
    received: `an instance of ${(layer as object | null)?.constructor?.name ?? typeof layer}`,
  });
}
