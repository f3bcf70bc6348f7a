import { type DType, dtypeInfo } from '../dtype.js';
import { type Shape, sizeOf } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Kernel, Numbers } from './kernel.js';

/** What a kernel is run on. */
export interface Recipe {
  /** Pairs of words. */
  readonly keys: Uint32Array;
  readonly scalars: readonly number[];
  /** The counter of the first number. */
  readonly start: number;
  /** Its results: of each the numbers of all keys, one behind the other. */
  readonly results: readonly { readonly dtype: DType; readonly shape: Shape }[];
}

/** Random numbers that a kernel makes when the first of them are looked at: on the thread that needs them. */
export class Drawn {
  readonly arrays: readonly DrawnArray[];
  #data: readonly Numbers[] | null = null;

  constructor(
    readonly kernel: Kernel,
    readonly recipe: Recipe,
  ) {
    this.arrays = recipe.results.map((_, i) => new DrawnArray(this, i));
  }

  get data(): readonly Numbers[] {
    this.#data ??= this.#draw();
    return this.#data;
  }

  #draw(): readonly Numbers[] {
    const { keys, scalars, start, results } = this.recipe;
    const arrays = results.map(({ dtype, shape }) => new (dtypeInfo(dtype).array)(sizeOf(shape)) as Numbers);
    fillAll(this.kernel, { keys, scalars, start }, arrays);
    return arrays;
  }
}

/** The numbers of all keys, one behind the other. */
export function fillAll(
  kernel: Kernel,
  { keys, scalars, start }: Omit<Recipe, 'results'>,
  arrays: readonly Numbers[],
): void {
  const size = arrays[0]!.length / (keys.length / 2);
  for (let i = 0; 2 * i < keys.length; i++) {
    const parts = keys.length === 2 ? arrays : arrays.map((data) => data.subarray(i * size, (i + 1) * size));
    kernel.fill(keys[2 * i]!, keys[2 * i + 1]!, scalars, parts, start);
  }
}

/** One of the results. */
export class DrawnArray implements HostArray {
  readonly dtype: DType;
  readonly shape: Shape;
  declare readonly data: Numbers;

  constructor(
    readonly drawn: Drawn,
    readonly index: number,
  ) {
    const { dtype, shape } = drawn.recipe.results[index]!;
    this.dtype = dtype;
    this.shape = shape;
    // Of the object itself, so that copies of it have what was drawn.
    Object.defineProperty(this, 'data', { enumerable: true, get: () => drawn.data[index]! });
  }
}
