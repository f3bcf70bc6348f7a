/** Inputs that a model takes a second time, in units: views of the same memory. */
import type { DType } from '../dtype.js';
import { range } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import type { GraphBuilder } from './graph-builder.js';

/** An input, by its number, and how long the units are. */
export interface Parted {
  readonly input: number;
  readonly unit: number;
  /** Of how many rows the units are taken, of each by itself; left out where the input is taken as a whole, with what is left. */
  readonly rows?: number;
}

interface Entered extends Parted {
  readonly names: readonly string[];
}

/** Enters parts into a model, as further inputs: the units, and the rest. */
export function inputParts() {
  const parted = new Map<string, Entered>();
  return {
    entered: (): readonly Entered[] => [...parted.values()],
    /** @param input the number of the input; -1 for none */
    enter(
      builder: GraphBuilder,
      inputs: readonly Tensor[],
      { input, unit, rows }: Parted,
      { boundary, isOpen }: { readonly boundary: (dtype: DType) => DType; readonly isOpen: boolean },
    ): readonly string[] | null {
      const key = `input_${input}_by_${rows ? `${rows}_times_` : ''}${unit}`;
      const known = parted.get(key);
      if (known || input < 0) return known?.names ?? null;
      const { dtype, size } = inputs[input]!;
      if (boundary(dtype) !== dtype) return null;
      const count = Math.floor(size / (rows ?? 1) / unit);
      const declare = (part: string, shape: readonly number[]) =>
        builder.input(`${key}_${part}`, dtype, isOpen ? shape.map(() => null) : shape);
      const names = rows
        ? range(rows).map((row) => declare(`row_${row}`, [count, unit]))
        : [declare('units', [count, unit]), declare('rest', [size - count * unit])];
      parted.set(key, { input, unit, rows, names });
      return names;
    },
  };
}

/** The arrays that a model takes: the inputs, and views of their parts. */
export const withParts = (inputs: readonly HostArray[], parted: readonly Parted[]): readonly HostArray[] => [
  ...inputs,
  ...parted.flatMap(({ input, unit, rows = 1 }, i) => {
    const { data, dtype } = inputs[input]!;
    const length = data.length / rows;
    const count = Math.floor(length / unit);
    const units = range(rows).map((row) => ({
      dtype,
      data: data.subarray(row * length, row * length + count * unit),
      shape: [count, unit],
    }));
    if (parted[i]!.rows) return units;
    const rest = data.subarray(count * unit);
    return [...units, { dtype, data: rest, shape: [rest.length] }];
  }),
];
