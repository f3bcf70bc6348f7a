/** Runs a graph of TensorFlow, as far as what is asked for depends on it. */
import { NotImplementedError, ValueError } from '../errors.js';
import { withLocation } from '../tracing/location.js';
import type { Message } from './messages.js';
import { GraphNode, type GraphValue } from './operator.js';
import { graphOperators } from './operators/index.js';

type Node = Message<'NodeDef'>;
type Function = Message<'FunctionDef'>;

/** Checks and messages of a program, without which it computes the same. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Assert', 'Print', 'PrintV2', 'CheckNumerics']);

/** Functions within functions that are followed. */
const MOST_CALLS = 100;

export type Library = ReadonlyMap<string, Function>;

export const libraryOf = (graph: Message<'GraphDef'> | undefined): Library =>
  new Map((graph?.library?.functions ?? []).map((each) => [each.signature.name, each]));

/** `node`, `node:1`, or within functions `node:output:1`; `^node` for one that only has to come before. */
interface Reference {
  readonly node: string;
  readonly output: string | null;
  readonly index: number;
}

function referenceOf(text: string): Reference {
  const [node, second, third] = text.split(':') as [string, string?, string?];
  if (second === undefined) return { node, output: null, index: 0 };
  return third === undefined
    ? { node, output: null, index: Number(second) }
    : { node, output: second, index: Number(third) };
}

const nodeOf = (text: string): string => referenceOf(text.replace(/^\^/, '')).node;

/** @throws NotImplementedError that names the operators which functions use, and those that they call, but which are not read */
export function assertReadable(library: Library, names: readonly string[]): void {
  const missing = new Set<string>();
  const seen = new Set(names);
  for (const name of seen) {
    const definition = library.get(name);
    if (!definition) throw new ValueError('A function is missing in the SavedModel.', { received: name });
    const byName = new Map(definition.nodes.map((node) => [node.name, node]));
    for (const node of neededNodes(byName, rootsOf(definition))) {
      if (!Object.hasOwn(graphOperators, node.op) && !library.has(node.op)) missing.add(node.op);
      if (library.has(node.op)) seen.add(node.op);
      for (const { value } of node.attributes) {
        for (const each of [value.func, ...(value.list?.func ?? [])]) if (each && each.name !== '') seen.add(each.name);
      }
    }
  }
  if (missing.size === 0) return;
  throw new NotImplementedError('The SavedModel has operators that are not read.', {
    received: [...missing].sort().join(', '),
  });
}

const rootsOf = ({ results, controlResults }: Function): string[] =>
  [...results, ...controlResults].map(({ value }) => value);

/** The nodes that the roots depend on, each behind those that it depends on. */
function neededNodes(byName: ReadonlyMap<string, Node>, roots: readonly string[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const pending = roots.map(nodeOf).reverse();
  while (pending.length > 0) {
    const name = pending[pending.length - 1]!;
    const node = byName.get(name);
    const known = node && state.get(node);
    if (!node || known === 'done' || LEFT_OUT.has(node.op)) {
      pending.pop();
    } else if (known === 'open') {
      state.set(node, 'done');
      order.push(node);
      pending.pop();
    } else {
      state.set(node, 'open');
      for (const input of node.inputs) {
        const before = byName.get(nodeOf(input));
        if (before && state.get(before) === 'open') {
          throw new ValueError('The nodes of the graph depend on each other in a circle.', { received: name });
        }
        pending.push(nodeOf(input));
      }
    }
  }
  return order;
}

/** The results of a function of the library, in the order of its signature. */
export function callFunction(library: Library, name: string, inputs: readonly GraphValue[], depth = 0): GraphValue[] {
  const definition = library.get(name);
  if (!definition) throw new ValueError('A function is missing in the SavedModel.', { received: name });
  if (depth > MOST_CALLS)
    throw new ValueError('The functions of the SavedModel call each other in a circle.', { received: name });
  const { signature, nodes, results } = definition;
  if (inputs.length !== signature.inputs.length) {
    throw new ValueError('A function of the SavedModel gets another number of inputs than it takes.', {
      expected: `${signature.inputs.length}`,
      received: `${inputs.length}`,
    });
  }
  const values = new Map<string, readonly GraphValue[]>();
  for (const [i, argument] of signature.inputs.entries()) values.set(argument.name, [inputs[i]!]);
  const valueAt = runNodes(library, nodes, rootsOf(definition), values, depth);
  const references = new Map(results.map(({ key, value }) => [key, value]));
  return signature.outputs.map((output) => valueAt(references.get(output.name) ?? output.name));
}

/** Runs what the roots depend on. @returns a function that gives the value of a reference */
export function runNodes(
  library: Library,
  nodes: readonly Node[],
  roots: readonly string[],
  values: Map<string, readonly GraphValue[]>,
  depth = 0,
): (reference: string) => GraphValue {
  const byName = new Map(nodes.filter(({ name }) => !values.has(name)).map((node) => [node.name, node]));
  const valueAt = (text: string): GraphValue => {
    const { node, output, index } = referenceOf(text);
    const names = graphOperators[byName.get(node)?.op ?? '']?.outputs ?? [];
    const at = output !== null && names.includes(output) ? names.indexOf(output) : index;
    const value = values.get(node)?.[at];
    if (value) return value;
    throw new ValueError('A value of the graph is used that no node makes.', { received: text });
  };
  const run = (node: Node): readonly GraphValue[] => {
    const inputs = node.inputs.filter((input) => !input.startsWith('^')).map(valueAt);
    const call = (name: string, given: readonly GraphValue[]) => callFunction(library, name, given, depth + 1);
    if (library.has(node.op)) return call(node.op, inputs);
    const operator = Object.hasOwn(graphOperators, node.op) ? graphOperators[node.op] : undefined;
    if (!operator)
      throw new NotImplementedError('The SavedModel has an operator that is not read.', { received: node.op });
    const result = operator.run(new GraphNode(node, call), inputs);
    return Array.isArray(result) ? (result as readonly GraphValue[]) : [result as GraphValue];
  };
  for (const node of neededNodes(byName, roots)) {
    values.set(
      node.name,
      withLocation(`${node.op} "${node.name}"`, () => run(node)),
    );
  }
  return valueAt;
}
