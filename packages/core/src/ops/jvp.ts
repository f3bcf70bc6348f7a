import { jvp as jvpOf } from '../transforms/index.js';
import type { LooseArgs } from '../transforms/types.js';
import { opFamily } from './support/define.js';

interface Jvp {
  /** The value of `fun`, and its Jacobian-vector product: the derivative along `tangents`. */
  <Args extends readonly unknown[], Out>(
    fun: (...args: Args) => Out,
    primals: LooseArgs<Args>,
    tangents: LooseArgs<Args>,
    hasAux?: false | { hasAux?: false },
  ): [Out, Out];
  /** The value of `fun`, its Jacobian-vector product, and what it returns besides. */
  <Args extends readonly unknown[], Out, Aux>(
    fun: (...args: Args) => readonly [Out, Aux],
    primals: LooseArgs<Args>,
    tangents: LooseArgs<Args>,
    hasAux: true | { hasAux: true },
  ): [Out, Out, Aux];
}

/**
 * The value of `fun` and its Jacobian-vector product: the derivative along `tangents`. Symbolic arguments give symbolic results.
 *
 * @returns [value, tangent], or [value, tangent, aux]
 * @example
 * const [y, dy] = ops.jvp((x: Tensor) => x.mul(x), [3], [1]); // 9 and 6
 */
export const jvp = opFamily('linalg')(
  'jvp',
  ['fun', 'primals', 'tangents', 'hasAux'],
  (fun: (...args: never[]) => unknown, primals: unknown, tangents: unknown, hasAux: boolean = false) =>
    jvpOf(fun as never, primals as never, tangents as never, { hasAux: hasAux as true }),
  { tensors: ['primals', 'tangents'], className: 'JVP' },
) as unknown as Jvp;
