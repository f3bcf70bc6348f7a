import { isKerasTensor, type KerasTensor, type Tensor, ValueError } from '@org/core';
import { bindArguments, nodeOf, show } from '@org/core/internal';

/**
 * The symbolic inputs that a symbolic tensor is computed from.
 *
 * @example
 * const x = Input([3]);
 * getSourceInputs(new Dense(2)(x)); // [x]
 */
export function getSourceInputs(...args: [tensor: Tensor] | [keywords: { tensor: Tensor }]): KerasTensor[] {
  const [tensor] = bindArguments('getSourceInputs', ['tensor'], 1, args) as [unknown];
  if (!isKerasTensor(tensor)) {
    throw new ValueError('getSourceInputs() takes a symbolic tensor.', { received: show(tensor) });
  }
  const { history } = tensor;
  const node = nodeOf(history);
  if (!node) return [tensor];
  if (node.isInput) return node.outputTensors;
  return [...new Set(node.inputTensors.flatMap((each) => getSourceInputs(each)))];
}
