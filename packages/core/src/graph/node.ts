/** The graph: tensors are its edges, nodes its operations. A node is immutable; new graphs are made, old ones are never edited. */
import type { DType } from '../dtype.js';
import type { Primitive } from '../op.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Location } from '../tracing/location.js';

/** What is known about a value before it is computed. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Static parameters of a node. Functions (custom gradients) take no part in the structure of a graph. */
export type Attributes = Readonly<Record<string, unknown>>;

let lastId = 0;

/** A number for a new node. */
export function nextId(): number {
  lastId += 1;
  return lastId;
}

/** The number of the newest node. */
export const newestId = (): number => lastId;

/** A run: the structure of what was run, and where in it a node was. */
export interface Ran {
  readonly structure: string;
  readonly position: number;
}

export interface Node<A extends Attributes = Attributes> {
  /** Grows from node to node: every node is younger than its inputs. */
  readonly id: number;
  readonly primitive: Primitive<A>;
  readonly inputs: readonly Tensor[];
  readonly attributes: A;
  readonly outputs: readonly Tensor[];
  /** The run that it was part of last, for something that was made of it. */
  ran: Ran | null;
  /** Where it was made, as far as that is noted (tracing/location.ts). It is no part of the structure. */
  location: Location | null;
}

/** A piece of graph with named ends: the body of a loop, a traced function, what is about to be lowered. */
export interface Graph {
  /** Placeholders, in the order in which values are given for them. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** Where a computation starts: values, and placeholders for them. What is known may have a history all the same. */
export const isLeaf = (tensor: Tensor): boolean => tensor.known !== null || tensor.node === null;

/**
 * Nodes that have to run for `outputs`, in an order in which every node comes after its inputs. Known tensors need none.
 *
 * @param given tensors whose values come from elsewhere
 */
export const topologicalOrder = (
  outputs: readonly Tensor[],
  given: (tensor: Tensor) => boolean = () => false,
): Node[] => ancestors(outputs, (tensor) => tensor.known !== null || given(tensor));

/**
 * Nodes that `outputs` depend on, inputs first. The walk stops at tensors for which `stop` holds; it keeps its own stack, since
 * graphs are deeper than the call stack allows.
 */
export function ancestors(outputs: readonly Tensor[], stop: (tensor: Tensor) => boolean): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const stack: Node[] = [];
  const visit = (tensor: Tensor) => {
    if (tensor.node && !stop(tensor) && !state.has(tensor.node)) stack.push(tensor.node);
  };
  for (const output of outputs) {
    visit(output);
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      const seen = state.get(node);
      if (seen === undefined) {
        state.set(node, 'open');
        for (const input of node.inputs) visit(input);
      } else {
        stack.pop();
        if (seen === 'open') {
          state.set(node, 'done');
          order.push(node);
        }
      }
    }
  }
  return order;
}

/** As {@link topologicalOrder}, in the order in which the nodes were made. */
export function nodesInAge(outputs: readonly Tensor[]): Node[] {
  const needed = new Set<Node>();
  for (const output of outputs) if (!isLeaf(output)) needed.add(output.node!);
  // What is added meanwhile is visited as well.
  for (const { inputs } of needed) for (const input of inputs) if (!isLeaf(input)) needed.add(input.node!);
  return [...needed].sort((a, b) => a.id - b.id);
}

/** Tensors from which `outputs` are computed: placeholders and values. */
export function leavesOf(outputs: readonly Tensor[], nodes = topologicalOrder(outputs)): Tensor[] {
  const leaves = new Set<Tensor>();
  for (const tensor of [...nodes.flatMap((node) => node.inputs), ...outputs]) if (isLeaf(tensor)) leaves.add(tensor);
  return [...leaves];
}

/** The nodes among `nodes` (in topological order) that depend on one of `sources`. */
export function dependents(nodes: readonly Node[], sources: readonly Tensor[]): Set<Node> {
  const reached = new Set<Tensor>(sources);
  const result = new Set<Node>();
  for (const node of nodes) {
    if (!node.inputs.some((input) => reached.has(input))) continue;
    result.add(node);
    for (const output of node.outputs) reached.add(output);
  }
  return result;
}

export const isGraph = (value: unknown): value is Graph =>
  typeof value === 'object' &&
  value !== null &&
  'inputs' in value &&
  'outputs' in value &&
  Array.isArray(value.outputs);

const isBody = (value: unknown): value is Graph | readonly Graph[] =>
  isGraph(value) || (Array.isArray(value) && value.length > 0 && value.every(isGraph));

/** The graphs among a node's attributes: the bodies of a loop, the branches of a choice. */
export function bodiesOf(attributes: Attributes): Graph[] {
  const bodies: Graph[] = [];
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    // Most attributes are numbers, or lists of them.
    if (typeof value !== 'object' || value === null) continue;
    if (isGraph(value)) bodies.push(value);
    else if (Array.isArray(value) && typeof value[0] === 'object' && isBody(value)) bodies.push(...(value as Graph[]));
  }
  return bodies;
}

/** The attributes with every graph among them replaced. */
export const mapBodies = (attributes: Attributes, f: (body: Graph) => Graph): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      if (!isBody(value)) return [key, value];
      return [key, isGraph(value) ? f(value) : value.map(f)];
    }),
  );
