import { isFloat } from '../dtype.js';
import { PythonTypeError, ValueError } from '../errors.js';
import { scalarLike } from '../primitives/elementwise.js';
import { bindArguments } from '../python/python-call.js';
import { requireFunction } from '../python/require-function.js';
import { formatShape } from '../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { recorded } from '../tracing/trace.js';
import { chooseArguments, cotangentsOf, splitAux } from './differentiable.js';
import type { Argnums, At, LooseArgs } from './types.js';

interface Options<N> {
  argnums?: N;
  hasAux?: false;
}
interface AuxOptions<N> {
  argnums?: N;
  hasAux: true;
}
/** What a function with auxiliary output returns. */
type WithAux<Aux> = readonly [value: Tensor, aux: Aux];

interface Grad {
  <Args extends readonly Tensor[], const N extends Argnums = 0>(
    fun: (...args: Args) => Tensor,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => At<Args, N>;
  <Args extends readonly unknown[], const N extends Argnums = 0>(
    fun: (...args: Args) => Tensor,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => At<Args, N>;
  <Args extends readonly unknown[], Aux, const N extends Argnums = 0>(
    fun: (...args: Args) => WithAux<Aux>,
    options: AuxOptions<N>,
  ): (...args: LooseArgs<Args>) => [gradient: At<Args, N>, aux: Aux];
}

interface ValueAndGrad {
  <Args extends readonly Tensor[], const N extends Argnums = 0>(
    fun: (...args: Args) => Tensor,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => [value: Tensor, gradient: At<Args, N>];
  <Args extends readonly unknown[], const N extends Argnums = 0>(
    fun: (...args: Args) => Tensor,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => [value: Tensor, gradient: At<Args, N>];
  <Args extends readonly unknown[], Aux, const N extends Argnums = 0>(
    fun: (...args: Args) => WithAux<Aux>,
    options: AuxOptions<N>,
  ): (...args: LooseArgs<Args>) => [valueAndAux: [Tensor, Aux], gradient: At<Args, N>];
}

type Fun = (...args: unknown[]) => unknown;

interface Differentiated {
  readonly value: Tensor;
  readonly gradient: unknown;
  readonly aux: unknown;
}

function differentiate(
  op: string,
  settings: readonly unknown[],
): { hasAux: boolean; at(args: unknown[]): Differentiated } {
  const bound = bindArguments(op, ['fun', 'argnums', 'hasAux'], 1, settings);
  const [fun, argnums = 0, hasAux = false] = bound as [Fun, Argnums?, boolean?];
  requireFunction(op, fun);
  return {
    hasAux,
    at(args) {
      const { args: given, inputs, pack } = chooseArguments(op, args, argnums);
      const {
        result: [result, aux],
        nodes,
      } = recorded(() => splitAux(op, fun(...given), hasAux));
      const value = scalarResult(op, result);
      return { value, aux, gradient: pack(cotangentsOf([value], [scalarLike(1, value)], inputs, nodes)) };
    },
  };
}

function scalarResult(op: string, result: unknown): Tensor {
  const value = asTensor(result as TensorLike);
  if (value.rank !== 0) {
    throw new ValueError(`[${op}]: the function must return a scalar.`, {
      expected: 'shape []',
      received: `shape ${formatShape(value.shape)}`,
      hint: 'reduce the result, or use jacrev or vjp.',
    });
  }
  if (!isFloat(value.dtype)) {
    throw new PythonTypeError(`[${op}]: the function must return a floating value.`, {
      received: `dtype ${value.dtype}`,
    });
  }
  return value;
}

/**
 * The gradient of a scalar function, as a function of the same arguments. Arguments may be trees of tensors; numbers, nested
 * arrays and int32 become floats.
 *
 * @param argnums which arguments to differentiate with respect to; several give an array of gradients
 * @param hasAux whether `fun` returns [value, aux]; the result is then [gradient, aux]
 * @throws ValueError when `fun` does not return a scalar; TypeError for bools and integers other than int32
 * @example
 * const slope = grad((x: Tensor) => x.mul(x).sum());
 * await slope([1, 2]).array(); // [2, 4]
 */
export const grad: Grad = ((...settings: unknown[]) => {
  const { at, hasAux } = differentiate('grad', settings);
  return (...args: unknown[]) => {
    const { gradient, aux } = at(args);
    return hasAux ? [gradient, aux] : gradient;
  };
}) as unknown as Grad;

/**
 * {@link grad} together with the value: a function that returns [value, gradient], or [[value, aux], gradient].
 *
 * @example
 * const [loss, gradients] = valueAndGrad(lossOf)(weights, x, y);
 */
export const valueAndGrad: ValueAndGrad = ((...settings: unknown[]) => {
  const { at, hasAux } = differentiate('value_and_grad', settings);
  return (...args: unknown[]) => {
    const { value, gradient, aux } = at(args);
    return [hasAux ? [value, aux] : value, gradient];
  };
}) as unknown as ValueAndGrad;
