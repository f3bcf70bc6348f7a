/** Values that an op needs while the graph is being built, because the shape of its result depends on them. */
import { PythonTypeError, RuntimeError, ValueError } from '../../errors.js';
import { evaluateGraph } from '../../graph/evaluate.js';
import { settle } from '../../graph/history.js';
import { leavesOf } from '../../graph/node.js';
import { formatShape, type Shape, sizeOf } from '../../shape.js';
import { type HostArray, type Numbers, toNumbers } from '../../tensor/host-array.js';
import { fromHost, isTensor, type Tensor } from '../../tensor/tensor.js';
import { texts } from '../../tensor/tensor-base.js';
import { HostValue } from '../../tensor/value.js';

/** Whether the elements can be computed now. */
export const isConcrete = (x: Tensor): boolean => x.host !== null || leavesOf([x]).every((leaf) => leaf.host);

/**
 * The elements of a tensor at once, computed in plain JavaScript if they are pending.
 *
 * @throws RuntimeError inside a traced function, where they are not known
 */
export function concreteArray(op: string, x: Tensor): HostArray {
  if (!x.host) {
    const away = leavesOf([x]).find((leaf) => leaf.known && !leaf.host);
    if (away) {
      throw new RuntimeError(`[${op}]: the shape of the result depends on values that are on a device.`, {
        received: String(away),
        hint: 'read them first: `await x.read()`.',
      });
    }
    if (!isConcrete(x)) {
      throw new RuntimeError(
        `[${op}]: the shape of the result depends on values, which a traced function does not have.`,
        {
          received: String(x),
          hint: 'compute it outside of jit and symbolic calls, or give a fixed size where the op takes one.',
        },
      );
    }
    settle([x], [new HostValue(evaluateGraph([x])[0]!)]);
  }
  return x.host!;
}

export const concreteNumbers = (op: string, x: Tensor): Numbers => toNumbers(concreteArray(op, x));

/**
 * The elements at once, flat and in row-major order: numbers, or texts. They are not to be written to.
 *
 * @throws RuntimeError inside a traced function, and for values that are on a device
 */
export const valuesHere = (op: string, x: Tensor): Numbers | readonly string[] => x[texts]() ?? concreteNumbers(op, x);

/**
 * A tensor that holds numbers as they are, without a copy: nobody is to write to them any more.
 *
 * @throws ValueError where they do not fill the shape
 */
export function tensorOfOwn(data: Float32Array, shape: Shape): Tensor {
  if (sizeOf(shape) === data.length) return fromHost({ dtype: 'float32', shape, data });
  throw new ValueError(`${data.length} values do not fill the shape ${formatShape(shape)}.`);
}

/** Integers given as such, alone, or as a tensor: sizes, positions. */
export const concreteIntegers = (op: string, x: number | readonly number[] | Tensor): number[] =>
  isTensor(x) ? Array.from(concreteNumbers(op, x), Number) : [x].flat();

/** A number given as such or as a tensor of one element. */
export function concreteNumber(op: string, x: number | Tensor): number {
  if (typeof x === 'number') return x;
  if (isTensor(x)) return Number(concreteNumbers(op, x)[0]);
  throw new PythonTypeError(`[${op}]: a number is needed.`, { received: Array.isArray(x) ? 'an array' : String(x) });
}
