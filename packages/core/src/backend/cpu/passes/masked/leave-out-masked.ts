import { is, makerOf } from '../../../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node, topologicalOrder } from '../../../../graph/node.js';
import { optimize, type Pass } from '../../../../graph/passes/optimize.js';
import { rewrite } from '../../../../graph/rewrite.js';
import { nodeWork } from '../../../../graph/work.js';
import { emit } from '../../../../op.js';
import { loopPrimitive } from '../../../../primitives/loop.js';
import { matmulPrimitive } from '../../../../primitives/matmul.js';
import type { Tensor } from '../../../../tensor/tensor.js';
import { atLocationOf } from '../../../../tracing/location.js';
import { type ClassesOf, classesIn, maskOf } from './classes.js';
import type { Part } from './parts.js';
import { type Need, type Rule, ruleForPart, ruleForWhole } from './rules.js';

/** Operations of a product in the time that an element takes in any other operation. */
const PER_ELEMENT = 12;

/** Which part of the work has to be left for it to pay. */
const WORTH = 0.9;

/**
 * Rows and columns of matrix products that known masks make zero, or hide, are left out, as in the couplings of flows, whose networks see
 * half of their inputs and give numbers of which half is used: of what is chosen by `select` with a condition for each place along an axis,
 * the parts go on by themselves, up to where the whole is needed. A weight that meets zeros alone is taken for finite.
 */
export const leaveOutMasked: Pass = (graph) => leavingOut(graph, WORTH);

/**
 * @param worth which part of the work may be left at most
 * @param constants values of inputs that are known where a body is used
 */
export function leavingOut(graph: Graph, worth: number, constants: ReadonlyMap<Tensor, Tensor> = new Map()): Graph {
  const inside = rewrite(graph, (node, inputs, keep) => {
    if (bodiesOf(node.attributes).length === 0) return keep();
    return emit(
      node.primitive,
      inputs,
      mapBodies(node.attributes, (body) => leavingOut(body, worth, constantsOf(node, inputs, body))),
    );
  });
  const nodes = topologicalOrder(inside.outputs);
  if (!nodes.some(isProduct) || !nodes.some((node) => maskOf(node, constants))) return inside;
  const outputs = inParts(inside.outputs, nodes, classesIn(nodes, constants), constants);
  const changed = optimize({ inputs: inside.inputs, outputs });
  return costOf(topologicalOrder(changed.outputs)) < worth * costOf(nodes) ? changed : inside;
}

/** What a loop's body takes from outside. */
function constantsOf(node: Node, inputs: readonly Tensor[], body: Graph): ReadonlyMap<Tensor, Tensor> {
  if (!is(node, loopPrimitive)) return new Map();
  const first = 1 + node.attributes.carried;
  const captured = body.inputs.slice(first).map((x, i) => [x, inputs[first + i]!] as const);
  return new Map(captured.filter(([, value]) => value.host));
}

const isProduct = (node: Node): boolean => is(node, matmulPrimitive);

const costOf = (nodes: readonly Node[]): number =>
  nodes.reduce((total, node) => total + nodeWork(node) * (isProduct(node) ? 1 : PER_ELEMENT), 0);

const WHOLE = '';
const keyOf = (part: Part | null): string => (part ? `${part.axis}:${part.places}` : WHOLE);

/** What is needed of a tensor, by key: how it is made, or null where its operation is left as it is. */
type Wanted = Map<string, Rule | null>;

/** Two walks, since recursion is not for graphs of any depth: back to what is needed of each tensor, then forth. */
function inParts(
  outputs: readonly Tensor[],
  nodes: readonly Node[],
  classesOf: ClassesOf,
  constants: ReadonlyMap<Tensor, Tensor>,
): Tensor[] {
  const wanted = new Map<Tensor, Wanted>();
  const want = ([x, part]: Need): void => {
    const own = wanted.get(x) ?? new Map<string, Rule | null>();
    wanted.set(x, own);
    const key = keyOf(part);
    if (own.has(key)) return;
    const rule = part ? ruleForPart(x, part, { classesOf, constants }) : makerOf(x) && ruleForWhole(x, classesOf);
    own.set(key, rule);
    for (const need of rule?.needs ?? []) if (need[0] === x) want(need);
  };
  for (const x of outputs) want([x, null]);
  for (const node of [...nodes].reverse()) {
    const rules = node.outputs.flatMap((x) => [...(wanted.get(x)?.values() ?? [])]);
    for (const rule of rules) for (const need of rule?.needs ?? []) want(need);
    if (rules.includes(null)) for (const x of node.inputs) want([x, null]);
  }
  const made = new Map<Tensor, Map<string, Tensor>>();
  const kept = new Map<Node, readonly Tensor[]>();
  const keep = (node: Node): readonly Tensor[] => {
    const inputs = node.inputs.map((x) => valueOf(x, WHOLE));
    const isSame = inputs.every((x, i) => x === node.inputs[i]);
    const own = kept.get(node) ?? (isSame ? node.outputs : emit(node.primitive, inputs, node.attributes));
    kept.set(node, own);
    return own;
  };
  /** What it is made of is there already, but for other parts of the same tensor. */
  const valueOf = (x: Tensor, key: string): Tensor => {
    const own = made.get(x) ?? new Map<string, Tensor>();
    made.set(x, own);
    const [rule, node] = [wanted.get(x)?.get(key), makerOf(x)];
    const value =
      own.get(key) ??
      (rule
        ? rule.make(rule.needs.map(([y, part]) => valueOf(y, keyOf(part))))
        : node
          ? keep(node)[node.outputs.indexOf(x)]!
          : x);
    own.set(key, value);
    return value;
  };
  for (const node of nodes) {
    for (const x of node.outputs)
      for (const key of wanted.get(x)?.keys() ?? []) atLocationOf(node, () => valueOf(x, key));
  }
  return outputs.map((x) => valueOf(x, WHOLE));
}
