/**
 * A loop makes the same graph in each step. Compared node by node with one that was met before, a graph needs neither an order nor a key of
 * its own, and what was found for the other one is found again by places.
 */
import type { DType } from '../dtype.js';
import type { Primitive } from '../op.js';
import { type Shape, sameShape } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Attributes, Node } from './node.js';

/** Where a tensor stands: an output of a node by position, or a leaf, whose node is -1. */
export interface Place {
  readonly node: number;
  readonly index: number;
}

interface NodePattern {
  readonly primitive: Primitive;
  readonly attributes: Attributes;
  readonly inputs: readonly Place[];
  readonly outputs: number;
}

interface LeafPattern {
  readonly shape: Shape;
  readonly dtype: DType;
}

type IsLeaf = (tensor: Tensor) => boolean;

/** A graph without its values. It holds on to no tensor. */
export interface Pattern {
  /** In the order in which they were made. */
  readonly nodes: readonly NodePattern[];
  readonly leaves: readonly LeafPattern[];
  readonly roots: readonly Place[];
}

/** The nodes and leaves of a graph in the order of its pattern. */
export interface Match {
  readonly nodes: readonly Node[];
  readonly leaves: readonly Tensor[];
}

export const tensorAt = ({ nodes, leaves }: Match, { node, index }: Place): Tensor =>
  node < 0 ? leaves[index]! : nodes[node]!.outputs[index]!;

/**
 * The pattern of a graph, and the places of its tensors; null where attributes are functions, which may be others the next time.
 *
 * @param nodes all that `roots` need, in the order in which they were made
 * @param isLeaf where the graph ends
 */
export function patternOf(
  nodes: readonly Node[],
  roots: readonly Tensor[],
  isLeaf: IsLeaf,
): { pattern: Pattern; leaves: readonly Tensor[]; places: ReadonlyMap<Tensor, Place> } | null {
  if (nodes.some(({ attributes }) => Object.values(attributes).some((value) => typeof value === 'function')))
    return null;
  const places = new Map<Tensor, Place>();
  const leaves: Tensor[] = [];
  nodes.forEach(({ outputs }, node) => {
    outputs.forEach((output, index) => {
      if (!isLeaf(output)) places.set(output, { node, index });
    });
  });
  const placeOf = (tensor: Tensor): Place => {
    const known = places.get(tensor);
    if (known) return known;
    const place = { node: -1, index: leaves.push(tensor) - 1 };
    places.set(tensor, place);
    return place;
  };
  const pattern = {
    nodes: nodes.map(({ primitive, attributes, inputs, outputs }) => ({
      primitive,
      attributes,
      inputs: inputs.map(placeOf),
      outputs: outputs.length,
    })),
    roots: roots.map(placeOf),
    leaves: leaves.map(({ shape, dtype }) => ({ shape, dtype })),
  };
  return { pattern, leaves, places };
}

/** The graph that leads to `roots`, if it is of the pattern; else null. */
export function matchOf(pattern: Pattern, roots: readonly Tensor[], isLeaf: IsLeaf): Match | null {
  if (roots.length !== pattern.roots.length) return null;
  const nodes = new Array<Node | null>(pattern.nodes.length).fill(null);
  const leaves = new Array<Tensor | null>(pattern.leaves.length).fill(null);
  const isAt = (tensor: Tensor, { node, index }: Place): boolean => {
    if (isLeaf(tensor) !== node < 0) return false;
    if (node < 0) {
      if (leaves[index] !== null) return leaves[index] === tensor;
      leaves[index] = tensor;
      const { shape, dtype } = pattern.leaves[index]!;
      return tensor.dtype === dtype && (tensor.shape === shape || sameShape(tensor.shape, shape));
    }
    nodes[node] ??= tensor.node;
    return nodes[node]!.outputs[index] === tensor;
  };
  for (let i = 0; i < roots.length; i++) if (!isAt(roots[i]!, pattern.roots[i]!)) return null;
  // From the last one on: each is met before its turn, by what needs it.
  let younger = Number.POSITIVE_INFINITY;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const [node, own] = [nodes[i]!, pattern.nodes[i]!];
    const { primitive, inputs, attributes, outputs } = node;
    if (primitive !== own.primitive || inputs.length !== own.inputs.length || outputs.length !== own.outputs)
      return null;
    if (node.id >= younger || !areSame(attributes, own.attributes)) return null;
    for (let j = 0; j < inputs.length; j++) if (!isAt(inputs[j]!, own.inputs[j]!)) return null;
    younger = node.id;
  }
  // Where there were two, one does not stand for both.
  if (new Set(leaves).size < leaves.length) return null;
  return { nodes, leaves } as Match;
}

/** Attributes of one primitive. Lists are compared by what they hold, graphs are the same or others. */
function areSame(a: Attributes, b: Attributes): boolean {
  let rest = 0;
  for (const _ in b) rest += 1;
  for (const key in a) {
    const [x, y] = [a[key], b[key]];
    if (!Object.is(x, y) && !(Array.isArray(x) && Array.isArray(y) && areSameLists(x, y))) return false;
    rest -= 1;
  }
  return rest === 0;
}

const areSameLists = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, i) => Object.is(each, b[i]));
