import {
  type KerasFunction as Graph,
  isTensor,
  type KerasTensor,
  type SymbolicShape,
  type Tensor,
  ValueError,
} from '@org/core';
import { formatShape, getKerasMask, isFloat, isPlainObject, setKerasMask } from '@org/core/internal';

export interface RunOptions {
  mask: unknown;
  /** Replaces the flag with which layers were called when the graph was made; null leaves it. */
  training: boolean | null;
  /** Whether the inputs are the very values that the graph goes on with, and not what a user gives. */
  isFitted?: boolean;
  /** The name of the model, for errors. */
  model: string;
}

/** Runs a model's graph on inputs that are first fitted to the symbolic ones. */
export function runGraph(graph: Graph, inputs: unknown, options: RunOptions): unknown {
  const { mask, training, isFitted = false, model } = options;
  const masks = Array.isArray(mask) ? mask : [mask];
  checkStructure(graph, inputs);
  const fitted = graph.matchInputs(inputs).map((value, i) => {
    if (value === null) assertOptional(graph.flatInputs[i]!);
    if (!isTensor(value)) return value;
    const result = isFitted ? value : fitInput(value, graph.flatInputs[i]!, i, model);
    const given = masks[i];
    if (isTensor(given)) setKerasMask(result, given);
    return result;
  });
  return graph.runFlat(fitted, (operation, args) => operation.invoke(...withTraining(args, training)));
}

/** As in Keras, a list of one output, or input, stands for that alone. */
export const single = <Tree>(tree: Tree): Tree => (Array.isArray(tree) && tree.length === 1 ? tree[0] : tree);

const warned = new WeakSet<Graph>();

/** @throws ValueError where a list is given for a dict whose keys have another order than its leaves; other misfits are a warning */
function checkStructure(graph: Graph, inputs: unknown): void {
  if (!isPlainObject(graph.inputs)) return;
  const keys = Object.keys(graph.inputs);
  const sorted = [...keys].sort();
  const details = {
    expected: `an object with the keys ${keys.join(', ')}`,
    received: isPlainObject(inputs) ? `one with the keys ${Object.keys(inputs).join(', ')}` : 'a list or a tensor',
  };
  const message = 'The structure of the inputs differs from that of the model.';
  if (!isPlainObject(inputs) && keys.some((key, i) => key !== sorted[i])) throw new ValueError(message, details);
  const fits = isPlainObject(inputs) && Object.keys(inputs).length === keys.length;
  if (fits || warned.has(graph)) return;
  warned.add(graph);
  console.warn(`${message} Expected: ${details.expected}. Received: ${details.received}.`);
}

/** @throws ValueError for null where the model needs a value */
function assertOptional({ name, history }: KerasTensor): void {
  const layer = history?.operation;
  if (!layer || !('optional' in layer) || layer.optional) return;
  throw new ValueError(`The input "${name}" is not optional.`, { expected: 'a tensor', received: 'null' });
}

function withTraining(args: readonly unknown[], training: boolean | null): readonly unknown[] {
  const last = args.at(-1);
  if (training === null || !isPlainObject(last) || typeof last.training !== 'boolean') return args;
  return [...args.slice(0, -1), { ...last, training }];
}

/**
 * The value with the rank and the dtype of the symbolic input; a missing or additional last axis of size 1 is forgiven, and so is
 * another size of the batch.
 */
function fitInput(value: Tensor, expected: KerasTensor, index: number, model: string): Tensor {
  const shape = expected.shape as SymbolicShape;
  let result = value;
  if (value.rank === shape.length + 1 && value.shape.at(-1) === 1) result = value.squeeze(-1);
  else if (value.rank === shape.length - 1 && shape.at(-1) === 1) result = value.expandDims(-1);
  const fits =
    result.rank === shape.length &&
    shape.every((dim, axis) => axis === 0 || dim === null || [null, dim].includes(result.shape[axis] as number | null));
  if (!fits) {
    throw new ValueError(
      `Input ${index}${expected.name ? ` with name "${expected.name}"` : ''} of model "${model}" has the wrong shape.`,
      {
        expected: formatShape(shape),
        received: formatShape(value.shape),
        ...(result.rank === shape.length - 1 && { hint: 'is the batch axis missing?' }),
      },
    );
  }
  const needsCast = result.dtype !== expected.dtype && (isFloat(result.dtype) || isFloat(expected.dtype));
  const typed = needsCast ? result.cast(expected.dtype) : result;
  if (typed !== value) setKerasMask(typed, getKerasMask(value));
  return typed;
}
