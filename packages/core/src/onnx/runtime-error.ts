import { type FrameworkError, IndexError, RuntimeError } from '../errors.js';
import { failedAt } from '../location.js';

/** How the kernel of Gather reports an index. */
const OUT_OF_RANGE = /indices element out of data bounds, idx=(-?\d+) must be within the inclusive range \[-(\d+),/;

/** How the runtime names a node, which begins with its position; of nodes within each other the innermost comes last. */
const NODE = /Name:'(\d+):[^']*'/g;

/** What the runtime threw, as an error of ours: an index out of range reads as it does in JavaScript. */
export function fromRuntime(thrown: unknown): FrameworkError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [, index, size] = OUT_OF_RANGE.exec(message) ?? [];
  const error =
    index === undefined
      ? new RuntimeError(`ONNX Runtime could not run the graph: ${message}`)
      : new IndexError(`[gather]: index ${index} is out of range for an axis of size ${size}.`);
  const [, position] = [...message.matchAll(NODE)].pop() ?? [];
  if (position !== undefined) failedAt(error, Number(position));
  return error;
}
