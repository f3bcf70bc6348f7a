import { type DType, formatShape, isKerasTensor, isTensor, type Tensor, tree, ValueError } from '@org/core';

export interface InputSpecOptions {
  dtype?: DType | null;
  shape?: readonly (number | null)[] | null;
  ndim?: number | null;
  maxNdim?: number | null;
  minNdim?: number | null;
  axes?: Readonly<Record<number, number | null>> | null;
  allowLastAxisSqueeze?: boolean;
  name?: string | null;
  optional?: boolean;
}

/** What a layer expects of one input. Everything left out is not checked. */
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

  constructor(options: InputSpecOptions = {}) {
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

  getConfig(): Record<string, unknown> {
    const { dtype, shape, ndim, axes } = this;
    return { dtype, shape, ndim, max_ndim: this.maxNdim, min_ndim: this.minNdim, axes };
  }

  static fromConfig(config: Record<string, unknown>): InputSpec {
    return new InputSpec({ ...config, maxNdim: config.max_ndim as number, minNdim: config.min_ndim as number });
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
  const specs = Array.isArray(spec) ? (spec as InputSpec[]) : [spec as InputSpec];
  const flat = tree.flatten(inputs as tree.Tree<unknown>);
  if (flat.length !== specs.length) {
    throw new ValueError(`Layer "${layer}" got the wrong number of inputs.`, {
      expected: `${specs.length} input(s)`,
      received: `${flat.length}`,
    });
  }
  specs.forEach((each, i) => {
    const x = flat[i];
    if (!isTensor(x) || (x === null && each.optional)) return;
    checkOne(each, x, i, layer);
  });
}

function checkOne(spec: InputSpec, x: Tensor, index: number, layer: string): void {
  const shape = x.shape as readonly (number | null)[];
  const fail = (expected: string): never => {
    throw new ValueError(`Input ${index} of layer "${layer}" is incompatible with the layer.`, {
      expected,
      received: `${isKerasTensor(x) ? 'a symbolic input of ' : ''}shape ${formatShape(shape)}`,
    });
  };
  if (spec.ndim !== null && shape.length !== spec.ndim && !spec.allowLastAxisSqueeze) fail(`ndim=${spec.ndim}`);
  if (spec.maxNdim !== null && shape.length > spec.maxNdim) fail(`max_ndim=${spec.maxNdim}`);
  if (spec.minNdim !== null && shape.length < spec.minNdim) fail(`min_ndim=${spec.minNdim}`);
  if (spec.dtype !== null && x.dtype !== spec.dtype) fail(`dtype=${spec.dtype}`);
  for (const [axis, size] of Object.entries(spec.axes)) {
    const dim = shape.at(Number(axis));
    if (size !== null && dim !== null && dim !== size) fail(`axis ${axis} of size ${size}`);
  }
  if (spec.shape !== null) {
    spec.shape.forEach((size, axis) => {
      const dim = shape[axis];
      if (size !== null && dim !== null && dim !== size) fail(`shape ${formatShape(spec.shape!)}`);
    });
  }
}
