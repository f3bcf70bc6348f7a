import { isTensor, isVariable, ops, PythonTypeError, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindArguments, formatShape, getKerasMask, isPlainObject, isPromise, setKerasMask } from '@org/core/internal';
import { isArrayLike } from '../dtype-policy.js';
import { Layer } from '../layer.js';
import { withinLayer } from '../layer-build.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';

/** The masks of the inputs: null where an input has none, or null for no masks at all. */
export type InputMasks = readonly (Tensor | null)[] | null;

/** Base of the layers that make one tensor of a list of tensors. */
export abstract class Merge extends Layer {
  constructor(options: LayerOptions = {}) {
    super(options);
    this.supportsMasking = true;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override invoke(...given: readonly unknown[]): unknown {
    const [first] = given;
    withinLayer(this, () => this.#assertTensors(isPlainObject(first) ? first.inputs : first));
    return super.invoke(...given);
  }

  /** @throws TypeError for a list that holds anything but tensors, variables and arrays */
  #assertTensors(inputs: unknown): void {
    if (!Array.isArray(inputs)) return;
    for (const [i, x] of inputs.entries()) {
      if (isTensor(x) || isVariable(x) || isArrayLike(x)) continue;
      throw new PythonTypeError(`Input ${i} of "${this.name}" is not a tensor.`, {
        expected: 'a list of tensors',
        received: Array.isArray(x) ? `an array of length ${x.length}` : String(x),
        ...(isPromise(x) && { hint: 'it is a promise: await it first.' }),
      });
    }
  }

  /** Merges inputs of equal rank. */
  protected abstract merge(inputs: readonly Tensor[]): Tensor;

  /** @throws ValueError unless the shapes broadcast */
  override build(inputShapes: readonly SymbolicShape[]): void {
    this.computeOutputShape(inputShapes);
  }

  override call(inputs: readonly Tensor[]): Tensor {
    this.assertList(inputs);
    const rank = Math.max(...inputs.map((x) => x.rank));
    return this.merge(inputs.map((x) => withRank(x, rank)));
  }

  override computeOutputShape(inputShapes: readonly SymbolicShape[]): SymbolicShape {
    this.assertList(inputShapes);
    const batches = [...new Set(inputShapes.map(([batch]) => batch).filter((size) => typeof size === 'number'))];
    if (batches.length > 1) throw this.#shapesDiffer(inputShapes, 'equal batch sizes');
    const others = inputShapes
      .map((shape): SymbolicShape => shape.slice(1))
      .reduce((a, b) => this.#broadcast(a, b, inputShapes));
    return [batches[0] ?? null, ...others];
  }

  #broadcast(a: SymbolicShape, b: SymbolicShape, all: readonly SymbolicShape[]): SymbolicShape {
    const [long, short] = a.length < b.length ? [b, a] : [a, b];
    const lead = long.length - short.length;
    return long.map((size, axis) => {
      if (axis < lead) return size;
      const other = short[axis - lead]!;
      if (size === null || other === null) return null;
      if (size !== other && size !== 1 && other !== 1) throw this.#shapesDiffer(all, 'sizes that are equal or 1');
      return Math.max(size, other);
    });
  }

  #shapesDiffer(shapes: readonly SymbolicShape[], expected: string): ValueError {
    return new ValueError(`The inputs of "${this.name}" have incompatible shapes.`, {
      expected,
      received: shapes.map(formatShape).join(', '),
    });
  }

  /**
   * Checks that there is something to merge.
   *
   * @throws ValueError unless the inputs, or their shapes, are a list of at least one
   */
  protected assertList(inputs: unknown): void {
    const isShape = Array.isArray(inputs) && !isTensor(inputs[0]) && !Array.isArray(inputs[0]);
    if (Array.isArray(inputs) && inputs.length > 0 && !isShape) return;
    throw new ValueError(`The layer ${this.constructor.name} takes a list of inputs.`, {
      expected: 'a list of at least one tensor',
      received: String(inputs),
    });
  }

  /**
   * Checks that masks belong to inputs.
   *
   * @throws ValueError unless the inputs are a list, and the masks null or a list of the same length
   */
  protected assertMasks(inputs: unknown, masks: unknown): void {
    if (masks === null || masks === undefined) return;
    if (Array.isArray(masks) && Array.isArray(inputs) && masks.length === inputs.length) return;
    throw new ValueError(`The layer ${this.constructor.name} takes a list of inputs and a list of their masks.`, {
      expected: 'two lists of the same length, or null for no masks',
      received: `inputs ${String(inputs)}, masks ${String(masks)}`,
    });
  }

  /** An output is valid where any of its inputs is, if all of them have masks. */
  override computeMask(inputs: readonly Tensor[], masks: InputMasks): Tensor | null {
    this.assertMasks(inputs, masks);
    if (masks === null || masks.some((mask) => mask === null)) return null;
    return (masks as readonly Tensor[]).reduce((a, b) => ops.logicalOr(a, b));
  }
}

/** Axes of size 1 are put behind the batch axis, as Keras does. */
function withRank(x: Tensor, rank: number): Tensor {
  return x.rank === rank ? x : ops.reshape(x, [x.shape[0]!, ...new Array(rank - x.rank).fill(1), ...x.shape.slice(1)]);
}

/** The mask of `x` in the shape of `x`. */
export const fullMask = (x: Tensor): Tensor | null => {
  const mask = getKerasMask(x);
  return mask && ops.broadcastTo(ops.expandDims(mask, -1), x.shape);
};

/** Merges two by two; a masked element does not count, the other takes its place. */
export function reduceMasked(inputs: readonly Tensor[], merge: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const [first, ...others] = inputs as [Tensor, ...Tensor[]];
  let [output, outputMask] = [first, fullMask(first)];
  for (const x of others) {
    const mask = fullMask(x);
    const right = mask ? ops.where(mask, x, output) : x;
    output = merge(outputMask ? ops.where(outputMask, output, right) : output, right);
    outputMask = mask && outputMask && ops.logicalOr(outputMask, mask);
  }
  if (outputMask) setKerasMask(output, ops.any(outputMask, -1));
  return output;
}

/** What the function of a merging layer takes: the inputs, then what its layer does; or all of it by name. */
export type MergeArguments<Options = LayerOptions, Others extends readonly unknown[] = [options?: Options]> =
  | [inputs: readonly Tensor[], ...others: Others]
  | [keywords: { inputs: readonly Tensor[] } & Options];

/** The inputs, and what is left for the constructor of the layer. */
export function splitInputs<Options, Others extends readonly unknown[]>(
  callee: string,
  args: MergeArguments<Options, Others>,
): [inputs: readonly Tensor[], others: Others] {
  const [first, ...others] = args as readonly unknown[];
  if (!isPlainObject(first) || others.length > 0) {
    const [inputs] = bindArguments(callee, ['inputs'], 1, args.slice(0, 1));
    return [inputs as readonly Tensor[], others as unknown as Others];
  }
  const { inputs, ...options } = first;
  bindArguments(callee, ['inputs'], 1, [inputs]);
  return [inputs as readonly Tensor[], [options] as unknown as Others];
}
