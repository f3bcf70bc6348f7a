/** What an equation such as `abc,cd->abd` says about the weight of an EinsumDense layer. */
import { ops, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { formatShape } from '@org/core/internal';
import type { InputLayout } from '../quantization/quantized-product.js';
import type { WeightLayout } from '../quantization/weight-layout.js';

export interface EinsumShapes {
  readonly kernel: readonly number[];
  /** Without a bias null. */
  readonly bias: readonly number[] | null;
  readonly output: SymbolicShape;
  /** Axes of the kernel that are summed over, and those that reach the output. */
  readonly inputAxes: readonly number[];
  readonly outputAxes: readonly number[];
}

/** `...ab,bc->...ac` leaves out axes on the left, `ab...,bc->ac...` on the right. */
const FORM = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/;

interface Labels {
  readonly inputs: string;
  readonly weights: string;
  readonly outputs: string;
  /** Whether axes are left out on the left. */
  readonly isLeft: boolean;
}

function labelsOf(equation: string): Labels {
  const parts = FORM.exec(equation.replaceAll(' ', ''));
  const [, leftIn, inputs = '', rightIn, weights = '', leftOut, outputs = '', rightOut] = parts ?? [];
  if (parts && leftIn === leftOut && rightIn === rightOut && !(leftIn && rightIn)) {
    return { inputs, weights, outputs, isLeft: leftIn !== undefined };
  }
  throw new ValueError(`Invalid einsum equation '${equation}'.`, {
    expected: 'a form like ab,bc->ac, ...ab,bc->...ac or ab...,bc->ac...',
  });
}

/** How a kernel and the inputs of an equation are quantized. */
export interface EinsumLayouts {
  readonly weight: WeightLayout;
  readonly inputs: InputLayout;
}

/** @param rank axes of the inputs, those included that the equation leaves out */
export function layoutsOf(equation: string, rank: number, kernel: readonly number[]): EinsumLayouts {
  const labels = labelsOf(equation);
  const elided = [...'0123456789'.slice(0, rank - labels.inputs.length)].join('');
  const full = (some: string): string => (labels.isLeft ? elided + some : some + elided);
  const [inputs, weights, outputs] = [full(labels.inputs), labels.weights, full(labels.outputs)];
  const reduced = (some: string): number[] => [...some].flatMap((label, i) => (outputs.includes(label) ? [] : [i]));
  const reducedAxes = reduced(weights);
  const sizeOf = (isReduced: boolean): number =>
    kernel.reduce((size, each, i) => (reducedAxes.includes(i) === isReduced ? size * each : size), 1);
  return {
    weight: {
      name: 'kernel',
      shape: kernel,
      reducedAxes,
      keep: (scale) => relabelled(scale, weights, outputs),
      spread: (scale) => relabelled(scale, outputs, weights),
      matrix: { shape: [sizeOf(true), sizeOf(false)], reducedAxis: 0, packedAxis: 1 },
    },
    inputs: { axes: reduced(inputs), align: (scale) => relabelled(scale, inputs, outputs) },
  };
}

/** A scale with its axes in another order: labels that it lacks get an axis of size 1; those that are not asked for have size 1. */
function relabelled(scale: Tensor, from: string, to: string): Tensor {
  const gone = [...from].flatMap((label, i) => (to.includes(label) ? [] : [i]));
  const left = [...from].filter((label) => to.includes(label));
  const wanted = [...to].filter((label) => from.includes(label));
  const turned = ops.transpose(
    gone.length > 0 ? ops.squeeze(scale, gone) : scale,
    wanted.map((label) => left.indexOf(label)),
  );
  const added = [...to].flatMap((label, i) => (from.includes(label) ? [] : [i]));
  return added.length > 0 ? ops.expandDims(turned, added) : turned;
}

/**
 * Shapes of kernel, bias and output.
 *
 * @param partialOutput the output's shape without the batch axis and without the axes that the equation leaves out
 * @throws ValueError for an equation of another form, or one that does not fit the shapes
 */
export function analyzeEinsum(
  equation: string,
  biasAxes: string | null,
  input: SymbolicShape,
  partialOutput: SymbolicShape,
): EinsumShapes {
  const { inputs, weights, outputs, isLeft } = labelsOf(equation);
  const elided = input.length - inputs.length;
  const [left, right] = isLeft ? [elided, 0] : [0, elided];
  const output: SymbolicShape = isLeft
    ? [input[0]!, ...input.slice(1, elided), ...partialOutput]
    : [input[0]!, ...partialOutput, ...input.slice(input.length - right)];
  const inputSize = new Map([...inputs].map((label, i) => [label, input[i + left] ?? null]));
  const outputSize = new Map([...outputs].map((label, i) => [label, output[i + left] ?? null]));
  for (const [label, size] of inputSize) {
    const other = outputSize.get(label) ?? null;
    if (other !== null && size !== other) {
      throw new ValueError(`Input and output of '${equation}' differ along '${label}'.`, {
        received: `${size} in the input ${formatShape(input)}, ${other} in the output ${formatShape(output)}`,
      });
    }
  }
  for (const label of outputs) {
    if (!inputs.includes(label) && !weights.includes(label)) throw unknownLabel('output', label, equation);
  }
  const kernel = [...weights].map((label) => {
    const size = outputSize.get(label) ?? inputSize.get(label);
    if (typeof size !== 'number') throw unknownLabel('kernel', label, equation);
    return size;
  });
  const axes = (reachesOutput: boolean) =>
    [...weights].flatMap((label, i) => (outputs.includes(label) === reachesOutput ? [i] : []));
  return {
    kernel,
    bias: biasAxes === null ? null : biasShape(equation, biasAxes, outputs, outputSize, right),
    output,
    inputAxes: axes(false),
    outputAxes: axes(true),
  };
}

const unknownLabel = (where: string, label: string, equation: string): ValueError =>
  new ValueError(`The size of '${label}' in the ${where} of '${equation}' is not known.`, {
    expected: 'every label to stand for a known size of the input or of `outputShape`',
  });

/** Sizes of the axes from the first with a bias on, 1 where there is none, so that the bias broadcasts to the output. */
function biasShape(
  equation: string,
  biasAxes: string,
  outputs: string,
  sizes: ReadonlyMap<string, number | null>,
  trailing: number,
): number[] {
  for (const label of biasAxes) if (!outputs.includes(label)) throw unknownLabel('bias', label, equation);
  const first = Math.min(...[...biasAxes].map((label) => outputs.indexOf(label)));
  const shape = [...outputs.slice(first)].map((label) => (biasAxes.includes(label) ? sizes.get(label)! : 1));
  return [...shape, ...new Array<number>(trailing).fill(1)];
}
