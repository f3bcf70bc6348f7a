/** One of several graphs, chosen when the graph runs. */
import { ValueError } from '../errors.js';
import { closeOver } from '../graph/closure.js';
import type { Attributes, Graph } from '../graph/node.js';
import { inline } from '../graph/rewrite.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emit, type Primitive } from '../op.js';
import { formatShape, range, sameShape } from '../shape.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { batchOutputs } from '../transforms/batch.js';
import { evaluateBody, specOf } from './body.js';
import { lessEqual } from './compare.js';
import { scalar, select, zerosLike } from './elementwise.js';
import { reshape } from './movement.js';

interface CondAttributes extends Attributes {
  /** Graphs from the captured values to results of equal shapes and dtypes. */
  readonly branches: readonly Graph[];
}

/** Inputs: the index of a branch (int32 of rank 0; clamped), then the captured values. */
const condPrimitive: Primitive<CondAttributes> = definePrimitive<CondAttributes>({
  name: 'cond',
  infer: (_inputs, { branches }) => {
    const [first, ...others] = branches.map(({ outputs }) => outputs);
    const differs = others.find((outputs) =>
      outputs.some(({ shape, dtype }, i) => !sameShape(shape, first![i]!.shape) || dtype !== first![i]!.dtype),
    );
    if (differs) {
      const describe = (outputs: readonly Tensor[]) =>
        outputs.map(({ shape, dtype }) => `${formatShape(shape)} ${dtype}`).join(', ');
      throw new ValueError('[cond]: the branches must return values of equal shapes and dtypes.', {
        expected: describe(first!),
        received: describe(differs),
      });
    }
    return first!.map(specOf);
  },
  // Each branch backwards starts from the captured values, so only the branch that was taken is ever computed.
  vjp: (cotangents, { inputs: [index, ...inputs], outputs, attributes: { branches } }, [, ...needed]) => {
    const arriving = cotangents.map((cotangent, i) => cotangent ?? zerosLike(outputs[i]!));
    const wrt = range(inputs.length).filter((i) => needed[i]);
    const gradients = branches.map((branch) => {
      const own = [...arriving, ...inputs].map(placeholder);
      const values = own.slice(arriving.length);
      const found = backward(
        inline(branch, values),
        own.slice(0, arriving.length),
        wrt.map((i) => values[i]!),
      );
      return { inputs: own, outputs: found.map((gradient, k) => gradient ?? zerosLike(inputs[wrt[k]!]!)) };
    });
    const { bodies, captured } = closeOver(gradients);
    const results = emit(condPrimitive, [index!, ...arriving, ...inputs, ...captured], { branches: bodies });
    const all = new Array<Tensor | null>(1 + inputs.length).fill(null);
    wrt.forEach((i, k) => {
      all[1 + i] = results[k]!;
    });
    return all;
  },
  batch: ([index, ...inputs], [chosen, ...batched], { branches }, size) => {
    if (chosen) {
      const results = branches.map((branch) => batchOutputs(branch, inputs, batched, size));
      const last = branches.length - 1;
      return results[last]!.map((final, k) =>
        range(last).reduceRight((otherwise, i) => {
          const taken = lessEqual(index!, scalar(i, 'int32'));
          const column = reshape(taken, [size, ...final.shape.slice(1).map(() => 1)]);
          return select(column, results[i]![k]!, otherwise);
        }, final),
      );
    }
    const own = inputs.map((input) => placeholder(input));
    const vectorized = branches.map((branch) => ({ inputs: own, outputs: batchOutputs(branch, own, batched, size) }));
    const { bodies, captured } = closeOver(vectorized);
    return emit(condPrimitive, [index!, ...inputs, ...captured], { branches: bodies });
  },
  lower: (lowering, [index, ...captured], { attributes: { branches } }) =>
    lowerChoice(lowering, index!, branches, 0, captured),
  evaluate: ([index, ...captured], { branches }) => {
    const chosen = Math.min(Math.max(index!.values[0]!, 0), branches.length - 1);
    return evaluateBody(branches[chosen]!, captured).map(({ values }) => values);
  },
  samples: [],
});

/** A chain of If nodes: branch `i` where the index is at most `i`. */
function lowerChoice(
  lowering: Lowering,
  index: string,
  branches: readonly Graph[],
  i: number,
  captured: readonly string[],
): string[] {
  if (i === branches.length - 1) return lowering.lowerBody(branches[i]!, captured);
  return lowering.choose(
    lowering.op('LessOrEqual', [index, lowering.scalar(i, 'int32')]),
    branches[i]!.outputs,
    (inner) => inner.lowerBody(branches[i]!, captured),
    (inner) => lowerChoice(inner, index, branches, i + 1, captured),
  );
}

/**
 * The outputs of `branches[index]`.
 *
 * @param index int32 of rank 0, clamped to the branches there are
 * @param branches graphs from the captured values to results of equal shapes and dtypes
 */
export const cond = (index: Tensor, branches: readonly Graph[], captured: readonly Tensor[]): Tensor[] =>
  emit(condPrimitive, [index, ...captured], { branches });
