/** Dense layers and the loss on top of them, with their gradients. */
import { onnx } from '@org/core';

type GraphBuilder = onnx.GraphBuilder;

/** Activations of each layer, the input first, and the logits; relu between the layers. Weights are kernel, bias, kernel, ... */
export function denseForward(
  g: GraphBuilder,
  weights: readonly string[],
  x: string,
): { activations: string[]; logits: string } {
  const activations = [x];
  for (let i = 0; ; i += 2) {
    const y = g.op('Gemm', [activations[activations.length - 1]!, weights[i]!, weights[i + 1]!]);
    if (i + 2 === weights.length) return { activations, logits: y };
    activations.push(g.op('Relu', [y]));
  }
}

/** Gradients of the weights; and of the input, where `inputGradient` asks for it. */
export function denseBackward(
  g: GraphBuilder,
  weights: readonly string[],
  activations: readonly string[],
  logitsGradient: string,
  batch: number,
  inputGradient = false,
): { gradients: string[]; dx: string } {
  const gradients: string[] = [];
  let dy = logitsGradient;
  for (let i = activations.length - 1; i >= 0; i--) {
    const x = activations[i]!;
    gradients.unshift(g.op('Gemm', [x, dy], { transA: onnx.int(1) }), sumOfRows(g, dy, batch));
    if (i === 0 && !inputGradient) break;
    dy = g.op('Gemm', [dy, weights[2 * i]!], { transB: onnx.int(1) });
    if (i > 0) dy = reluGradient(g, dy, x);
  }
  return { gradients, dx: dy };
}

/** A product with ones: ReduceSum takes several times as long. */
const sumOfRows = (g: GraphBuilder, x: string, rows: number): string =>
  g.op('MatMul', [g.constant(new Float32Array(rows).fill(1), 'float32', [rows]), x]);

/** The cotangent where the relu's output is positive. A steep HardSigmoid is the fastest step function on the CPU. */
export const reluGradient = (g: GraphBuilder, dy: string, y: string): string =>
  g.op('Mul', [dy, g.op('HardSigmoid', [y], { alpha: onnx.float(3e38), beta: onnx.float(0) })]);

/** The mean crossentropy of softmax(logits), and its gradient, softmax(logits) - onehot(labels) over the batch size. */
export function softmaxCrossentropy(
  g: GraphBuilder,
  logits: string,
  labels: string,
  batch: number,
  classes: number,
): { loss: string; gradient: string } {
  const probabilities = g.op('Softmax', [logits], { axis: onnx.int(-1) });
  const numbers = g.constant(
    Int32Array.from({ length: classes }, (_, i) => i),
    'int32',
    [classes],
  );
  const column = g.op('Unsqueeze', [labels, g.ints([1])]);
  const oneHot = g.op('Cast', [g.op('Equal', [column, numbers])], { to: onnx.int(1) });
  const chosen = g.op('ReduceSum', [g.op('Mul', [probabilities, oneHot]), g.ints([1])], { keepdims: onnx.int(0) });
  const loss = g.op('Neg', [g.op('ReduceMean', [g.op('Log', [chosen])], { keepdims: onnx.int(0) })]);
  const gradient = g.op('Mul', [g.op('Sub', [probabilities, oneHot]), g.scalar(1 / batch, 'float32')]);
  return { loss, gradient };
}
