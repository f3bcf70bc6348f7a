import { entered } from '../entered.js';
import type { Node } from '../graph/node.js';
import { equal } from '../primitives/compare.js';
import { cast, zerosLike } from '../primitives/elementwise.js';
import { iota } from '../primitives/iota.js';
import { reshape, transpose } from '../primitives/movement.js';
import { bindArguments } from '../python/python-call.js';
import { requireFunction } from '../python/require-function.js';
import { range, type Shape } from '../shape.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { recorded } from '../tracing/trace.js';
import { batchOutputs } from './batch.js';
import { type Chosen, chooseArguments, cotangentsOf, splitAux } from './differentiable.js';
import { type TensorTree, tensorTree } from './tensor-tree.js';
import type { Argnums, At, LooseArgs } from './types.js';
import { pushForward } from './vjp.js';

interface Options<N> {
  argnums?: N;
  hasAux?: false;
}

interface Jacobian {
  <Args extends readonly Tensor[], Out, const N extends Argnums = 0>(
    fun: (...args: Args) => Out,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => JacobianOf<Out, At<Args, N>>;
  <Args extends readonly unknown[], Out, const N extends Argnums = 0>(
    fun: (...args: Args) => Out,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => JacobianOf<Out, At<Args, N>>;
  <Args extends readonly unknown[], Out, Aux, const N extends Argnums = 0>(
    fun: (...args: Args) => readonly [Out, Aux],
    options: { argnums?: N; hasAux: true },
  ): (...args: LooseArgs<Args>) => [JacobianOf<Out, At<Args, N>>, Aux];
}

/** The tree of results, with a tree of the arguments in place of each tensor. */
type JacobianOf<Out, In> = Out extends Tensor
  ? In
  : Out extends readonly unknown[]
    ? { -readonly [K in keyof Out]: JacobianOf<Out[K], In> }
    : Out extends object
      ? { [K in keyof Out]: JacobianOf<Out[K], In> }
      : Out;

/** Derivatives of every output with respect to every input, of shape [...output, ...input]. */
type Rule = (outputs: readonly Tensor[], inputs: readonly Tensor[], nodes: readonly Node[]) => Tensor[][];

/** The unit vectors of a space of tensors, stacked. */
function basis({ shape, size, dtype }: Tensor): Tensor {
  const indices = iota(size);
  const matrix = cast(equal(reshape(indices, [size, 1]), reshape(indices, [1, size])), dtype);
  return reshape(matrix, [size, ...shape]);
}

/** The outputs of `direction` along each unit vector of the space of `like`. */
function alongBasis(like: Tensor, direction: (unit: Tensor) => Tensor[]): Tensor[] {
  const unit = placeholder(like);
  const graph = { inputs: [unit], outputs: direction(unit) };
  return batchOutputs(graph, [basis(like)], [true], like.size);
}

const joined = (a: Shape, b: Shape): number[] => [...a, ...b];

/** Row by row: one cotangent for each element of an output. */
const byReverse: Rule = (outputs, inputs, nodes) =>
  outputs.map((output) =>
    alongBasis(output, (unit) => cotangentsOf([output], [unit], inputs, nodes)).map((rows, i) =>
      reshape(rows, joined(output.shape, inputs[i]!.shape)),
    ),
  );

/** Column by column: one tangent for each element of an input. */
const byForward: Rule = (outputs, inputs, nodes) => {
  const columns = inputs.map((input, i) =>
    alongBasis(input, (unit) => {
      const tangents = inputs.map((other, j) => (i === j ? unit : zerosLike(other)));
      return pushForward(outputs, inputs, tangents, nodes);
    }),
  );
  return outputs.map((output, o) =>
    inputs.map((input, i) => {
      const last = transpose(columns[i]![o]!, [...range(output.rank).map((axis) => axis + 1), 0]);
      return reshape(last, joined(output.shape, input.shape));
    }),
  );
};

const jacobian = (op: string, rule: Rule): Jacobian =>
  entered((...settings: unknown[]) => {
    const bound = bindArguments(op, ['fun', 'argnums', 'hasAux'], 1, settings);
    const [fun, argnums = 0, hasAux = false] = bound as [(...args: unknown[]) => unknown, Argnums?, boolean?];
    requireFunction(op, fun);
    return (...args: unknown[]) => {
      const chosen = chooseArguments(op, args, argnums);
      const {
        result: [result, aux],
        nodes,
      } = recorded(() => splitAux(op, fun(...chosen.args), hasAux));
      const out = tensorTree(result, 'tensors');
      const packed = nested(out, chosen, rule(out.tensors, chosen.inputs, nodes));
      return hasAux ? [packed, aux] : packed;
    };
  }) as unknown as Jacobian;

/** The tree of outputs with a tree of inputs for each tensor. */
const nested = (out: TensorTree, { pack }: Chosen, blocks: readonly (readonly Tensor[])[]): unknown =>
  out.pack(blocks.map((row) => pack(row)) as Tensor[]);

/**
 * The Jacobian of a function, by reverse mode: the better choice where the result is smaller than the arguments. For each tensor
 * of the result a tree of the arguments, with shapes [...result, ...argument].
 *
 * @throws TypeError for bools and integers other than int32
 * @example
 * await jacrev((x: Tensor) => x.mul(x))([1, 2]).array(); // [[2, 0], [0, 4]]
 */
export const jacrev = jacobian('jacrev', byReverse);

/**
 * The Jacobian of a function, by forward mode: the better choice where the arguments are smaller than the result.
 *
 * @throws TypeError for bools and integers other than int32
 * @example
 * await jacfwd((x: Tensor) => x.mul(x))([1, 2]).array(); // [[2, 0], [0, 4]]
 */
export const jacfwd = jacobian('jacfwd', byForward);

interface Hessian {
  <Args extends readonly Tensor[], const N extends Argnums = 0>(
    fun: (...args: Args) => Tensor,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => JacobianOf<At<Args, N>, At<Args, N>>;
  <Args extends readonly unknown[], const N extends Argnums = 0>(
    fun: (...args: Args) => Tensor,
    argnums?: N | Options<N>,
  ): (...args: LooseArgs<Args>) => JacobianOf<At<Args, N>, At<Args, N>>;
}

/**
 * The second derivatives of a function: of shape [...result, ...argument, ...argument].
 *
 * @example
 * await hessian((x: Tensor) => x.mul(x).sum())([1, 2]).array(); // [[2, 0], [0, 2]]
 */
export const hessian: Hessian = ((...settings: unknown[]) => {
  const [fun, argnums = 0] = bindArguments('hessian', ['fun', 'argnums'], 1, settings) as [never, Argnums?];
  requireFunction('hessian', fun);
  return jacfwd(jacrev(fun, argnums) as never, argnums);
}) as unknown as Hessian;
