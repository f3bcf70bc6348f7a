/** Softmax where software stands for a GPU: by shaders whose threads wait for no other. */
import { is, type NodeOf } from '../../graph/match.js';
import type { Node } from '../../graph/node.js';
import type { Pass } from '../../graph/passes/optimize.js';
import { rewrite } from '../../graph/rewrite.js';
import { int } from '../../onnx/graph-builder.js';
import type { Lowering } from '../../onnx/lowering.js';
import { emit } from '../../op.js';
import { type AxisAttribute, logSoftmax, softmax } from '../../primitives/softmax.js';
import { reducedShape } from '../../shape.js';
import { isSummable, sumByElement } from './software-sums.js';

/** Numbers less the largest of their row, their powers and the sums of these. The shader for positions of extremes has a thread for each. */
function parts(lowering: Lowering, x: string, { inputs, attributes: { axis } }: Node<AxisAttribute>) {
  const { shape } = inputs[0]!;
  const position = lowering.op('ArgMax', [x], { axis: int(axis), keepdims: int(1) });
  const below = lowering.op('Sub', [x, lowering.op('GatherElements', [x, position], { axis: int(axis) })]);
  const power = lowering.op('Exp', [below]);
  const axes = [axis];
  const result = reducedShape(shape, axes, true);
  return { below, power, total: sumByElement(lowering, power, { shape, axes, result, kernel: 'float32' })! };
}

const composed = {
  ...softmax.primitive,
  lower: (lowering, [x], node) => {
    const { power, total } = parts(lowering, x!, node);
    return lowering.op('Div', [power, total]);
  },
} as const satisfies typeof softmax.primitive;

const composedLogarithm = {
  ...logSoftmax.primitive,
  lower: (lowering, [x], node) => {
    const { below, total } = parts(lowering, x!, node);
    return lowering.op('Sub', [below, lowering.op('Log', [total])]);
  },
} as const satisfies typeof logSoftmax.primitive;

/** The runtime's shader has a group of threads for each row: 4096 rows of 16 numbers take 232 ms, so 3. */
export const softwareSoftmax: Pass = (graph) =>
  rewrite(graph, (node, inputs, keep) => {
    for (const [op, other] of [
      [softmax, composed],
      [logSoftmax, composedLogarithm],
    ] as const)
      if (is(node, op) && isSimple(node)) return emit(other, inputs, node.attributes);
    return keep();
  });

const isSimple = ({ inputs: [x], attributes: { axis } }: NodeOf<AxisAttribute>): boolean =>
  x!.dtype === 'float32' && x!.size > 0 && isSummable(x!.shape, [axis]);
