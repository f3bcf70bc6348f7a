/** Runs the nodes of a graph, one after the other, on tensors. */
import { ValueError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { withLocation } from '../../tracing/location.js';
import type { GraphProto, NodeProto, TensorProto } from '../proto.js';
import {
  assertShallow,
  constantOf,
  type Functions,
  nodesOfCall,
  type Opsets,
  operatorName,
  operatorOf,
  opsetOf,
  opsetsOf,
} from './functions.js';
import { type Body, OperatorNode } from './operator.js';

/** What holds for all nodes of a graph. */
interface Surroundings {
  readonly functions: Functions;
  readonly opsets: Opsets;
  /** How many functions of the model this graph lies within. */
  readonly depth?: number;
}

/** Values by their names: those of the graph, then its constants, then those around it. */
class Scope {
  readonly #values: Map<string, Tensor>;
  readonly #constants: ReadonlyMap<string, TensorProto>;
  readonly #outer: Scope | null;

  constructor(values: Map<string, Tensor>, constants: readonly TensorProto[], outer: Scope | null) {
    this.#values = values;
    this.#constants = new Map(constants.map((tensor) => [tensor.name ?? '', tensor]));
    this.#outer = outer;
  }

  get(name: string): Tensor {
    const value = this.#values.get(name);
    if (value) return value;
    const constant = this.#constants.get(name);
    if (constant) return constantOf(constant);
    if (this.#outer) return this.#outer.get(name);
    throw new ValueError(`The value '${name}' is used before any node makes it.`, {
      hint: 'the file is damaged, or its nodes are not in order.',
    });
  }

  set(name: string, value: Tensor): void {
    this.#values.set(name, value);
  }
}

/** The outputs of a graph. @param values its inputs, and what takes the place of its constants */
export const runGraph = (graph: GraphProto, values: Map<string, Tensor>, surroundings: Surroundings): Tensor[] =>
  runIn(graph, new Scope(values, graph.initializer, null), surroundings);

type Nodes = Pick<GraphProto, 'node' | 'output'>;

function runIn({ node: nodes, output }: Nodes, scope: Scope, surroundings: Surroundings): Tensor[] {
  for (const node of nodes) {
    const label = node.name ? `${operatorName(node)} "${node.name}"` : operatorName(node);
    withLocation(label, () => runNode(node, scope, surroundings));
  }
  return output.map(({ name }) => scope.get(name));
}

function runNode(node: NodeProto, scope: Scope, surroundings: Surroundings): void {
  const inputs = node.input.map((name) => (name === '' ? undefined : scope.get(name)));
  const outputs = resultsOf(node, inputs, scope, surroundings);
  node.output.forEach((name, i) => {
    if (name === '') return;
    const value = outputs[i];
    if (!value) throw new ValueError(`${operatorName(node)} has no output ${i} here.`, { received: `'${name}'` });
    scope.set(name, value);
  });
}

function resultsOf(
  node: NodeProto,
  inputs: readonly (Tensor | undefined)[],
  scope: Scope,
  surroundings: Surroundings,
): readonly Tensor[] {
  const { functions, opsets, depth = 0 } = surroundings;
  const called = functions.called(node);
  if (called) {
    assertShallow(depth, called.name);
    const values = new Map<string, Tensor>();
    called.input.forEach((name, i) => {
      const input = inputs[i];
      if (input) values.set(name, input);
    });
    const body = { node: nodesOfCall(called, node), output: called.output.map((name) => ({ name })) };
    const inside = { functions, opsets: opsetsOf(called.opsetImport), depth: depth + 1 };
    return runIn(body, new Scope(values, [], null), inside);
  }
  const operator = operatorOf(node)!;
  for (let i = 0; i < operator.required; i++) {
    if (inputs[i]) continue;
    throw new ValueError(`${operatorName(node)} lacks its input ${i}.`, { received: `${inputs.length} inputs` });
  }
  const bodyOf = (graph: GraphProto): Body => ({
    inputCount: graph.input.length,
    outputCount: graph.output.length,
    run: (given) => {
      const values = new Map(graph.input.map(({ name }, i) => [name, given[i]!]));
      return runIn(graph, new Scope(values, graph.initializer, scope), surroundings);
    },
  });
  const results = operator.run(new OperatorNode(node, opsetOf(node, opsets), bodyOf), inputs);
  return Array.isArray(results) ? (results as readonly Tensor[]) : [results as Tensor];
}
