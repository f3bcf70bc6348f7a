/** What an operator of TensorFlow is here: a function over tensors, variables and lists of tensors. */
import type { DType } from '../dtype.js';
import { ValueError } from '../errors.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import type { Message } from './messages.js';
import { constantArray, dtypeOf } from './tensors.js';

/** A variable as a graph has it. */
export interface Resource {
  readonly isResource: true;
  read(): Tensor;
  assign(value: Tensor): void;
}

/** The lists in which loops of TensorFlow collect what they make; a step that nobody has written yet is undefined. */
export interface TensorList {
  readonly isList: true;
  readonly elements: readonly (Tensor | undefined)[];
}

export type GraphValue = Tensor | Resource | TensorList;

export const isResource = (value: GraphValue): value is Resource => 'isResource' in value;
export const isList = (value: GraphValue): value is TensorList => 'isList' in value;

type Result = GraphValue | readonly GraphValue[];

export interface GraphOperator {
  /** Names of the outputs, where there are several of one tensor each. */
  readonly outputs: readonly string[];
  readonly run: (node: GraphNode, inputs: readonly GraphValue[]) => Result;
}

export type GraphOperatorTable = Readonly<Record<string, GraphOperator>>;

/** An operator on anything. */
export const onValues = (run: GraphOperator['run'], outputs: readonly string[] = []): GraphOperator => ({
  outputs,
  run,
});

/** An operator on tensors. */
export const onTensors = (
  run: (node: GraphNode, ...inputs: Tensor[]) => Result,
  outputs: readonly string[] = [],
): GraphOperator => ({
  outputs,
  run: (node, inputs) => run(node, ...inputs.map((input, i) => tensorOf(node, input, i))),
});

function tensorOf(node: GraphNode, value: GraphValue, i: number): Tensor {
  if (!isResource(value) && !isList(value)) return value;
  throw new ValueError(`${node.op} takes a tensor for its input ${i}.`, {
    received: isList(value) ? 'a list' : 'a variable',
  });
}

const utf8 = new TextDecoder();

/** A node as its operator sees it. */
export class GraphNode {
  readonly #attributes: ReadonlyMap<string, Message<'AttributeValue'>>;

  constructor(
    readonly proto: Message<'NodeDef'>,
    /** Runs a function of the graph's library. */
    readonly call: (name: string, inputs: readonly GraphValue[]) => GraphValue[],
  ) {
    this.#attributes = new Map(proto.attributes.map(({ key, value }) => [key, value]));
  }

  get op(): string {
    return this.proto.op;
  }

  int(name: string, fallback = 0): number {
    return Number(this.#attributes.get(name)?.i ?? fallback);
  }

  float(name: string, fallback: number): number {
    return this.#attributes.get(name)?.f ?? fallback;
  }

  flag(name: string, fallback = false): boolean {
    const found = this.#attributes.get(name);
    return found ? (found.b ?? false) : fallback;
  }

  string(name: string, fallback: string): string {
    const bytes = this.#attributes.get(name)?.s;
    return bytes ? utf8.decode(bytes) : fallback;
  }

  ints(name: string): number[] {
    return (this.#attributes.get(name)?.list?.i ?? []).map(Number);
  }

  dtype(name: string, fallback: DType): DType {
    const type = this.#attributes.get(name)?.type;
    return type === undefined ? fallback : dtypeOf(type);
  }

  constant(name: string): Tensor {
    const found = this.#attributes.get(name)?.tensor;
    if (found) return fromHost(constantArray(found));
    throw new ValueError(`${this.op} has no constant '${name}'.`);
  }

  functionName(name: string): string {
    const found = this.#attributes.get(name)?.func?.name;
    if (found !== undefined) return found;
    throw new ValueError(`${this.op} names no function '${name}'.`);
  }
}
