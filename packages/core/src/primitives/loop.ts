/** A loop whose number of iterations is known only when it runs. */
import { NotImplementedError, ValueError } from '../errors.js';
import type { Attributes, Graph, Spec } from '../graph/node.js';
import { graph, int } from '../onnx/graph-builder.js';
import { onnxTypes } from '../onnx/proto.js';
import { definePrimitive, emit, type Primitive, type Values } from '../op.js';
import { formatShape, sameShape } from '../shape.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { batchGraph } from '../transforms/batch.js';
import { evaluateBody, specOf } from './body.js';
import { greater, less, logicalAnd } from './compare.js';
import { cast, scalar, select } from './elementwise.js';
import { materializeBatch, reshape } from './movement.js';
import { max } from './reduce.js';

export interface LoopAttributes extends Attributes {
  /** From the iteration (int32), the carried and the captured values to the next carried values. */
  readonly body: Graph;
  /** From the same inputs to whether that iteration takes place (bool of rank 0); null to let the count alone decide. */
  readonly condition: Graph | null;
  readonly carried: number;
  /** How many iterations there are at most, where somebody knows. */
  readonly most?: number;
}

export const loopPrimitive: Primitive<LoopAttributes> = definePrimitive<LoopAttributes>({
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
  iterations: ({ inputs: [count] }) => (count!.host ? Number(count!.host.data[0]) : null),
  batch: (inputs, batched, attributes, size) => batchLoop(inputs, batched, attributes, size),
  lower: (lowering, [count, ...values], { inputs: [, ...tensors], attributes: { body, condition, carried } }) => {
    const captured = values.slice(carried);
    const inner = lowering.subgraph('loop_body');
    const { builder } = inner;
    const iteration = builder.input('iteration', 'int64', []);
    const proceed = builder.input('proceed', 'bool', []);
    const state = tensors
      .slice(0, carried)
      .map(({ dtype, shape }) => builder.input('state', dtype, lowering.declared(shape)));
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
      builder.output(name, dtype, lowering.declared(shape));
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

/**
 * Where the rows of a batch stop at different times, the loop runs until the last has stopped and leaves those that have as they
 * are.
 */
function batchLoop(
  [count, ...inputs]: readonly Tensor[],
  [countBatched, ...batched]: readonly boolean[],
  { body, condition, carried }: LoopAttributes,
  size: number,
): Tensor[] {
  const iteration = placeholder(body.inputs[0]!);
  const counts = placeholder(count!);
  for (let flags = batched; ; ) {
    const own = inputs.map((input, i) => placeholder(flags[i] && !batched[i] ? withBatch(input, size) : input));
    const run = (graph: Graph) => batchGraph(graph, [iteration, ...own], [false, ...flags], size);
    const next = run(body);
    const proceed = condition && run(condition);
    const masked = countBatched || proceed?.batched[0] === true;
    const grown = flags.map((flag, i) => flag || (i < carried && (masked || next.batched[i]!)));
    if (grown.some((flag, i) => flag !== flags[i])) {
      flags = grown;
      continue;
    }
    const states = own.slice(0, carried);
    let outputs = next.tensors.map((tensor, i) => (flags[i] ? withRows(tensor, next.batched[i]!, size) : tensor));
    let goesOn = proceed?.tensors[0] ?? null;
    if (masked) {
      const inTime = less(cast(iteration, 'int64'), counts);
      const rows = goesOn ? logicalAnd(goesOn, inTime) : inTime;
      outputs = outputs.map((tensor, i) =>
        select(reshape(rows, [size, ...tensor.shape.slice(1).map(() => 1)]), tensor, states[i]!),
      );
      goesOn = greater(max(cast(rows, 'int32'), [0]), scalar(0, 'int32'));
    }
    const graphInputs = [iteration, ...own, counts];
    const results = emit(
      loopPrimitive,
      [
        countBatched ? max(count!, [0]) : count!,
        ...inputs.map((input, i) => (flags[i] ? withRows(input, batched[i]!, size) : input)),
        count!,
      ],
      {
        body: { inputs: graphInputs, outputs },
        condition: goesOn && { inputs: graphInputs, outputs: [goesOn] },
        carried,
      },
    );
    return results.map((result, i) => withRows(result, flags[i]!, size));
  }
}

const withBatch = ({ shape, dtype }: Spec, size: number): Spec => ({ shape: [size, ...shape], dtype });
const withRows = (tensor: Tensor, batched: boolean, size: number): Tensor =>
  materializeBatch([tensor], [batched], size)[0]!;

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
      ...(after.dtype !== before.dtype && { hint: `give the initial value the dtype ${after.dtype}.` }),
    });
  });
}

/**
 * Runs `body` up to `count` times, as long as `condition` holds.
 *
 * @param count int64 of rank 0
 * @param body from (iteration, carried values, captured values) to the next carried values
 * @param condition from the same inputs to a bool of rank 0, or null
 * @param most what `count` is at most, where that is known
 */
export const loop = (
  count: Tensor,
  body: Graph,
  condition: Graph | null,
  carried: readonly Tensor[],
  captured: readonly Tensor[],
  most?: number,
): Tensor[] =>
  emit(loopPrimitive, [count, ...carried, ...captured], {
    body,
    condition,
    carried: carried.length,
    ...(most !== undefined && { most }),
  });
