import { isFloat } from '../dtype.js';
import { RuntimeError, TypeError, ValueError } from '../errors.js';
import { cast, scalarLike, zerosLike } from '../primitives/elementwise.js';
import { broadcastTo } from '../primitives/movement.js';
import { formatShape, sameShape } from '../shape.js';
import { asTensor, isTensor, type Tensor, type TensorLike } from '../tensor.js';
import { backward } from './backward.js';
import { tensorTree } from './tensor-tree.js';

/** What gradients are asked for: tensors or variables, alone or in a tree. */
type Source = Tensor | { readonly value: Tensor };
type GradientsOf<Sources> = Sources extends Source
  ? Tensor | null
  : Sources extends readonly unknown[]
    ? { -readonly [K in keyof Sources]: GradientsOf<Sources[K]> }
    : { [K in keyof Sources]: GradientsOf<Sources[K]> };

type Target = Tensor | readonly Tensor[];
type OutputGradients = TensorLike | readonly TensorLike[] | null;

/**
 * Derivatives of a value that was computed from `xs`, as tensors of their shapes. A value that is not a scalar counts as its sum.
 * The value must not have been read yet: a tensor that was read is a constant, without history.
 *
 * @param y a tensor, or several, whose gradients are added
 * @param xs tensors or variables, alone or in a tree
 * @param outputGradients what the gradient starts from: of the structure and shapes of `y`; ones, if left out
 * @returns the gradients in the structure of `xs`; null where `y` does not depend on one
 * @throws RuntimeError when `y` was read before
 * @example
 * const y = x.mul(x).sum();
 * const dx = gradients(y, x);
 */
export function gradients<const Sources>(
  y: Target,
  xs: Sources,
  outputGradients: OutputGradients = null,
): GradientsOf<Sources> {
  const sources = tensorTree(xs, 'trees');
  return sources.pack(gradientList(y, sources.tensors, outputGradients) as Tensor[]) as GradientsOf<Sources>;
}

function gradientList(y: Target, sources: readonly Tensor[], outputGradients: OutputGradients): (Tensor | null)[] {
  const outputs = isTensor(y) ? [y] : y;
  if (!Array.isArray(outputs) || !outputs.every(isTensor)) {
    throw new TypeError('[gradients]: the value to differentiate must be a tensor.', {
      received: String(y),
      hint: 'take the gradients before the value is read.',
    });
  }
  const starts = isTensor(y) ? [outputGradients] : (outputGradients ?? []);
  assertComputed(outputs, sources);
  const cotangents = outputs.map((output, i) => startOf(output, (starts as readonly (TensorLike | null)[])[i] ?? null));
  return backward(outputs, cotangents, sources);
}

function startOf(output: Tensor, given: TensorLike | null): Tensor {
  if (!isFloat(output.dtype)) {
    throw new TypeError('[gradients]: a floating value is needed.', { received: `dtype ${output.dtype}` });
  }
  const start = given === null ? scalarLike(1, output) : cast(asTensor(given), output.dtype);
  if (given === null || sameShape(start.shape, output.shape)) return broadcastTo(start, output.shape);
  throw new ValueError('[gradients]: the output gradients must have the shapes of the values.', {
    expected: formatShape(output.shape),
    received: formatShape(start.shape),
  });
}

function assertComputed(outputs: readonly Tensor[], sources: readonly Tensor[]): void {
  if (outputs.every((output) => output.node || sources.includes(output) || !output.known)) return;
  throw new RuntimeError('[gradients]: the value was read before, and a tensor that was read has no history.', {
    hint: 'take the gradients first, or use grad, which computes the value itself.',
  });
}

interface GradientOptions {
  /** What stands for the gradient of a source that the target does not depend on. */
  unconnectedGradients?: 'none' | 'zero';
}

/**
 * TensorFlow's tape, for programs that are written with it. Nothing has to be recorded, since every tensor knows how it came
 * about: `watch` and `persistent` have no effect.
 *
 * @example
 * const tape = new GradientTape();
 * const loss = model(x).sum();
 * const gradients = tape.gradient(loss, model.trainableVariables);
 */
export class GradientTape {
  constructor(readonly options: { persistent?: boolean; watchAccessedVariables?: boolean } = {}) {}

  watch(_tensor: unknown): void {}

  /** {@link gradients} of the target with respect to the sources. */
  gradient<const Sources>(
    target: Target,
    sources: Sources,
    outputGradients: OutputGradients = null,
    { unconnectedGradients = 'none' }: GradientOptions = {},
  ): GradientsOf<Sources> {
    const { tensors, pack } = tensorTree(sources, 'trees');
    const missing = (x: Tensor) => (unconnectedGradients === 'zero' ? zerosLike(x) : null);
    const found = gradientList(target, tensors, outputGradients).map((g, i) => g ?? missing(tensors[i]!));
    return pack(found as Tensor[]) as GradientsOf<Sources>;
  }
}
