import { RuntimeError } from '../errors.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { bodiesOf, type Node, topologicalOrder } from '../graph/node.js';
import type { HostArray } from '../host-array.js';
import { makesWords } from '../primitives/random.js';
import { Tensor } from '../tensor.js';
import { HostValue, type Value } from '../value.js';
import { calledExecutable } from './called-executable.js';
import { Executable } from './executable.js';

/** Elements that plain JavaScript reads and writes in the time that the runtime takes to prepare one node of a graph. */
const WORK_PER_NODE = 40_000;
/** Nodes in whose time a session without any is made: counted for random numbers, of which most shapes are drawn once. */
const EMPTY_SESSION = 10;

/** Computes tensors together with everything they depend on, in one run, and makes them concrete. */
export async function evaluateTensors(tensors: readonly Tensor[]): Promise<void> {
  const pending = [...new Set(tensors.filter((tensor) => !tensor.known))];
  if (pending.length === 0) return;
  const nodes = topologicalOrder(pending);
  assertComplete(nodes, pending);
  for (const node of nodes) if (calledExecutable(node)) await runCall(node);
  const outputs = pending.filter((tensor) => !tensor.known);
  if (outputs.length === 0) return;
  const inJavaScript = () => evaluateGraph(outputs).map((host) => new HostValue(host));
  settle(outputs, isSmall(outputs) ? inJavaScript() : await new Executable({ inputs: [], outputs }).run([]));
}

// Put on tensors from here, so that they know nothing of how graphs are run.
Tensor.prototype.read = async function read(this: Tensor): Promise<HostArray> {
  if (!this.known) await evaluateTensors([this]);
  return this.known!.read();
};

/** A compiled function answers for all of its outputs at once. */
async function runCall(node: Node): Promise<void> {
  await evaluateTensors(node.inputs);
  const values = await calledExecutable(node)!.run(node.inputs.map((input) => input.known!));
  settle(node.outputs, values);
}

function settle(tensors: readonly Tensor[], values: readonly Value[]): void {
  tensors.forEach((tensor, i) => {
    tensor.known = values[i]!;
    tensor.node = null;
  });
}

/** Whether plain JavaScript is done before a session would be ready. */
function isSmall(outputs: readonly Tensor[]): boolean {
  const nodes = topologicalOrder(outputs);
  return workOf(outputs) <= WORK_PER_NODE * (nodes.length + (nodes.some(makesWords) ? EMPTY_SESSION : 0));
}

function workOf(outputs: readonly Tensor[]): number {
  let work = 0;
  for (const node of topologicalOrder(outputs)) {
    const { primitive, inputs, outputs: results, attributes } = node;
    // JavaScript makes them in any case.
    if (makesWords(node)) continue;
    if (primitive.name === 'loop' || primitive.name.startsWith('conv')) return Number.POSITIVE_INFINITY;
    const inner = primitive.name === 'matmul' ? inputs[0]!.shape[inputs[0]!.rank - 1]! : 1;
    work += inner * results.reduce((n, { size }) => n + size, 0) + inputs.reduce((n, { size }) => n + size, 0);
    const times = primitive.name === 'scan' ? (attributes.length as number) : 1;
    for (const body of bodiesOf(attributes)) work += times * workOf(body.outputs);
  }
  return work;
}

function assertComplete(nodes: readonly Node[], outputs: readonly Tensor[]): void {
  for (const tensor of [...nodes.flatMap((node) => node.inputs), ...outputs]) {
    if (tensor.node || tensor.known) continue;
    throw new RuntimeError(
      'A value was read inside a traced function (jit, a layer call on symbolic inputs, a training step).',
      {
        hint: 'return the tensor from the function and read it outside.',
      },
    );
  }
}
