import { assignAll } from '../control-flow/state.js';
import { remat as rematCall } from '../primitives/remat.js';
import { dynamicArguments, traceFunction } from '../tracing/compiled.js';

/**
 * The same function, whose intermediate values are computed again for its gradient instead of being kept: less memory for more
 * work. Keras and JAX call it remat, JAX also checkpoint.
 *
 * @example
 * const block = remat((x: Tensor) => x.exp().sin());
 */
export function remat<Args extends readonly unknown[], Result>(
  fun: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const { body, reads, writes, captured, pack } = traceFunction(fun as (...args: never[]) => unknown, args);
    const given = dynamicArguments(args);
    const results = rematCall(body, [...given, ...reads.map((variable) => variable.uncast), ...captured]);
    const count = results.length - writes.length;
    assignAll(writes, results.slice(count));
    return pack(results.slice(0, count)) as Result;
  };
}
