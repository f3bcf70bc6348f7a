/** A loop whose number of iterations is known only when it runs. */
import { NotImplementedError, ValueError } from '../errors.js';
import type { Attributes, Graph } from '../graph/node.js';
import { graph, int } from '../onnx/graph-builder.js';
import { onnxTypes } from '../onnx/proto.js';
import { definePrimitive, emit, type Values } from '../op.js';
import { formatShape, sameShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { evaluateBody, specOf } from './body.js';

interface LoopAttributes extends Attributes {
  /** From the iteration (int32), the carried and the captured values to the next carried values. */
  readonly body: Graph;
  /** From the same inputs to whether that iteration takes place (bool of rank 0); null to let the count alone decide. */
  readonly condition: Graph | null;
  readonly carried: number;
}

const loopPrimitive = definePrimitive<LoopAttributes>({
  name: 'loop',
  infer: (inputs, { body, carried }) => {
    checkCarried('loop', inputs.slice(1, 1 + carried), body.outputs);
    return inputs.slice(1, 1 + carried).map(specOf);
  },
  vjp: () => {
    throw new NotImplementedError('[grad]: a loop that runs an unknown number of times has no reverse-mode gradient.', {
      hint: 'use scan, or foriLoop with bounds that are plain numbers.',
    });
  },
  lower: (lowering, [count, ...values], { inputs: [, ...tensors], attributes: { body, condition, carried } }) => {
    const captured = values.slice(carried);
    const inner = lowering.subgraph('loop_body');
    const { builder } = inner;
    const iteration = builder.input('iteration', 'int64', []);
    const proceed = builder.input('proceed', 'bool', []);
    const state = tensors.slice(0, carried).map(({ dtype, shape }) => builder.input('state', dtype, shape));
    const step = builder.op('Cast', [iteration], { to: int(onnxTypes.int32) });
    const results = inner.lowerBody(body, [step, ...state, ...captured]);
    let first = '';
    let next = builder.op('Identity', [proceed]);
    if (condition) {
      first = lowering.lowerBody(condition, [lowering.scalar(0, 'int32'), ...values])[0]!;
      const following = builder.op('Add', [step, builder.scalar(1, 'int32')]);
      next = inner.lowerBody(condition, [following, ...results, ...captured])[0]!;
    }
    builder.output(next, 'bool', []);
    results.forEach((name, i) => {
      const { dtype, shape } = body.outputs[i]!;
      builder.output(name, dtype, shape);
    });
    return lowering.builder.node('Loop', [count!, first, ...values.slice(0, carried)], {
      outputs: carried,
      attributes: { body: graph(builder.build()) },
    });
  },
  evaluate: ([count, ...values], { body, condition, carried }) => {
    let state = values.slice(0, carried);
    const captured = values.slice(carried);
    for (let i = 0; i < count!.values[0]!; i++) {
      const inputs: Values[] = [{ dtype: 'int32', shape: [], values: [i] }, ...state, ...captured];
      if (condition && !evaluateBody(condition, inputs)[0]!.values[0]) break;
      state = evaluateBody(body, inputs);
    }
    return state.map(({ values: numbers }) => numbers);
  },
  samples: [],
});

/** What is carried from one iteration to the next keeps its shape and dtype. */
export function checkCarried(
  op: string,
  initial: readonly { shape: readonly number[]; dtype: string }[],
  next: readonly Tensor[],
): void {
  initial.forEach((before, i) => {
    const after = next[i]!;
    if (after.dtype === before.dtype && sameShape(after.shape, before.shape)) return;
    throw new ValueError(`[${op}]: the body must return carried values of the shape and dtype that it received.`, {
      expected: `${formatShape(before.shape)} ${before.dtype}`,
      received: `${formatShape(after.shape)} ${after.dtype}`,
    });
  });
}

/**
 * Runs `body` up to `count` times, as long as `condition` holds.
 *
 * @param count int64 of rank 0
 * @param body from (iteration, carried values, captured values) to the next carried values
 * @param condition from the same inputs to a bool of rank 0, or null
 */
export const loop = (
  count: Tensor,
  body: Graph,
  condition: Graph | null,
  carried: readonly Tensor[],
  captured: readonly Tensor[],
): Tensor[] => emit(loopPrimitive, [count, ...carried, ...captured], { body, condition, carried: carried.length });
