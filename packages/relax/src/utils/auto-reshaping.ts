import { isTensor, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { describe } from './describe.js';

type AnyFunction = (...args: never[]) => unknown;

/**
 * A decorator, or `autoReshaping('x')(f)`: the function gets one row of shape [1, k] where it is given shape [k] or [1, k], and its
 * result comes back in the shape that was given.
 *
 * @param argname the parameter that is the row: the first one, or one that is given by this name
 * @param options `reshapeOutput: false` leaves the result as it is
 * @throws ValueError for any other shape, and for a result that is no tensor
 * @example
 * const double = autoReshaping('x')((x: Tensor) => x.mul(2));
 * double(tensor([1, 2])).shape; // [2]
 */
export function autoReshaping(argname: string, options: boolean | { reshapeOutput?: boolean } = {}) {
  const reshapeOutput = typeof options === 'boolean' ? options : (options.reshapeOutput ?? true);
  return <F extends AnyFunction>(fn: F, _context?: unknown): F => {
    const reshaping = function (this: unknown, ...args: unknown[]): unknown {
      const last = args.at(-1);
      const isNamed = isPlainObject(last) && Object.hasOwn(last, argname);
      const given = ops.convertToTensor((isNamed ? last[argname] : args[0]) as TensorLike);
      const row = toRow(argname, given);
      const own = isNamed ? [...args.slice(0, -1), { ...last, [argname]: row }] : [row, ...args.slice(1)];
      const result = fn.apply(this, own as never[]);
      const back = (value: unknown): Tensor => {
        if (!isTensor(value))
          throw new ValueError(`${fn.name || 'The function'}() returns a tensor.`, {
            expected: 'a tensor',
            received: describe(value),
          });
        if (!reshapeOutput) return value;
        if (value.size === given.size) return ops.reshape(value, given.shape);
        throw new ValueError(`${fn.name || 'The function'}() returns as many numbers as it was given.`, {
          expected: `shape [${given.shape}]`,
          received: `[${value.shape}]`,
          hint: 'autoReshaping(name, { reshapeOutput: false }) leaves results as they are.',
        });
      };
      return result instanceof Promise ? result.then(back) : back(result);
    };
    return Object.defineProperty(reshaping, 'name', { value: fn.name }) as unknown as F;
  };
}

function toRow(name: string, x: Tensor): Tensor {
  if (x.rank === 1) return ops.reshape(x, [1, x.shape[0]!]);
  if (x.rank === 2 && x.shape[0] === 1) return x;
  throw new ValueError(`'${name}' is one row.`, { expected: 'shape [k] or [1, k]', received: `[${x.shape}]` });
}
