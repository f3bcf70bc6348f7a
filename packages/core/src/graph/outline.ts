/** A graph apart from its sizes: graphs of one outline differ in these numbers and in values alone. */
import type { Tensor } from '../tensor/tensor.js';
import { type Attributes, type Graph, isGraph, isLeaf, type Node, topologicalOrder } from './node.js';

/** Attributes that say sizes, which may depend on those of the inputs; any other belongs to the outline. */
const SIZES: ReadonlySet<string> = new Set(['shape', 'starts', 'sizes', 'length', 'most', 'k']);

/** The size of an axis, or an attribute's entry. */
export interface Place {
  readonly tensor: Tensor;
  readonly axis: number;
}

export class Outline {
  /** Equal for graphs of one outline. */
  readonly key: string;
  /** All sizes, those of tensors and those in attributes, in one order for all graphs of an outline. */
  readonly numbers: readonly number[];
  /** Values that the graph holds, bodies included. */
  readonly constants: readonly Tensor[];
  private readonly places: readonly (Place | null)[];
  private readonly tensors: ReadonlyMap<Tensor, number>;
  private readonly attributes: ReadonlyMap<Node, ReadonlyMap<string, number>>;

  constructor(readonly graph: Graph) {
    const walk = new Walk();
    walk.graph(graph);
    this.key = walk.parts.join(';');
    this.numbers = walk.numbers;
    this.constants = walk.constants;
    this.places = walk.places;
    this.tensors = walk.tensors;
    this.attributes = walk.attributes;
  }

  /** Whether a tensor has no elements. */
  get hasEmpty(): boolean {
    return this.numbers.some((size, i) => size === 0 && this.places[i] !== null);
  }

  /** Where among the numbers the sizes of a tensor are; nowhere if it was made later. */
  sizesOf(tensor: Tensor): number[] {
    const start = this.tensors.get(tensor);
    return start === undefined ? [] : tensor.shape.map((_, axis) => start + axis);
  }

  /** Where among the numbers an attribute of a node begins; null for a node that was made later. */
  attributeOf(node: Node, name: string): number | null {
    return this.attributes.get(node)?.get(name) ?? null;
  }

  /** Whose size a number is; null for one in an attribute. */
  placeOf(position: number): Place | null {
    return this.places[position]!;
  }
}

class Walk {
  readonly parts: string[] = [];
  readonly numbers: number[] = [];
  readonly constants: Tensor[] = [];
  readonly places: (Place | null)[] = [];
  readonly tensors = new Map<Tensor, number>();
  readonly attributes = new Map<Node, Map<string, number>>();
  private readonly ids = new Map<Tensor, number>();

  graph({ inputs, outputs }: Graph): void {
    for (const input of inputs) this.idOf(input, true);
    for (const node of topologicalOrder(outputs)) this.node(node);
    this.parts.push(`return ${outputs.map((output) => this.idOf(output))}`);
  }

  private node(node: Node): void {
    const inputs = node.inputs.map((input) => this.idOf(input));
    const attributes = this.ofAttributes(node);
    const outputs = node.outputs.map((output) => this.enter(output));
    this.parts.push(`${outputs}=${node.primitive.name}(${inputs})${attributes}`);
  }

  private idOf(tensor: Tensor, isInput = false): number {
    const known = this.ids.get(tensor);
    if (known !== undefined) return known;
    const id = this.enter(tensor);
    const isConstant = !isInput && isLeaf(tensor) && tensor.host !== null;
    if (isConstant) this.constants.push(tensor);
    this.parts.push(`${id}${isConstant ? '=' : ':'}${tensor.dtype}[${tensor.rank}]`);
    return id;
  }

  private enter(tensor: Tensor): number {
    const id = this.ids.size;
    this.ids.set(tensor, id);
    this.tensors.set(tensor, this.numbers.length);
    tensor.shape.forEach((size, axis) => {
      this.numbers.push(size);
      this.places.push({ tensor, axis });
    });
    return id;
  }

  private ofAttributes(node: Node): string {
    const starts = new Map<string, number>();
    this.attributes.set(node, starts);
    return Object.entries(node.attributes as Attributes)
      .map(([name, value]) => `${name}:${this.ofAttribute(name, value, starts)}`)
      .join();
  }

  private ofAttribute(name: string, value: unknown, starts: Map<string, number>): string {
    if (SIZES.has(name) && isNumbers(value)) {
      const sizes = [value].flat();
      starts.set(name, this.numbers.length);
      this.numbers.push(...sizes);
      this.places.push(...sizes.map(() => null));
      return `[${sizes.length}]`;
    }
    if (isGraph(value)) this.graph(value);
    else if (Array.isArray(value) && value.some(isGraph)) for (const body of value) this.graph(body as Graph);
    else return text(value);
    return 'body';
  }
}

const isNumbers = (value: unknown): value is number | readonly number[] =>
  [value].flat().every((each) => typeof each === 'number');

/** A text for numbers that JSON cannot tell apart as well. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'number' ? exact(each) : each)) ?? '';

const exact = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
