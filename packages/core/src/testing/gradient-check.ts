/** Gradients against central differences, in double precision on the JavaScript evaluation. */
import { isFloat } from '../dtype.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { sizeOf } from '../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { assertClose, type Tolerance } from './close.js';
import { randomArray } from './random-values.js';

type Function = (inputs: readonly Tensor[]) => readonly Tensor[];

const STEP = 1e-5;
const TOLERANCE: Tolerance = { rtol: 1e-6, atol: 1e-7 };

/**
 * Compares the reverse-mode gradient of Σ cotangent · output with central differences, for every floating input.
 *
 * @param order 2 checks the gradient's own gradient
 * @param inputs float64 where they are floating
 */
export function checkGradient(f: Function, inputs: readonly HostArray[], next: () => number, order: 1 | 2 = 1): void {
  const variables = inputs.map(placeholder);
  const floating = variables.filter(({ dtype }) => isFloat(dtype));
  const differentiated: Function = (xs) => backwardOf(f, xs, next).gradients;
  const { outputs, cotangents, gradients } = backwardOf(order === 1 ? f : differentiated, variables, next);
  const at = (values: readonly HostArray[], tensors: readonly Tensor[]) =>
    evaluateGraph(tensors, new Map(variables.map((variable, i) => [variable, values[i]!])));
  const loss = (values: readonly HostArray[]) =>
    at(values, outputs).reduce((total, output, k) => total + dot(output, cotangents[k]!), 0);
  const actual = at(inputs, gradients);
  floating.forEach((variable, k) => {
    const i = variables.indexOf(variable);
    const numbers = Float64Array.from(toNumbers(inputs[i]!));
    const moved = (j: number, by: number) => {
      const values = numbers.slice();
      values[j]! += by;
      return inputs.map((input, n) => (n === i ? fromNumbers(values, input.dtype, input.shape) : input));
    };
    const expected = numbers.map((_, j) => (loss(moved(j, STEP)) - loss(moved(j, -STEP))) / (2 * STEP));
    assertClose(`gradient of input ${i}`, toNumbers(actual[k]!), expected, TOLERANCE);
  });
}

/** Outputs with fixed cotangents, and the gradients of the floating inputs (zero where nothing depends on one). */
function backwardOf(f: Function, inputs: readonly Tensor[], next: () => number) {
  const outputs = f(inputs).filter(({ dtype }) => dtype === 'float64');
  const cotangents = outputs.map(({ shape, dtype }) => randomArray(next, shape, dtype));
  const floating = inputs.filter(({ dtype }) => isFloat(dtype));
  const gradients = backward(outputs, cotangents.map(fromHost), floating);
  gradients.forEach((gradient, i) => {
    const { shape, dtype } = floating[i]!;
    if (gradient && (gradient.dtype !== dtype || String(gradient.shape) !== String(shape))) {
      throw new Error(`gradient of input ${i}: ${gradient.dtype}[${gradient.shape}], expected ${dtype}[${shape}]`);
    }
  });
  return { outputs, cotangents, gradients: gradients.map((gradient, i) => gradient ?? zerosLike(floating[i]!)) };
}

const zerosLike = ({ shape, dtype }: Tensor): Tensor =>
  fromHost(fromNumbers(new Float64Array(sizeOf(shape)), dtype, shape));

function dot(x: HostArray, y: HostArray): number {
  const [a, b] = [toNumbers(x), toNumbers(y)];
  return Array.from(a).reduce((total, value, i) => total + value * b[i]!, 0);
}
