/** Inputs that a model takes a second time, in units: views of the same memory. */
import type { DType } from '../dtype.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import type { GraphBuilder } from './graph-builder.js';
import type { InputParts } from './lowering.js';

/** An input, by its number, and how long the units are. */
export interface Parted {
  readonly input: number;
  readonly unit: number;
}

interface Entered extends Parted {
  readonly names: InputParts;
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
      input: number,
      unit: number,
      { boundary, isOpen }: { readonly boundary: (dtype: DType) => DType; readonly isOpen: boolean },
    ): InputParts | null {
      const key = `input_${input}_by_${unit}`;
      const known = parted.get(key);
      if (known || input < 0) return known?.names ?? null;
      const { dtype, size } = inputs[input]!;
      if (boundary(dtype) !== dtype) return null;
      const count = Math.floor(size / unit);
      const declare = (part: string, shape: readonly number[]) =>
        builder.input(`${key}_${part}`, dtype, isOpen ? shape.map(() => null) : shape);
      const names = [declare('units', [count, unit]), declare('rest', [size - count * unit])] as const;
      parted.set(key, { input, unit, names });
      return names;
    },
  };
}

/** The arrays that a model takes: the inputs, and views of their parts. */
export const withParts = (inputs: readonly HostArray[], parted: readonly Parted[]): readonly HostArray[] => [
  ...inputs,
  ...parted.flatMap(({ input, unit }) => {
    const { data, dtype } = inputs[input]!;
    const count = Math.floor(data.length / unit);
    const [units, rest] = [data.subarray(0, count * unit), data.subarray(count * unit)];
    return [
      { dtype, data: units, shape: [count, unit] },
      { dtype, data: rest, shape: [rest.length] },
    ];
  }),
];
