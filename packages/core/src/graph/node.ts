/** The graph: tensors are its edges, nodes its operations. A node is immutable; new graphs are made, old ones are never edited. */
import type { DType } from '../dtype.js';
import type { Primitive } from '../op.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';

/** What is known about a value before it is computed. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Static parameters of a node. Functions (custom gradients) take no part in the structure of a graph. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface Node<A extends Attributes = Attributes> {
  readonly primitive: Primitive<A>;
  readonly inputs: readonly Tensor[];
  readonly attributes: A;
  readonly outputs: readonly Tensor[];
}

/** A piece of graph with named ends: the body of a loop, a traced function, what is about to be lowered. */
export interface Graph {
  /** Placeholders, in the order in which values are given for them. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/**
 * Nodes that `outputs` depend on, in an order in which every node comes after its inputs. The walk stops at tensors for which
 * `stop` holds; it keeps its own stack, since graphs are deeper than the call stack allows.
 */
export function topologicalOrder(outputs: readonly Tensor[], stop: (tensor: Tensor) => boolean = () => false): Node[] {
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

/** Tensors without a node that `outputs` depend on: placeholders and concrete values. */
export function leavesOf(outputs: readonly Tensor[], nodes = topologicalOrder(outputs)): Tensor[] {
  const leaves = new Set<Tensor>();
  for (const tensor of [...nodes.flatMap((node) => node.inputs), ...outputs]) if (!tensor.node) leaves.add(tensor);
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
export const bodiesOf = (attributes: Attributes): Graph[] => Object.values(attributes).filter(isBody).flat() as Graph[];

/** The attributes with every graph among them replaced. */
export const mapBodies = (attributes: Attributes, f: (body: Graph) => Graph): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      if (!isBody(value)) return [key, value];
      return [key, isGraph(value) ? f(value) : value.map(f)];
    }),
  );
