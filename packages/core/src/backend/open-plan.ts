/** How one program serves graphs that differ in sizes: what it leaves open, and how its sizes follow from those of its inputs. */
import { is } from '../graph/match.js';
import type { Node } from '../graph/node.js';
import type { Outline } from '../graph/outline.js';
import { findFormula, formulaValue, type SizeFormula } from '../graph/size-formulas.js';
import { type Dimensions, int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { reshapePrimitive } from '../primitives/movement.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import type { OpenSizes } from './onnx-model.js';

/** What is kept of a graph that was met. */
export interface Sample {
  readonly numbers: readonly number[];
  readonly constants: readonly HostArray[];
}

export const sampleOf = ({ numbers, constants }: Outline): Sample => ({
  numbers,
  constants: constants.map(({ host }) => host!),
});

/** A size follows from those of the inputs in no way that is known. */
export class NotOpen extends Error {}

export class OpenPlan {
  private readonly formulas = new Map<number, SizeFormula>();
  private readonly open: readonly boolean[];
  /** Positions of the open sizes of inputs; equal ones are represented by the first. */
  private readonly inputs: readonly number[];
  private readonly fed: readonly number[];

  /** @param samples what graphs of the outline have differed in so far */
  constructor(
    outline: Outline,
    private readonly samples: readonly Sample[],
  ) {
    const numbers = samples.map((sample) => sample.numbers);
    this.open = outline.numbers.map((_, i) => numbers.some((each) => each[i] !== numbers[0]![i]));
    const places = outline.graph.inputs.flatMap((input) => outline.sizesOf(input)).filter((i) => this.open[i]);
    const first = new Map<string, number>();
    for (const i of places) {
      const key = numbers.map((each) => each[i]).join();
      if (!first.has(key)) first.set(key, i);
    }
    this.inputs = [...first.values()];
    this.fed = outline.constants.flatMap((_, i) =>
      samples.some(({ constants }) => !sameElements(constants[i]!, samples[0]!.constants[i]!)) ? [i] : [],
    );
  }

  /** The constants of a graph that differ between graphs: the program takes them as inputs. */
  fedOf({ constants }: Outline): Tensor[] {
    return this.fed.map((i) => constants[i]!);
  }

  /** Whether the formulas that the program was made with hold for a graph as well. */
  fits({ numbers }: Outline): boolean {
    return [...this.formulas].every(([position, formula]) => formulaValue(formula, numbers) === numbers[position]);
  }

  /** What lowering asks for; formulas that it needs are looked for. @throws NotOpen where there is none */
  sizesFor(outline: Outline): OpenSizes {
    const vectors = new Map<string, string>();
    const isOpenAt = (position: number) => this.open[position]!;
    const root = new Map<number, string>();

    const dimension = (position: number, lowering: Lowering): string => {
      const { tensor, axis } = outline.placeOf(position)!;
      const emit = (at: Lowering) => at.op('Shape', [at.nameOf(tensor)], { start: int(axis), end: int(axis + 1) });
      if (!this.inputs.includes(position)) return emit(lowering);
      const known = root.get(position) ?? emit(lowering.outermost);
      root.set(position, known);
      return known;
    };
    const entry = (
      { coefficient, factors, constant, divisor }: SizeFormula,
      lowering: Lowering,
      at: Lowering,
    ): string => {
      const { builder } = at;
      if (factors.length === 0) return builder.ints([constant]);
      let value = factors.map((factor) => dimension(factor, lowering)).reduce((a, b) => builder.op('Mul', [a, b]));
      if (coefficient !== 1) value = builder.op('Mul', [value, builder.ints([coefficient])]);
      if (constant !== 0) value = builder.op('Add', [value, builder.ints([constant])]);
      return divisor === 1 ? value : builder.op('Div', [value, builder.ints([divisor])]);
    };

    return {
      isOpen: (tensor, axis) =>
        outline.sizesOf(tensor).some((position, i) => (axis === undefined || axis === i) && isOpenAt(position)),
      declared: (input) => this.declared(outline, input),
      dynamicSizes: (node, attribute, lowering) => {
        const start = outline.attributeOf(node, attribute);
        if (start === null) return null;
        const sizes = [node.attributes[attribute] as number | readonly number[]].flat();
        const open = sizes.map((_, i) => isOpenAt(start + i));
        if (!open.includes(true)) return null;
        if (is(node, reshapePrimitive) && open.filter(Boolean).length === 1) {
          return lowering.builder.ints(sizes.map((size, i) => (open[i] ? -1 : size)));
        }
        const formulas = sizes.map((_, i) => this.formulaFor(outline, node, start + i));
        const key = JSON.stringify(formulas);
        const everywhere = formulas.every(({ factors }) => factors.every((factor) => this.inputs.includes(factor)));
        const known = everywhere ? vectors.get(key) : undefined;
        if (known !== undefined) return known;
        const at = everywhere ? lowering.outermost : lowering;
        const entries = formulas.map((formula) => entry(formula, lowering, at));
        const vector = entries.length === 1 ? entries[0]! : at.op('Concat', entries, { axis: int(0) });
        if (everywhere) vectors.set(key, vector);
        return vector;
      },
    };
  }

  private formulaFor(outline: Outline, node: Node, position: number): SizeFormula {
    const known = this.formulas.get(position);
    if (known) return known;
    const sources = [...this.inputs, ...node.inputs.flatMap((input) => outline.sizesOf(input))];
    const found = findFormula(
      position,
      sources,
      this.samples.map(({ numbers }) => numbers),
    );
    if (!found || formulaValue(found, outline.numbers) !== outline.numbers[position]) throw new NotOpen();
    this.formulas.set(position, found);
    return found;
  }

  private declared(outline: Outline, input: Tensor): Dimensions {
    const places = outline.sizesOf(input);
    return input.shape.map((size, axis) => (this.open[places[axis]!] ? null : size));
  }
}

function sameElements(a: HostArray, b: HostArray): boolean {
  if (a.data === b.data) return true;
  if (a.data.length !== b.data.length) return false;
  for (let i = 0; i < a.data.length; i++) if (!Object.is(a.data[i], b.data[i])) return false;
  return true;
}
