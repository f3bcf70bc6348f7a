import { type FrameworkError, IndexError, RuntimeError } from '../errors.js';

/** How the kernel of Gather reports an index. */
const OUT_OF_RANGE = /indices element out of data bounds, idx=(-?\d+) must be within the inclusive range \[-(\d+),/;

/** What the runtime threw, as an error of ours: an index out of range reads as it does in JavaScript. */
export function fromRuntime(thrown: unknown): FrameworkError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [, index, size] = OUT_OF_RANGE.exec(message) ?? [];
  return index === undefined
    ? new RuntimeError(`ONNX Runtime could not run the graph: ${message}`)
    : new IndexError(`[gather]: index ${index} is out of range for an axis of size ${size}.`);
}
