import { ops, type Tensor, ValueError } from '@org/core';

type Shape = readonly number[];

/** Takes a tensor apart along an axis, for {@link Node}: one input, several outputs. */
export class SplitParts {
  readonly sizes: readonly number[];
  readonly axis: number;

  /** @param axis that of the batch is 0, the last one -1 */
  constructor(sizes: readonly number[], axis = -1) {
    this.sizes = [...sizes];
    this.axis = axis;
  }

  outputShapes(inputs: readonly Shape[]): Shape[] {
    const [shape = []] = inputs;
    const axis = placeOf(this.axis, shape);
    const whole = this.sizes.reduce((sum, size) => sum + size, 0);
    if (inputs.length !== 1 || axis < 0 || shape[axis] !== whole) {
      throw new ValueError('SplitParts takes one tensor apart.', {
        expected: `one input with ${whole} elements along the axis ${this.axis}`,
        received: inputs.map((each) => `[${each}]`).join(', '),
      });
    }
    return this.sizes.map((size) => shape.map((each, i) => (i === axis ? size : each)));
  }

  forwards(inputs: readonly Tensor[]): Tensor[] {
    return apart(inputs[0]!, this.sizes, this.axis);
  }

  backwards(outputs: readonly Tensor[]): Tensor[] {
    return [ops.concatenate([...outputs], this.axis)];
  }
}

/** Puts tensors together along an axis, for {@link Node}: several inputs, one output. */
export class JoinParts {
  readonly axis: number;
  #sizes: readonly number[] = [];

  /** @param axis that of the batch is 0, the last one -1 */
  constructor(axis = -1) {
    this.axis = axis;
  }

  outputShapes(inputs: readonly Shape[]): Shape[] {
    const [first = []] = inputs;
    const axis = placeOf(this.axis, first);
    const fits = inputs.every(
      (shape) => shape.length === first.length && shape.every((size, i) => i === axis || size === first[i]),
    );
    if (axis < 0 || !fits) {
      throw new ValueError('JoinParts puts tensors together that differ along one axis only.', {
        received: inputs.map((each) => `[${each}]`).join(', '),
      });
    }
    this.#sizes = inputs.map((shape) => shape[axis]!);
    return [first.map((size, i) => (i === axis ? this.#sizes.reduce((sum, each) => sum + each, 0) : size))];
  }

  forwards(inputs: readonly Tensor[]): Tensor[] {
    return [ops.concatenate([...inputs], this.axis)];
  }

  backwards(outputs: readonly Tensor[]): Tensor[] {
    return apart(outputs[0]!, this.#sizes, this.axis);
  }
}

/** Of an axis among those of a sample. */
const placeOf = (axis: number, shape: Shape): number => (axis < 0 ? shape.length + axis : axis - 1);

function apart(x: Tensor, sizes: readonly number[], axis: number): Tensor[] {
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0));
  return ops.split(x, ends.slice(0, -1), axis);
}
