import { ValueError } from '../errors.js';
import { bindArguments, isPlainObject, type PythonArguments } from '../python/python-call.js';
import { formatShape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { flatten, mapStructure, packSequenceAs, type Tree } from '../tree/nested.js';
import { KerasTensor, type SymbolicShape } from './keras-tensor.js';
import { nodeOf, Operation, type OperationNode } from './operation.js';
import { isKerasTensor } from './symbols.js';

/** How an operation is called while a function runs; models pass the training flag on here. */
export type CallOperation = (operation: Operation, args: readonly unknown[]) => unknown;

const PARAMETERS = ['inputs', 'outputs', 'name'] as const;
type FunctionParameters = [inputs: Tree<Tensor>, outputs: Tree<Tensor>, name?: string | null];

/** A value that fits the symbolic tensor it is given for. */
function requireShape(value: Tensor, { shape }: KerasTensor): void {
  const expected = shape as SymbolicShape;
  const fits = (dim: number | null, axis: number) => {
    const size = value.shape[axis] as number | null;
    return dim === null || size === null || dim === size;
  };
  if (value.rank === expected.length && expected.every(fits)) return;
  throw new ValueError('The shape of an input does not fit.', {
    expected: formatShape(expected),
    received: formatShape(value.shape),
  });
}

/** Called on values for the inputs, in their structure or as a list; the outputs come in theirs. */
export interface KerasFunction {
  <Output = Tensor>(inputs: unknown): Output;
}

/**
 * The graph of operations between symbolic inputs and outputs, as something to be called on other inputs.
 *
 * @example
 * const x = new KerasTensor([null, 2]);
 * const f = new Function(x, x.mul(2));
 * f(tensor([[1, 2]])); // [[2, 4]]
 */
export class KerasFunction extends Operation {
  /** Calls of operations, each after those that it depends on. */
  readonly nodes: readonly OperationNode[];
  /** Each operation once, in Keras's order. */
  readonly operations: readonly Operation[];

  readonly inputs: Tree<KerasTensor>;
  readonly outputs: Tree<KerasTensor>;

  /** @throws ValueError when an output cannot be computed from the inputs, two operations have one name, or there are none */
  constructor(...args: PythonArguments<typeof PARAMETERS, FunctionParameters>) {
    const [inputs, outputs, name] = bindArguments('Function', PARAMETERS, 2, args) as FunctionParameters;
    super(name);
    this.inputs = inputs as Tree<KerasTensor>;
    this.outputs = outputs as Tree<KerasTensor>;
    for (const which of ['inputs', 'outputs'] as const) {
      if (flatten(this[which]).length === 0) throw new ValueError(`A function needs ${which}.`);
    }
    const { nodes, operations } = byDepth(walkBack(this.flatInputs, this.flatOutputs), this.flatInputs);
    this.nodes = nodes;
    this.operations = operations;
    const names = this.operations.map((operation) => operation.name);
    const twice = names.find((each, i) => names.indexOf(each) !== i);
    if (twice !== undefined)
      throw new ValueError(`The name "${twice}" is used twice in the model.`, { expected: 'distinct names of layers' });
  }

  get flatInputs(): KerasTensor[] {
    return flatten<KerasTensor>(this.inputs);
  }

  get flatOutputs(): KerasTensor[] {
    return flatten<KerasTensor>(this.outputs);
  }

  override call(inputs: unknown): unknown {
    const given = this.matchInputs(inputs).map((value) => asTensor(value as TensorLike));
    given.forEach((value, i) => {
      requireShape(value, this.flatInputs[i]!);
    });
    return this.runFlat(given, (operation, args) => operation.invoke(...args));
  }

  /** The shapes of the outputs for inputs of these shapes. */
  computeOutputShape(inputShape: Tree<SymbolicShape>): Tree<SymbolicShape> {
    const isShape = (node: unknown): node is SymbolicShape =>
      Array.isArray(node) && node.every((dim) => dim === null || typeof dim === 'number');
    const shapes: SymbolicShape[] = isShape(inputShape) ? [inputShape] : flatten<SymbolicShape>(inputShape, isShape);
    const symbols = shapes.map((shape, i) => new KerasTensor(shape, this.flatInputs[i]?.dtype ?? 'float32'));
    const spec = this.computeOutputSpec(packSequenceAs(this.inputs, symbols));
    return mapStructure((leaf: unknown) => (leaf as KerasTensor).shape as SymbolicShape, spec) as Tree<SymbolicShape>;
  }

  /** Runs the graph on values for {@link flatInputs}. */
  runFlat(inputs: readonly unknown[], callOperation: CallOperation): unknown {
    const values = new Map<KerasTensor, unknown>();
    inputs.forEach((value, i) => {
      values.set(this.flatInputs[i]!, value);
    });
    const fill = (args: readonly unknown[]) =>
      mapStructure((leaf: unknown) => (isKerasTensor(leaf) ? values.get(leaf) : leaf), args) as unknown[];
    for (const node of this.nodes) {
      if (node.outputTensors.every((output) => values.has(output))) continue;
      const results = flatten<unknown>(callOperation(node.operation, fill(node.args)));
      node.outputTensors.forEach((output, i) => {
        values.set(output, results[i]);
      });
    }
    return packSequenceAs(
      this.outputs,
      this.flatOutputs.map((output) => values.get(output)),
    );
  }

  /** The given inputs in the order of {@link flatInputs}; a dict is matched by name. */
  matchInputs(inputs: unknown): unknown[] {
    const expected = this.flatInputs;
    if (isPlainObject(this.inputs) && isPlainObject(inputs)) {
      const missing = Object.keys(this.inputs).filter((key) => !(key in inputs));
      const used = Object.fromEntries(Object.keys(this.inputs).map((key) => [key, inputs[key]]));
      if (missing.length === 0) return flatten<unknown>(used);
      throw new ValueError(`Missing data for input ${missing.map((key) => `"${key}"`).join(', ')}.`, {
        expected: `an object with the keys ${Object.keys(this.inputs).join(', ')}`,
        received: Object.keys(inputs).join(', '),
      });
    }
    // A list may be given a dict whose keys are the inputs' names.
    if (isPlainObject(inputs)) {
      const missing = expected.filter(({ name }) => name === null || !(name in inputs));
      if (missing.length === 0) return expected.map(({ name }) => inputs[name!]);
      if (expected.length > 1) {
        throw new ValueError(`Missing data for input ${missing.map(({ name }) => `"${name}"`).join(', ')}.`, {
          expected: `an object with the keys ${expected.map(({ name }) => name).join(', ')}, or a list`,
          received: Object.keys(inputs).join(', '),
        });
      }
    }
    const isNumber = (leaf: unknown) => typeof leaf === 'number' || typeof leaf === 'boolean';
    const isArray = (node: unknown) => Array.isArray(node) && node.length > 0 && flatten<unknown>(node).every(isNumber);
    const isList = Array.isArray(this.inputs) && Array.isArray(inputs);
    const flat = (isList ? inputs : [inputs]).flatMap((each) => flatten<unknown>(each, isArray));
    if (flat.length !== expected.length) {
      throw new ValueError(`The number of inputs differs from that of the model.`, {
        expected: `${expected.length}`,
        received: `${flat.length}`,
      });
    }
    return flat;
  }
}

interface Walk {
  /** Calls in topological order, those of input layers included. */
  readonly nodes: readonly OperationNode[];
  /** When the walk first met each operation. */
  readonly firstMet: ReadonlyMap<Operation, number>;
}

/** Walks back from the outputs to the inputs, depth first and in the order of the arguments, with a stack of its own. */
function walkBack(inputs: readonly KerasTensor[], outputs: readonly KerasTensor[]): Walk {
  const nodes: OperationNode[] = [];
  const firstMet = new Map<Operation, number>();
  const finished = new Set<OperationNode>();
  const given = new Set<KerasTensor>(inputs);
  const stack: { node: OperationNode; expanded: boolean }[] = [];
  const visit = (tensor: KerasTensor) => {
    const node = nodeOf(tensor.history);
    if (given.has(tensor) && !node?.isInput) return;
    if (!node || (node.isInput && !given.has(tensor))) throw disconnected(tensor);
    stack.push({ node, expanded: false });
  };
  for (const output of outputs) {
    visit(output);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (finished.has(top.node)) {
        stack.pop();
      } else if (top.expanded) {
        stack.pop();
        finished.add(top.node);
        nodes.push(top.node);
      } else {
        top.expanded = true;
        if (!firstMet.has(top.node.operation)) firstMet.set(top.node.operation, firstMet.size);
        [...top.node.inputTensors].reverse().forEach(visit);
      }
    }
  }
  return { nodes, firstMet };
}

