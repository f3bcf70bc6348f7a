/** `lfxai.utils.influence` */
import { gradients, ops, type Tensor, type Variable } from '@org/core';

interface WithParameters {
  parameters(): readonly Variable[];
}

/** Tensors end to end, as a column. */
export const stackTorchTensors = (inputTensors: readonly (Tensor | Variable)[]): Tensor =>
  ops.concatenate(inputTensors.map((x) => ops.reshape(x, [-1, 1])));

/** The parameters of a model, end to end. */
export const getNumpyParameters = (model: WithParameters): Tensor =>
  ops.stopGradient(stackTorchTensors(model.parameters()));

/**
 * The Hessian of a loss with respect to the parameters of the model's encoder, times a vector.
 *
 * @param v as long as the parameters together
 * @returns parts of the shapes of the parameters
 */
export function hessianVectorProduct(loss: Tensor, model: { encoder: WithParameters }, v: Tensor): Tensor[] {
  const parameters = [...model.encoder.parameters()];
  const first = stackTorchTensors(gradients(loss, parameters) as Tensor[]);
  const product = ops.sum(ops.multiply(ops.reshape(first, [-1]), ops.reshape(v, [-1])));
  return gradients(product, parameters) as Tensor[];
}
