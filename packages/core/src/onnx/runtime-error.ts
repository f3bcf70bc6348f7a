import { type FrameworkError, IndexError, RuntimeError } from '../errors.js';
import { messageOf } from '../realm.js';
import { failedAt } from '../tracing/location.js';

/** How kernels report an index: with its axis, alone, or not at all. */
const OUT_OF_RANGE = [
  /indices element out of data bounds, idx=(-?\d+) must be within the inclusive range \[-(\d+),/,
  /invalid ind(?:ex|ice) found, ind(?:ex|ice) = (-?\d+)/,
  /Out of range value in index tensor/,
];
/** Our names of the operators that read or write at indices. */
const LOOKUPS: Readonly<Record<string, string>> = {
  Gather: 'gather',
  GatherElements: 'gather_elements',
  GatherND: 'gather_nd',
  ScatterElements: 'scatter_elements',
  ScatterND: 'scatter_nd',
};
/** How the runtime names a node: its operator, and a name that begins with its position. Of nodes within each other the innermost comes last. */
const NODE = /running (\w+) node\. Name:'(?:(\d+):)?[^']*'/g;

/** What the runtime threw, as an error of ours, which says where the node was made. */
export function fromRuntime(thrown: unknown): FrameworkError {
  const { error, position } = readRuntimeError(thrown);
  if (position !== undefined) failedAt(error, Number(position));
  return error;
}

/** What the runtime threw, and the position of the node that failed: an index out of range reads as it does in JavaScript. */
export function readRuntimeError(thrown: unknown): { error: FrameworkError; position?: string } {
  const message = messageOf(thrown);
  const [, operator = '', position] = [...message.matchAll(NODE)].pop() ?? [];
  const lookup = LOOKUPS[operator];
  const found = lookup && OUT_OF_RANGE.map((pattern) => pattern.exec(message)).find((match) => match !== null);
  const error = found
    ? outOfRange(lookup, found[1], found[2])
    : new RuntimeError(`ONNX Runtime could not run the graph: ${message}`);
  return { error, position };
}

function outOfRange(lookup: string, index?: string, size?: string): IndexError {
  const axis = size === undefined ? '' : ` for an axis of size ${size}`;
  return new IndexError(`[${lookup}]: ${index === undefined ? 'an index' : `index ${index}`} is out of range${axis}.`);
}
