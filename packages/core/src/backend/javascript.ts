/** The plain-JavaScript evaluation as a backend: no runtime to load, every element type, every step to be followed in a debugger. */
import { FrameworkError } from '../errors.js';
import { evaluateGraph } from '../graph/evaluate.js';
import type { Graph } from '../graph/node.js';
import { positionsOf } from '../graph/positions.js';
import { rewrite } from '../graph/rewrite.js';
import { placeholder } from '../tensor/tensor.js';
import { HostValue, readAll } from '../tensor/value.js';
import { causeOf, failedAt } from '../tracing/location.js';
import { type Backend, inOneStage, type Session } from './backend.js';

export const javascript: Backend = {
  name: 'javascript',
  capabilities: {
    kernels: (_primitive, dtype) => dtype,
    boundary: (dtype) => dtype,
    keepsNan: true,
    has64Bits: true,
    loops: 'graph',
    memory: 'host',
    channelBlock: 0,
    split: inOneStage,
    early: [],
    passes: [],
  },
  heldBy: () => 0,
  compile: async (graph) => sessionOf(graph),
};

function sessionOf(graph: Graph): Session {
  // Sessions outlive the values that they were made for.
  const inputs = graph.inputs.map((input) => (input.known ? placeholder(input) : input));
  const replaced = graph.inputs.map((input, i) => [input, inputs[i]!] as const);
  const { outputs } = rewrite(graph, undefined, replaced);
  return {
    async run(values) {
      const hosts = await readAll(values);
      const known = new Map(inputs.map((input, i) => [input, hosts[i]!]));
      try {
        return evaluateGraph(outputs, known).map((host) => new HostValue(host));
      } catch (error) {
        const cause = error instanceof FrameworkError && causeOf(error);
        if (cause) failedAt(error, positionsOf(outputs).get(cause) ?? -1);
        throw error;
      }
    },
    release: async () => {},
  };
}
