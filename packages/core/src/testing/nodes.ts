import { topologicalOrder } from '../graph/node.js';
import type { Tensor } from '../tensor/tensor.js';

/** The names of the operations that `outputs` depend on, in order. */
export const nodeNames = (...outputs: readonly Tensor[]): string[] =>
  topologicalOrder(outputs).map(({ primitive }) => primitive.name);
