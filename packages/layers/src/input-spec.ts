import { type DType, isKerasTensor, isTensor, type SymbolicShape, type Tensor, tree, ValueError } from '@org/core';
import { bindOptions, formatShape, isPlainObject } from '@org/core/internal';
import { assertConfig, optionsOf } from './serialization/index.js';
import { INPUT_SPEC_PARAMETERS, type InputSpecArguments } from './signatures.js';

export interface InputSpecOptions {
  dtype?: DType | null;
  shape?: readonly (number | null)[] | null;
  ndim?: number | null;
  maxNdim?: number | null;
  minNdim?: number | null;
  axes?: Readonly<Record<number, number | null>> | null;
  allowLastAxisSqueeze?: boolean;
  /** The key of the input, where inputs come in an object. */
  name?: string | null;
  optional?: boolean;
}

/**
 * What a layer expects of one input. Everything left out is not checked.
 *
 * @example
 * const spec = new InputSpec({ ndim: 2, axes: { [-1]: 4 } }); // rows of four values
 * spec.ndim; // 2
 */
export class InputSpec {
  readonly dtype: DType | null;
  readonly shape: readonly (number | null)[] | null;
  readonly ndim: number | null;
  readonly maxNdim: number | null;
  readonly minNdim: number | null;
  readonly axes: Readonly<Record<number, number | null>>;
  readonly allowLastAxisSqueeze: boolean;
  readonly name: string | null;
  readonly optional: boolean;

  constructor(...args: InputSpecArguments) {
    const options = bindOptions(INPUT_SPEC_PARAMETERS, args);
    this.dtype = options.dtype ?? null;
    this.shape = options.shape ?? null;
    this.ndim = options.ndim ?? options.shape?.length ?? null;
    this.maxNdim = options.maxNdim ?? null;
    this.minNdim = options.minNdim ?? null;
    this.axes = options.axes ?? {};
    this.allowLastAxisSqueeze = options.allowLastAxisSqueeze ?? false;
    this.name = options.name ?? null;
    this.optional = options.optional ?? false;
  }

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    const { dtype, shape, ndim, axes, optional } = this;
    return { dtype, shape, ndim, max_ndim: this.maxNdim, min_ndim: this.minNdim, axes, optional };
  }

  static fromConfig(config: Record<string, unknown>): InputSpec {
    assertConfig(this, config);
    return new InputSpec(optionsOf(config));
  }
}

/**
 * Checks the inputs of a layer against its specs.
 *
 * @throws ValueError that names the layer, the expectation and the shape received
 */
export function assertInputCompatibility(
  spec: InputSpec | readonly InputSpec[] | null,
  inputs: unknown,
  layer: string,
): void {
  if (!spec) return;
  const specs = tree.flatten<InputSpec>(spec as tree.Tree<InputSpec>);
  const flat = inOrderOf(specs, inputs, layer);
  if (flat.length !== specs.length) {
    throw new ValueError(`Layer "${layer}" got the wrong number of inputs.`, {
      expected: `${specs.length} input(s)`,
      received: `${flat.length}`,
    });
  }
  specs.forEach((each, i) => {
    const x = flat[i];
    if (x === null && each.optional) return;
    if (!isTensor(x)) throw new ValueError(`Input ${i} of layer "${layer}" must be a tensor.`, { received: String(x) });
    const mismatch = mismatchOf(each, x);
    if (mismatch === null) return;
    throw new ValueError(`Input ${i} of layer "${layer}" is incompatible with the layer.`, {
      expected: mismatch,
      received: `${isKerasTensor(x) ? 'a symbolic input of ' : ''}shape ${formatShape(x.shape)}`,
    });
  });
}

/** The inputs as a list; an object's entries are found by the names of the specs, if all have one. */
function inOrderOf(specs: readonly InputSpec[], inputs: unknown, layer: string): unknown[] {
  const names = specs.map(({ name }) => name);
  if (!isPlainObject(inputs) || names.includes(null)) return tree.flatten(inputs);
  return (names as string[]).map((name) => {
    if (name in inputs) return inputs[name];
    throw new ValueError(`Layer "${layer}" has no data for its input '${name}'.`, {
      expected: `an object with the keys ${names.join(', ')}`,
      received: `the keys ${Object.keys(inputs).join(', ')}`,
    });
  });
}

/** What was expected of `x`, or null if it is all right. */
function mismatchOf(spec: InputSpec, x: Tensor): string | null {
  const shape: SymbolicShape = x.shape;
  const { ndim, maxNdim, minNdim, dtype, allowLastAxisSqueeze: squeeze } = spec;
  if (ndim !== null && shape.length !== ndim && !squeeze) return `ndim=${ndim}`;
  if (maxNdim !== null && shape.length > maxNdim) return `max_ndim=${maxNdim}`;
  if (minNdim !== null && shape.length < minNdim) return `min_ndim=${minNdim}`;
  if (dtype !== null && x.dtype !== dtype) return `dtype=${dtype}`;
  const differs = (size: number | null | undefined, other: number | null | undefined) =>
    typeof size === 'number' && typeof other === 'number' && size !== other;
  for (const [axis, size] of Object.entries(spec.axes)) {
    if (differs(size, shape.at(Number(axis)))) return `axis ${axis} of size ${size}`;
  }
  const squeezed = (sizes: SymbolicShape) => (squeeze && sizes.at(-1) === 1 ? sizes.slice(0, -1) : sizes);
  const own = squeezed(shape);
  const fits = spec.shape === null || !squeezed(spec.shape).some((size, axis) => differs(size, own[axis]));
  return fits ? null : `shape ${formatShape(spec.shape!)}`;
}
