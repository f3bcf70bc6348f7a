import type { onnx, Shape } from '@org/core';

/** A model and its gradients written by hand, node by node: what the framework's own graph is measured against. */
export interface BareModel {
  /** Shapes of the weights, in the order in which Keras has them. */
  readonly weights: readonly Shape[];
  /** Whether one flat vector holds all weights, which is faster for small ones. */
  readonly flat: boolean;
  /** Writes the forward and the backward pass on a batch; returns the mean loss and the gradients of the weights. */
  write(
    g: onnx.GraphBuilder,
    weights: readonly string[],
    x: string,
    labels: string,
  ): { loss: string; gradients: readonly string[] };
}
