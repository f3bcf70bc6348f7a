import { isFloat } from '../dtype.js';
import { NotImplementedError } from '../errors.js';
import { emit, type Primitive } from '../op.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { type Case, casesOf } from '../testing/conformance.js';
import { backward } from '../transforms/backward.js';

export type HasGradient = 'yes' | 'zero' | 'no' | '-';

/** Whether a primitive has a gradient, and whether that has one, as found out by differentiating its samples. */
export function gradientsOf(primitive: Primitive): [first: HasGradient, second: HasGradient] {
  const found = casesOf(primitive).map(differentiated);
  const best = (order: 0 | 1): HasGradient =>
    (['yes', 'zero', 'no'] as const).find((answer) => found.some((each) => each[order] === answer)) ?? '-';
  return [best(0), best(1)];
}

function differentiated({ primitive, inputs, sample }: Case): [HasGradient, HasGradient] {
  const xs = inputs.map(placeholder);
  const ys = emit(primitive, xs, sample.attributes ?? {}).filter(({ dtype }) => isFloat(dtype));
  const floats = xs.filter(({ dtype }) => isFloat(dtype));
  if (ys.length === 0 || floats.length === 0) return ['-', '-'];
  const gs = ys.map(placeholder);
  const first = cotangents(ys, gs, floats);
  if (typeof first === 'string') return [first, '-'];
  const second = cotangents(first, first.map(placeholder), [...floats, ...gs]);
  return ['yes', typeof second === 'string' ? second : 'yes'];
}

function cotangents(
  outputs: readonly Tensor[],
  gs: readonly Tensor[],
  inputs: readonly Tensor[],
): Tensor[] | 'no' | 'zero' {
  try {
    const found = backward(outputs, gs, inputs).filter((cotangent) => cotangent !== null);
    return found.length === 0 ? 'zero' : found;
  } catch (error) {
    if (error instanceof NotImplementedError) return 'no';
    throw error;
  }
}
