/** keras.ops.vectorize: a function of small arrays, applied to larger ones. */

import { ShapeError, ValueError } from '../../errors.js';
import { broadcastTo, reshape } from '../../primitives/movement.js';
import { requireFunction } from '../../python/require-function.js';
import { broadcastShapes, formatShape, sizeOf } from '../../shape.js';
import { asTensor, isTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { vmap } from '../../transforms/vmap.js';

export interface VectorizeOptions {
  /** Positions of arguments that are passed on as they are. */
  excluded?: Iterable<number> | null;
  /** How many axes each argument has for the function itself, such as '(n,m),(m)->(n)'; left out: none. */
  signature?: string | null;
}

/** The number of axes that the function itself sees of each argument. */
function innerRanks(signature: string | null, count: number): number[] {
  if (signature === null) return new Array<number>(count).fill(0);
  const term = String.raw`\([\w\s,]*\)`;
  if (!new RegExp(`^${term}(,${term})*->${term}(,${term})*$`).test(signature.replaceAll(' ', ''))) {
    throw new ValueError('[vectorize]: this is not a signature.', {
      expected: "a text such as '(n,m),(m)->(n)'",
      received: `'${signature}'`,
    });
  }
  const terms = signature.split('->')[0]!.match(new RegExp(term, 'g'))!;
  if (terms.length !== count) {
    throw new ValueError('[vectorize]: the signature does not fit the arguments.', {
      received: `${terms.length} terms and ${count} arguments`,
    });
  }
  return terms.map(
    (each) =>
      each
        .slice(1, -1)
        .split(',')
        .filter((name) => name.trim() !== '').length,
  );
}

/**
 * A function of numbers (or of the small arrays that the signature describes) as one of tensors: all leading axes broadcast, and
 * the function is applied at each position, all at once.
 *
 * @example
 * const norm = ops.vectorize((v: Tensor) => ops.sqrt(ops.sum(ops.square(v))), { signature: '(n)->()' });
 * norm(ops.ones([5, 4, 3])); // shape [5, 4]
 */
export function vectorize<Args extends readonly unknown[], Result>(
  pyfunc: (...args: Args) => Result,
  { excluded = null, signature = null }: VectorizeOptions = {},
): (...args: { [I in keyof Args]: unknown }) => Result {
  requireFunction('vectorize', pyfunc);
  const fixed = new Set(excluded ?? []);
  return (...args) => {
    const given = args as readonly unknown[];
    const positions = given.map((_, i) => i).filter((i) => !fixed.has(i));
    if (positions.length === 0) throw new ValueError('[vectorize]: an argument is needed that is no excluded one.');
    const ranks = innerRanks(signature, positions.length);
    const tensors = positions.map((i) => asTensor(given[i] as TensorLike));
    const split = tensors.map(({ shape, rank }, i) => {
      if (rank < ranks[i]!) {
        throw new ShapeError('[vectorize]: an argument has too few axes.', {
          expected: `at least ${ranks[i]} axes`,
          received: formatShape(shape),
        });
      }
      return { lead: shape.slice(0, rank - ranks[i]!), own: shape.slice(rank - ranks[i]!) };
    });
    const lead = broadcastShapes('vectorize', ...split.map((each) => each.lead));
    const rows = tensors.map((x, i) => {
      const { own } = split[i]!;
      return reshape(broadcastTo(x, [...lead, ...own]), [sizeOf(lead), ...own]);
    });
    const inner = (...values: readonly Tensor[]): unknown => {
      const all = [...given];
      positions.forEach((position, i) => {
        all[position] = values[i];
      });
      return pyfunc(...(all as unknown as Args));
    };
    const unflatten = (x: unknown): unknown => {
      if (Array.isArray(x)) return x.map(unflatten);
      return isTensor(x) ? reshape(x, [...lead, ...x.shape.slice(1)]) : x;
    };
    return unflatten((vmap(inner) as (...values: readonly Tensor[]) => unknown)(...rows)) as Result;
  };
}
