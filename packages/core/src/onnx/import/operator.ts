/** What an operator of ONNX is here: a function over tensors, and which of its inputs it cannot do without. */
import { ValueError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { fromHost } from '../../tensor/tensor.js';
import { type AttributeProto, AttributeType, type GraphProto, type NodeProto } from '../proto.js';
import { readTensor } from '../tensor-proto.js';

type Result = Tensor | readonly Tensor[];
type Optional = readonly (Tensor | undefined)[];

/** The inputs that must be there, by their number. */
interface Required {
  0: [];
  1: [Tensor];
  2: [Tensor, Tensor];
  3: [Tensor, Tensor, Tensor];
  5: [Tensor, Tensor, Tensor, Tensor, Tensor];
  8: [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
}

export interface Operator {
  readonly required: number;
  readonly positions: Positions;
  readonly run: (node: OperatorNode, inputs: Optional) => Result;
}

/** Inputs, by their positions, that are no parameters of a network. */
export interface Positions {
  /** Values that training leaves alone: statistics, scales, bounds. */
  readonly settings?: readonly number[];
  /** Values that decide about shapes, and so have to be known while the graph is built. */
  readonly shapes?: readonly number[];
}

/** Operators by their names, those of other domains than ONNX's own with it in front: `com.microsoft.Gelu`. */
export type OperatorTable = Readonly<Record<string, Operator>>;

/** An operator that has `required` inputs at least; those that a node leaves out are undefined. */
export const operator = <N extends keyof Required>(
  required: N,
  run: (node: OperatorNode, ...inputs: [...Required[N], ...Optional]) => Result,
  positions: Positions = {},
): Operator => ({
  required,
  positions,
  run: (node, inputs) => run(node, ...(inputs as unknown as [...Required[N], ...Optional])),
});

/** An operator on any number of inputs, one at least. */
export const variadic = (run: (node: OperatorNode, inputs: readonly Tensor[]) => Result): Operator => ({
  required: 1,
  positions: {},
  run: (node, inputs) => run(node, inputs as readonly Tensor[]),
});

/** A graph inside of a node: the branch of If, the body of Loop and Scan. */
export interface Body {
  readonly inputCount: number;
  readonly outputCount: number;
  run(inputs: readonly Tensor[]): Tensor[];
}

const utf8 = new TextDecoder();

/** A node as its operator sees it: attributes with their defaults, and the version of the operator set. */
export class OperatorNode {
  readonly #attributes = new Map<string, AttributeProto>();

  constructor(
    readonly proto: NodeProto,
    /** The version of the operator set that the node is of. */
    readonly opset: number,
    private readonly bodyOf: (graph: GraphProto) => Body,
  ) {
    for (const attribute of proto.attribute) this.#attributes.set(attribute.name, attribute);
  }

  get type(): string {
    return this.proto.opType;
  }

  /** How many outputs are wanted. */
  get outputCount(): number {
    return this.proto.output.length;
  }

  wants(output: number): boolean {
    return (this.proto.output[output] ?? '') !== '';
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  int(name: string, fallback: number): number {
    return Number(this.#value(name, AttributeType.INT)?.i ?? fallback);
  }

  flag(name: string, fallback = false): boolean {
    return this.int(name, Number(fallback)) !== 0;
  }

  float(name: string, fallback: number): number {
    return this.#value(name, AttributeType.FLOAT)?.f ?? fallback;
  }

  string(name: string, fallback: string): string {
    const bytes = this.#value(name, AttributeType.STRING)?.s;
    return bytes ? utf8.decode(bytes) : fallback;
  }

  ints(name: string): number[] | undefined {
    const found = this.#value(name, AttributeType.INTS);
    return found && (found.ints ?? []).map(Number);
  }

  floats(name: string): number[] | undefined {
    const found = this.#value(name, AttributeType.FLOATS);
    return found && (found.floats ?? []);
  }

  strings(name: string): string[] | undefined {
    const found = this.#value(name, AttributeType.STRINGS);
    return found && (found.strings ?? []).map((bytes) => utf8.decode(bytes));
  }

  tensor(name: string): Tensor | undefined {
    const found = this.#value(name, AttributeType.TENSOR)?.t;
    return found && fromHost(readTensor(found));
  }

  body(name: string): Body {
    const graph = this.#value(name, AttributeType.GRAPH)?.g;
    if (!graph) throw new ValueError(`The node has no graph '${name}'.`);
    return this.bodyOf(graph);
  }

  #value(name: string, type: number): AttributeProto | undefined {
    const attribute = this.#attributes.get(name);
    // Writers of old files left the type out.
    if (!attribute || attribute.type === type || attribute.type === AttributeType.UNDEFINED) return attribute;
    throw new ValueError(`The attribute '${name}' is of another type.`, {
      expected: `type ${type}`,
      received: `type ${attribute.type}`,
    });
  }
}
