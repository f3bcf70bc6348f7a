import { ops, PythonTypeError, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape, isPlainObject, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { Merge, type MergeArguments, splitInputs } from './merge.js';
import { DOT_PARAMETERS, type DotArguments } from './signatures.js';

export interface DotOptions extends LayerOptions {
  /** The axis of both inputs, or of each, along which products are summed. */
  axes: number | readonly [number, number];
  /** Whether the inputs are first scaled to length 1 along that axis: then the result is the cosine proximity. */
  normalize?: boolean;
}

/**
 * The dot product of each sample of one input with that of the other.
 *
 * @throws ValueError unless there are two inputs, of equal size along the axes
 * @example
 * new Dot(1)([a, b]); // [n, 4] and [n, 4] become [n, 1]
 */
export class Dot extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Dot');

  static override readonly parameters = /* @__PURE__ */ configNames(DOT_PARAMETERS);

  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  constructor(...args: DotArguments) {
    const options = bindOptions(DOT_PARAMETERS, args);
    super(options);
    this.axes = standardizeAxes(options.axes);
    this.normalize = options.normalize ?? false;
  }

  override build(inputShapes: readonly SymbolicShape[]): void {
    this.computeOutputShape(inputShapes);
  }

  override call(inputs: readonly Tensor[]): Tensor {
    return this.merge(inputs as readonly [Tensor, Tensor]);
  }

  protected override merge([a, b]: readonly [Tensor, Tensor]): Tensor {
    const [i, j] = this.#axesFor(a.shape, b.shape);
    const [x, y] = this.normalize ? [ops.normalize(a, i), ops.normalize(b, j)] : [a, b];
    const product = batchDot(x, y, i, j);
    return product.rank === 1 ? ops.expandDims(product, 1) : product;
  }

  #axesFor(a: SymbolicShape, b: SymbolicShape): [number, number] {
    const [i, j] = typeof this.axes === 'number' ? [this.axes, this.axes] : this.axes;
    return [i < 0 ? i + a.length : i, j < 0 ? j + b.length : j];
  }

  override computeOutputShape(inputShapes: readonly SymbolicShape[]): SymbolicShape {
    this.assertList(inputShapes);
    const [a, b] = inputShapes as readonly [SymbolicShape, SymbolicShape];
    const received = inputShapes.map((shape) => (Array.isArray(shape) ? formatShape(shape) : String(shape))).join(', ');
    if (inputShapes.length !== 2 || !Array.isArray(a)) {
      throw new ValueError('A Dot layer takes a list of two inputs.', { received });
    }
    const [i, j] = this.#axesFor(a, b);
    if (i === 0 || j === 0) throw new ValueError('The axes of a Dot layer cannot be that of the batch.', { received });
    if (a[i] !== b[j]) {
      throw new ValueError('The inputs of a Dot layer do not fit.', {
        expected: `equal sizes along axis ${i} of the first and axis ${j} of the second input`,
        received,
      });
    }
    const left = [...a.slice(0, i), ...a.slice(i + 1)];
    const shape = [...left, ...b.filter((_, axis) => axis > 0 && axis !== j)];
    return shape.length === 1 ? [...shape, 1] : shape;
  }

  override computeMask(): null {
    return null;
  }
}

/** Sums products over axis i of x and axis j of y; axis 0 of both is the batch. */
function batchDot(x: Tensor, y: Tensor, i: number, j: number): Tensor {
  const others = (t: Tensor, axis: number) => t.shape.map((_, k) => k).filter((k) => k > 0 && k !== axis);
  const [left, right] = [others(x, i), others(y, j)];
  const sizes = (t: Tensor, axes: readonly number[]) => axes.map((axis) => t.shape[axis]!);
  const flatten = (t: Tensor, order: readonly number[], shape: readonly number[]) =>
    ops.reshape(ops.transpose(t, order), shape);
  const [batch, n] = [x.shape[0]!, x.shape[i]!];
  const product = ops.matmul(
    flatten(x, [0, ...left, i], [batch, sizes(x, left).reduce((a, b) => a * b, 1), n]),
    flatten(y, [0, j, ...right], [y.shape[0]!, n, sizes(y, right).reduce((a, b) => a * b, 1)]),
  );
  return ops.reshape(product, [batch, ...sizes(x, left), ...sizes(y, right)]);
}

function standardizeAxes(axes: DotOptions['axes']): DotOptions['axes'] {
  if (Number.isInteger(axes)) return axes;
  const received = `axes=${show(axes)}`;
  if (!Array.isArray(axes)) throw new PythonTypeError('Invalid `axes`.', { expected: 'an integer or two', received });
  if (axes.length === 2 && axes.every(Number.isInteger)) return axes as readonly number[] as readonly [number, number];
  throw new ValueError('Invalid `axes`.', { expected: 'an integer or two', received });
}

/** `new Dot(axes, options)(inputs)`; axes is -1 if left out. */
export function dot(
  ...args: MergeArguments<
    Partial<DotOptions>,
    [axes?: DotOptions['axes'] | Partial<DotOptions>, options?: Partial<DotOptions>]
  >
): Tensor {
  const [inputs, [axes = -1, options = {}]] = splitInputs('dot', args);
  return new Dot({ axes: -1, ...(isPlainObject(axes) ? axes : { axes, ...options }) })(inputs);
}