const disconnected = (tensor: KerasTensor) =>
  new ValueError('The outputs cannot be computed from the inputs: the graph is disconnected.', {
    expected: 'every output to depend on the given inputs alone',
    received: `${String(tensor)}, which is neither an input nor made from one`,
  });

/**
 * Keras computes and lists by depth (the longest way to an output), deepest first: nodes in the order in which going back from the
 * outputs finds them, operations in the order of the walk.
 */
function byDepth(
  { nodes, firstMet }: Walk,
  inputs: readonly KerasTensor[],
): { nodes: OperationNode[]; operations: Operation[] } {
  const own = new Set(nodes);
  const nodeDepths = new Map<OperationNode, number>();
  const depths = new Map<Operation, number>();
  const met = new Map(firstMet);
  for (const node of [...nodes].reverse()) {
    // The calls of a shared operation lie at least as deep as the deepest so far.
    const depth = Math.max(nodeDepths.get(node) ?? 0, depths.get(node.operation) ?? 0);
    nodeDepths.set(node, depth);
    depths.set(node.operation, depth);
    for (const parent of node.parentNodes) {
      if (own.has(parent)) nodeDepths.set(parent, Math.max(nodeDepths.get(parent) ?? 0, depth + 1));
    }
  }
  // Input layers that no output needs; losses may still use their data.
  for (const { history } of inputs) {
    if (!history || depths.has(history.operation) || !nodeOf(history)!.isInput) continue;
    depths.set(history.operation, 0);
    met.set(history.operation, -1);
  }
  return {
    nodes: [...nodeDepths.keys()].sort((a, b) => nodeDepths.get(b)! - nodeDepths.get(a)!),
    operations: [...depths.keys()].sort((a, b) => depths.get(b)! - depths.get(a)! || met.get(a)! - met.get(b)!),
  };
}
