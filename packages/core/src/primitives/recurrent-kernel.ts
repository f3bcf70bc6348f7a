/** Recurrent layers that ONNX Runtime has a kernel of its own for. */
import { closeOver } from '../graph/closure.js';
import type { Attributes, Graph, Spec } from '../graph/node.js';
import { inline, rewrite } from '../graph/rewrite.js';
import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emit } from '../op.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { batchOutputs } from '../transforms/batch.js';
import { evaluateBody } from './body.js';
import { identity } from './identity.js';

export interface KernelOptions {
  /** LSTM with gates i, f, c and o; GRU with gates z, r and h. */
  readonly kind: 'LSTM' | 'GRU';
  /** Whether GRU resets the product with the state, and not the state. */
  readonly resetAfter?: boolean;
}

interface KernelAttributes extends Attributes {
  readonly body: Graph;
  readonly kind: 'LSTM' | 'GRU';
  readonly resetAfter: boolean;
  readonly units: number;
  readonly hasBias: boolean;
}

/**
 * What the kernel computes is what its body does, a scan: all but running it goes by the body. Derivatives need the values of all steps,
 * which the kernel does not give; they run the scan.
 */
export const recurrentKernelPrimitive = definePrimitive<KernelAttributes>({
  name: 'recurrent_kernel',
  infer: (_inputs, { body }) => body.outputs.map(({ shape, dtype }): Spec => ({ shape, dtype })),
  vjp: (cotangents, { inputs, attributes: { body } }) => {
    const own = inputs.map(identity);
    return backward(inline(body, own), cotangents, own);
  },
  batch: (inputs, batched, { body }, size) => batchOutputs(body, inputs, batched, size),
  // The kernel takes the place of the body, and is done by one thread: it asks for no others.
  iterations: () => 0,
  slowInJavaScript: true,
  lower: (lowering, inputs, { attributes, inputs: [x] }) => {
    if (attributes.kind === 'LSTM')
      return lowering.mayBeEmpty(x!, 1)
        ? withoutNone(lowering, inputs, attributes)
        : lowerLSTM(lowering, inputs, attributes);
    // With several threads the kernel takes four times as long: they meet in every step.
    return lowering.hasThreads ? lowering.lowerBody(attributes.body, inputs) : lowerGRU(lowering, inputs, attributes);
  },
  evaluate: (inputs, { body }) => evaluateBody(body, inputs).map(({ values }) => values),
  samples: [],
});

/** [rows, gates · units] in another order of the gates, as the kernels take it: [1, gates · units, rows]. */
function matrix({ builder }: Lowering, kernel: string, order: readonly number[]): string {
  return builder.op('Unsqueeze', [builder.op('Transpose', [inOrder(builder, kernel, 1, order)]), builder.ints([0])]);
}

type Builder = Lowering['builder'];

function inOrder(builder: Builder, x: string, axis: number, order: readonly number[]): string {
  if (order.every((gate, i) => gate === i)) return x;
  const attributes = { axis: int(axis), num_outputs: int(order.length) };
  const parts = builder.node('Split', [x], { outputs: order.length, attributes });
  return builder.op(
    'Concat',
    order.map((gate) => parts[gate]!),
    { axis: int(axis) },
  );
}

const first = (builder: Builder, x: string, axis: number): string => builder.op('Squeeze', [x, builder.ints([axis])]);
const row = (builder: Builder, x: string): string => builder.op('Unsqueeze', [x, builder.ints([0])]);

