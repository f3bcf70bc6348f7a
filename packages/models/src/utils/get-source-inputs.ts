import type { KerasTensor, Tensor } from '@org/core';
import { bindArguments, nodeOf } from '@org/core/internal';

/**
 * The symbolic inputs that a symbolic tensor is computed from.
 *
 * @example
 * const x = Input([3]);
 * getSourceInputs(new Dense(2)(x)); // [x]
 */
export function getSourceInputs(...args: [tensor: Tensor] | [keywords: { tensor: Tensor }]): KerasTensor[] {
  const [tensor] = bindArguments('getSourceInputs', ['tensor'], 1, args) as [Tensor];
  const { history } = tensor as KerasTensor;
  const node = nodeOf(history);
  if (!node) return [tensor as KerasTensor];
  if (node.isInput) return node.outputTensors;
  return [...new Set(node.inputTensors.flatMap((each) => getSourceInputs(each)))];
}
