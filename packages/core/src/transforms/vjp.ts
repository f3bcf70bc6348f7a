import { entered } from '../entered.js';
import { ValueError } from '../errors.js';
import { dependents, type Node } from '../graph/node.js';
import { cast, zerosLike } from '../primitives/elementwise.js';
import { identity } from '../primitives/identity.js';
import { isPlainObject } from '../python/python-call.js';
import { requireFunction } from '../python/require-function.js';
import { formatShape, sameShape } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { recorded } from '../tracing/trace.js';
import { cotangentsOf, differentiable, splitAux } from './differentiable.js';
import { type TensorTree, tensorTree } from './tensor-tree.js';
import type { ArraysOf, LooseArgs } from './types.js';

type Primals<Args extends readonly unknown[]> = { -readonly [K in keyof Args]: ArraysOf<Args[K]> };

/** The tensors of a tree that must have the structure and shapes of `like`; their dtypes are adapted. */
function matching(op: string, what: string, given: TensorTree, like: TensorTree, values: readonly Tensor[]): Tensor[] {
  const fits =
    given.structure === like.structure && given.tensors.every((x, i) => sameShape(x.shape, values[i]!.shape));
  if (fits) return given.tensors.map((x, i) => cast(x, values[i]!.dtype));
  const describe = ({ structure }: TensorTree, tensors: readonly Tensor[]) =>
    `${structure} of shapes ${tensors.map(({ shape }) => formatShape(shape)).join(', ')}`;
  throw new ValueError(`[${op}]: the ${what} do not fit.`, {
    expected: describe(like, values),
    received: describe(given, given.tensors),
  });
}

/**
 * The value of `fun` and its vector-Jacobian product: a function from a cotangent of the value (of the same structure) to the
 * cotangents of the primals, one for each.
 *
 * @throws TypeError for bools and integers other than int32; the returned function throws ValueError for a cotangent of another shape
 * @example
 * const [y, pullback] = vjp((x: Tensor) => x.mul(x), tensor([1, 2, 3], null, 'float32'));
 * const [dx] = pullback([1, 0, 0]); // [2, 0, 0]
 */
export function vjp<Args extends readonly unknown[], Out>(
  fun: (...args: Args) => Out,
  ...primals: LooseArgs<Args>
): [Out, (cotangent: unknown) => Primals<Args>];
export function vjp<Args extends readonly unknown[], Out, Aux>(
  fun: (...args: Args) => readonly [Out, Aux],
  ...primals: [...LooseArgs<Args>, { hasAux: true }]
): [Out, (cotangent: unknown) => Primals<Args>, Aux];
export function vjp(fun: (...args: never[]) => unknown, ...settings: readonly unknown[]): unknown[] {
  requireFunction('vjp', fun);
  const last = settings[settings.length - 1];
  const hasAux = isPlainObject(last) && Object.keys(last).join() === 'hasAux';
  const { tree, inputs, args } = differentiable('vjp', hasAux ? settings.slice(0, -1) : settings);
  const {
    result: [result, aux],
    nodes,
  } = recorded(() => splitAux('vjp', fun(...(args as never[])), hasAux && last.hasAux === true));
  const outputs = tensorTree(result, 'tensors');
  // The pullback owns the graph: what is read meanwhile takes nothing from it.
  const path = between(inputs, outputs.tensors, nodes);
  const pullback = entered((cotangent: unknown) => {
    const arriving = matching('vjp', 'cotangents', tensorTree(cotangent, 'tensors'), outputs, outputs.tensors);
    return tree.pack(cotangentsOf(outputs.tensors, arriving, inputs, path));
  });
  return hasAux ? [result, pullback, aux] : [result, pullback];
}

/**
 * The derivative of `outputs` along `tangents` of `inputs`: reverse mode twice, since the first is linear in its cotangents.
 *
 * @param nodes those that were recorded between inputs and outputs
 */
export function pushForward(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  tangents: readonly Tensor[],
  nodes: readonly Node[],
): Tensor[] {
  const cotangents = outputs.map((output) => identity(zerosLike(output)));
  const { result, nodes: backwards } = recorded(() => cotangentsOf(outputs, cotangents, inputs, nodes));
  return cotangentsOf(result, tangents, cotangents, backwards);
}

/** The nodes that lead from the inputs to the outputs. */
function between(inputs: readonly Tensor[], outputs: readonly Tensor[], nodes: readonly Node[]): Node[] {
  const dependent = dependents(nodes, inputs);
  const needed = new Set(outputs);
  const path: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!dependent.has(node) || !node.outputs.some((output) => needed.has(output))) continue;
    path.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  return path.reverse();
}

/**
 * The value of `fun` and its Jacobian-vector product: the derivative along `tangents`.
 *
 * @param primals the arguments, as an array
 * @param tangents of the structure and shapes of the primals
 * @returns [value, tangent], or [value, tangent, aux]
 * @example
 * const [y, dy] = jvp((x: Tensor) => x.mul(x), [3], [1]); // 9 and 6
 */
export function jvp<Args extends readonly unknown[], Out>(
  fun: (...args: Args) => Out,
  primals: LooseArgs<Args>,
  tangents: LooseArgs<Args>,
  options?: { hasAux?: false },
): [Out, Out];
/** The value of `fun`, its Jacobian-vector product, and what it returns besides. */
export function jvp<Args extends readonly unknown[], Out, Aux>(
  fun: (...args: Args) => readonly [Out, Aux],
  primals: LooseArgs<Args>,
  tangents: LooseArgs<Args>,
  options: { hasAux: true },
): [Out, Out, Aux];
export function jvp(
  fun: (...args: never[]) => unknown,
  primals: readonly unknown[],
  tangents: readonly unknown[],
  { hasAux = false }: { hasAux?: boolean } = {},
): unknown[] {
  const { tree, inputs, args } = differentiable('jvp', primals);
  const along = matching('jvp', 'tangents', tensorTree(tangents, 'arguments'), tree, inputs);
  const {
    result: [result, aux],
    nodes,
  } = recorded(() => splitAux('jvp', fun(...(args as never[])), hasAux));
  const outputs = tensorTree(result, 'tensors');
  const tangent = outputs.pack(pushForward(outputs.tensors, inputs, along, nodes));
  return hasAux ? [result, tangent, aux] : [result, tangent];
}

/**
 * The value of `fun` and its derivative as a linear function of tangents, for many tangents at one point.
 *
 * @example
 * const [y, derivative] = linearize((x: Tensor) => x.mul(x), 3);
 * await derivative(1).item(); // 6
 */
export function linearize<Args extends readonly unknown[], Out>(
  fun: (...args: Args) => Out,
  ...primals: LooseArgs<Args>
): [Out, (...tangents: LooseArgs<Args>) => Out] {
  requireFunction('linearize', fun);
  const { tree, inputs, args } = differentiable('linearize', primals);
  const { result, nodes } = recorded(() => fun(...(args as unknown as Args)));
  const outputs = tensorTree(result, 'tensors');
  const path = between(inputs, outputs.tensors, nodes);
  return [
    result,
    entered(
      (...tangents: LooseArgs<Args>) =>
        outputs.pack(
          pushForward(
            outputs.tensors,
            inputs,
            matching('linearize', 'tangents', tensorTree(tangents, 'arguments'), tree, inputs),
            path,
          ),
        ) as Out,
    ),
  ];
}
