import type { KerasTensor } from '@org/core';

/**
 * The symbolic inputs that a symbolic tensor is computed from.
 *
 * @example
 * const x = Input([3]);
 * getSourceInputs(new Dense(2)(x)); // [x]
 */
export function getSourceInputs(tensor: KerasTensor): KerasTensor[] {
  const { history } = tensor;
  const node = history?.operation.inboundNodes[history.nodeIndex];
  if (!node) return [tensor];
  if (node.isInput) return node.outputTensors;
  return [...new Set(node.inputTensors.flatMap(getSourceInputs))];
}