function lowerLSTM(lowering: Lowering, inputs: readonly string[], { units, hasBias }: KernelAttributes): string[] {
  const { builder } = lowering;
  const [x, h, c, kernel, recurrent, bias] = inputs as readonly [string, string, string, string, string, string?];
  const order = [0, 3, 1, 2];
  const added = hasBias
    ? row(
        builder,
        builder.op('Concat', [inOrder(builder, bias!, 0, order), zeros(builder, 4 * units)], { axis: int(0) }),
      )
    : '';
  const [y, lastH, lastC] = builder.node(
    'LSTM',
    [
      x,
      matrix(lowering, kernel, order),
      matrix(lowering, recurrent, order),
      added,
      '',
      row(builder, h),
      row(builder, c),
    ],
    { outputs: 3, attributes: { hidden_size: int(units) } },
  ) as [string, string, string];
  return [first(builder, y, 1), first(builder, lastH, 0), first(builder, lastC, 0)];
}

/** The same for any number of rows: without any, the runtime's kernel ends the process, so it gets one then. */
function withoutNone(lowering: Lowering, given: readonly string[], attributes: KernelAttributes): string[] {
  const { builder } = lowering;
  const [x, h, c, ...weights] = given as readonly [string, string, string, ...string[]];
  const rows = builder.op('Shape', [x], { start: int(1), end: int(2) });
  const one = builder.ints([1]);
  const lacking = builder.op('Concat', [builder.ints([0]), builder.op('Sub', [one, builder.op('Min', [rows, one])])], {
    axis: int(0),
  });
  const filled = (value: string, axis: number) => builder.op('Pad', [value, lacking, '', builder.ints([axis])]);
  const [y, lastH, lastC] = lowerLSTM(lowering, [filled(x, 1), filled(h, 0), filled(c, 0), ...weights], attributes);
  const cut = (value: string, axis: number) =>
    builder.op('Slice', [value, builder.ints([0]), rows, builder.ints([axis])]);
  return [cut(y!, 1), cut(lastH!, 0), cut(lastC!, 0)];
}

function lowerGRU(lowering: Lowering, inputs: readonly string[], attributes: KernelAttributes): string[] {
  const { builder } = lowering;
  const { units, hasBias, resetAfter } = attributes;
  const [x, h, kernel, recurrent, bias] = inputs as readonly [string, string, string, string, string?];
  const order = [0, 1, 2];
  const flat = () =>
    resetAfter
      ? builder.op('Reshape', [bias!, builder.ints([1, 6 * units])])
      : row(builder, builder.op('Concat', [bias!, zeros(builder, 3 * units)], { axis: int(0) }));
  const [y, last] = builder.node(
    'GRU',
    [
      x,
      matrix(lowering, kernel, order),
      matrix(lowering, recurrent, order),
      hasBias ? flat() : '',
      '',
      row(builder, h),
    ],
    { outputs: 2, attributes: { hidden_size: int(units), linear_before_reset: int(resetAfter ? 1 : 0) } },
  ) as [string, string];
  return [first(builder, y, 1), first(builder, last, 0)];
}

const zeros = (builder: Builder, size: number): string => builder.constant(new Float32Array(size), 'float32', [size]);

/**
 * The outputs of all steps, `[steps, batch, units]`, and the last states, by the runtime's own kernel: tanh and sigmoid, float32.
 *
 * @param data inputs `[steps, batch, features]`, and the states before the first step
 * @param weights kernel, kernel of the state, and bias where there is one: as Keras lays them out
 * @param compute the same from such inputs and states, written with tensors
 */
export function recurrentKernel(
  options: KernelOptions,
  data: readonly Tensor[],
  weights: readonly Tensor[],
  compute: (data: readonly Tensor[]) => readonly Tensor[],
): Tensor[] {
  const own = [...data, ...weights].map(placeholder);
  const taken = weights.map((weight, i) => [weight, own[data.length + i]!] as const);
  const { outputs } = rewrite({ inputs: [], outputs: compute(own.slice(0, data.length)) }, undefined, taken);
  const { bodies, captured } = closeOver([{ inputs: own, outputs }]);
  return emit(recurrentKernelPrimitive, [...data, ...weights, ...captured], {
    body: bodies[0]!,
    kind: options.kind,
    resetAfter: options.resetAfter ?? false,
    units: weights[1]!.shape[0]!,
    hasBias: weights.length > 2,
  });
}
