import { isTensor, ops, PythonTypeError, type SymbolicShape, type Tensor } from '@org/core';
import { FLOW_LAYERS, registered } from '../../register.js';
import type { FlowOutputs } from './flow-layer.js';
import { FlowModel, type ModelCall } from './flow-model.js';

/** Two batches of inputs, whose outputs are to correlate. */
export type InputPair = readonly [a: Tensor, b: Tensor];

/**
 * A {@link FlowModel} that is trained on pairs: `fit([a, b], y)`, or on batches `[[a, b], y]`. The loss, {@link SupervisedFactorLoss}
 * or one like it, gets the outputs and log-determinants of both, `[outputs a, outputs b, ja, jb]` along the last axis (Esser et al.,
 * arXiv:2004.13166). The outputs have one axis besides that of the batch.
 *
 * @example
 * import { ActivationNormalization, SupervisedFactorLoss } from '@org/gyoza';
 * import { ops } from '@org/models';
 * const flow = new DisentanglingFlowModel([new ActivationNormalization([4], [1])]);
 * flow.compile({ optimizer: 'adam', loss: new SupervisedFactorLoss([3, 1]) });
 * await flow.fit([x, x], ops.zeros([10, 2]), { verbose: 0 });
 */
export class DisentanglingFlowModel extends FlowModel {
  static override readonly registeredName: string = /* @__PURE__ */ registered(
    this,
    'DisentanglingFlowModel',
    FLOW_LAYERS,
  );

  /** Makes the weights of all layers. @param inputShape of one batch, or those of a pair */
  override build(
    inputShape: SymbolicShape | { readonly inputs: SymbolicShape } | readonly [SymbolicShape, SymbolicShape],
  ): void {
    super.build('inputs' in inputShape ? inputShape : shapeOfOne(inputShape));
  }

  /** The shape of one batch, also where the model was built by a pair: Python's build takes no other. */
  override getBuildConfig(): Record<string, unknown> | null {
    const config = super.getBuildConfig();
    return config?.input_shape ? { input_shape: shapeOfOne(config.input_shape as SymbolicShape) } : config;
  }

  /** For one batch the outputs and log-determinants, for a pair what the loss takes. */
  override call(inputs: Tensor, options?: ModelCall): FlowOutputs;
  override call(inputs: InputPair, options?: ModelCall): Tensor;
  override call(inputs: Tensor | InputPair, options: ModelCall = {}): FlowOutputs | Tensor {
    if (!Array.isArray(inputs)) return super.call(inputs as Tensor, options);
    const [a, b] = inputs as InputPair;
    // One pass over both is faster than two.
    const [outputs, determinants] = super.call(ops.concatenate([a, b], 0), options);
    const halves = (x: Tensor) => ops.split(x, [a.shape[0]!], 0) as [Tensor, Tensor];
    const columns = halves(determinants).map((each) => ops.expandDims(each, -1));
    return ops.concatenate([...halves(outputs), ...columns], -1);
  }

  /**
   * One optimization step on `[[a, b], y]`.
   *
   * @returns the loss of this step; `fit` reports the mean over all batches
   * @throws TypeError for data of another form
   */
  override trainStep(data: readonly unknown[]): Record<string, unknown> {
    const [pair, y, sampleWeight = null] = data;
    assertPair(pair, y);
    const { gradients, loss, yPred } = this.computeGradients(pair, y as Tensor, sampleWeight as Tensor | null);
    this.applyGradients(gradients);
    return { ...this.computeMetrics(pair, y as Tensor, yPred, sampleWeight as Tensor | null), loss };
  }
}

const shapeOfOne = (shape: SymbolicShape | readonly [SymbolicShape, SymbolicShape]): SymbolicShape =>
  Array.isArray(shape[0]) ? shape[0] : (shape as SymbolicShape);

function assertPair(pair: unknown, y: unknown): asserts pair is InputPair {
  if (Array.isArray(pair) && pair.length === 2 && pair.every(isTensor) && isTensor(y)) return;
  throw new PythonTypeError('A disentangling flow model is trained on pairs.', {
    expected: '[[a, b], y], all of them tensors',
    received: Array.isArray(pair) ? `${pair.length} inputs` : typeof pair,
  });
}
