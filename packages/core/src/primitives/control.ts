/** Operations on whole graphs: a function called as one node, a loop, a custom gradient. */
import { ValueError } from '../errors.js';
import { evaluateGraph } from '../graph/evaluate.js';
import type { Attributes, Graph, Spec } from '../graph/node.js';
import { inline } from '../graph/rewrite.js';
import { fromNumbers, toNumbers } from '../host-array.js';
import { graph, int } from '../onnx/graph-builder.js';
import { onnxTypes } from '../onnx/proto.js';
import { definePrimitive, emit, type Values } from '../op.js';
import { formatShape, sameShape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { backward } from '../transforms/backward.js';

const specOf = ({ shape, dtype }: Spec): Spec => ({ shape, dtype });

const hostOf = ({ values, dtype, shape }: Values) => fromNumbers(values, dtype, shape);

function evaluateBody(body: Graph, inputs: readonly Values[]): Values[] {
  const known = new Map(body.inputs.map((input, i) => [input, hostOf(inputs[i]!)]));
  return evaluateGraph(body.outputs, known).map((host) => ({
    dtype: host.dtype,
    shape: host.shape,
    values: toNumbers(host),
  }));
}

interface CallAttributes extends Attributes {
  readonly body: Graph;
}

const callPrimitive = definePrimitive<CallAttributes>({
  name: 'call',
  infer: (_inputs, { body }) => body.outputs.map(specOf),
  vjp: (cotangents, { inputs, attributes: { body } }) => {
    const outputs = inline(body, inputs);
    return backward(outputs, cotangents, inputs);
  },
  lower: (lowering, inputs, { attributes: { body } }) => lowering.lowerBody(body, inputs),
  evaluate: (inputs, { body }) => evaluateBody(body, inputs).map(({ values }) => values),
  samples: [],
});

/** A traced function as a single node, which a compiled session can answer in one run. */
export const call = (body: Graph, inputs: readonly Tensor[]): Tensor[] => emit(callPrimitive, inputs, { body });

/** The body of a node made by {@link call}, or null. */
export const calledGraph = (tensor: Tensor): Graph | null =>
  tensor.node?.primitive.name === callPrimitive.name ? (tensor.node.attributes as CallAttributes).body : null;

interface LoopAttributes extends Attributes {
  /** Inputs: iteration (int32), carried values, captured values. Outputs: the carried values. */
  readonly body: Graph;
  readonly carried: number;
}

const loopPrimitive = definePrimitive<LoopAttributes>({
  name: 'loop',
  infer: (inputs, { body, carried }) => {
    body.outputs.forEach((output, i) => {
      const initial = inputs[1 + i]!;
      if (output.dtype !== initial.dtype || !sameShape(output.shape, initial.shape)) {
        throw new ValueError('[loop]: the body must return carried values of the shape and dtype that it received.', {
          expected: `${formatShape(initial.shape)} ${initial.dtype}`,
          received: `${formatShape(output.shape)} ${output.dtype}`,
        });
      }
    });
    return inputs.slice(1, 1 + carried).map(specOf);
  },
  lower: (lowering, [count, ...values], { inputs: [, ...tensors], attributes: { body, carried } }) => {
    const inner = lowering.subgraph('loop_body');
    const { builder } = inner;
    const iteration = builder.input(lowering.uniqueName('iteration'), 'int64', []);
    const condition = builder.input(lowering.uniqueName('condition'), 'bool', []);
    const state = tensors
      .slice(0, carried)
      .map(({ dtype, shape }) => builder.input(lowering.uniqueName('state'), dtype, shape));
    const step = builder.op('Cast', [iteration], { to: int(onnxTypes.int32) });
    const results = inner.lowerBody(body, [step, ...state, ...values.slice(carried)]);
    builder.output(builder.op('Identity', [condition]), 'bool', []);
    results.forEach((name, i) => {
      const { dtype, shape } = body.outputs[i]!;
      builder.output(name, dtype, shape);
    });
    return lowering.builder.node('Loop', [count!, '', ...values.slice(0, carried)], {
      outputs: carried,
      attributes: { body: graph(builder.build()) },
    });
  },
  evaluate: ([count, ...values], { body, carried }) => {
    let state = values.slice(0, carried);
    const captured = values.slice(carried);
    for (let i = 0; i < count!.values[0]!; i++) {
      state = evaluateBody(body, [{ dtype: 'int32', shape: [], values: [i] }, ...state, ...captured]);
    }
    return state.map(({ values: numbers }) => numbers);
  },
  samples: [],
});

/**
 * Runs `body` a number of times that is known only when it runs, without gradient.
 *
 * @param count int64 of rank 0
 * @param body from (iteration, carried values, captured values) to the next carried values
 */
export const loop = (count: Tensor, body: Graph, carried: readonly Tensor[], captured: readonly Tensor[]): Tensor[] =>
  emit(loopPrimitive, [count, ...carried, ...captured], { body, carried: carried.length });

interface CustomGradientAttributes extends Attributes {
  readonly results: number;
  readonly rule: (cotangents: readonly (Tensor | null)[]) => readonly (Tensor | null)[];
}

const customGradientPrimitive = definePrimitive<CustomGradientAttributes>({
  name: 'custom_gradient',
  infer: (inputs, { results }) => inputs.slice(0, results).map(specOf),
  vjp: (cotangents, { inputs, attributes: { results, rule } }) => {
    const gradients = rule(cotangents);
    if (gradients.length !== inputs.length - results) {
      throw new ValueError('[customGradient]: the rule must return one gradient for each argument.', {
        expected: `${inputs.length - results} gradients`,
        received: `${gradients.length}`,
      });
    }
    return [...new Array<null>(results).fill(null), ...gradients];
  },
  lower: (lowering, inputs, { attributes: { results } }) =>
    inputs.slice(0, results).map((name) => lowering.op('Identity', [name])),
  evaluate: (inputs, { results }) => inputs.slice(0, results).map(({ values }) => values),
  samples: [],
});

/** `results` as they are, but with `rule` in place of their own gradient with respect to `args`. */
export const withGradient = (
  results: readonly Tensor[],
  args: readonly Tensor[],
  rule: CustomGradientAttributes['rule'],
): Tensor[] => emit(customGradientPrimitive, [...results, ...args], { results: results.length, rule });
