/** Functions with derivatives of their own. */

import { ValueError } from '../errors.js';
import { withGradient } from '../primitives/custom-gradient.js';
import { requireFunction } from '../python/require-function.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from './backward.js';
import { splitAux } from './differentiable.js';
import { type TensorTree, tensorTree } from './tensor-tree.js';
import type { LooseArgs } from './types.js';

type Fun = (...args: never[]) => unknown;

/** The gradients that a rule returned, one for each of the arguments' tensors. */
function spread(op: string, returned: unknown, args: readonly unknown[]): (Tensor | null)[] {
  const list = args.length === 1 && !(Array.isArray(returned) && returned.length === 1) ? [returned] : returned;
  if (!Array.isArray(list) || list.length !== args.length) {
    throw new ValueError(`[${op}]: the rule must return one gradient for each argument.`, {
      expected: `${args.length} gradients`,
      received: Array.isArray(list) ? `${list.length}` : typeof list,
    });
  }
  return args.flatMap((arg, i): readonly (Tensor | null)[] => {
    const count = tensorTree(arg, 'tensors').tensors.length;
    if (list[i] === null || list[i] === undefined) return new Array<null>(count).fill(null);
    return tensorTree(list[i], 'tensors').tensors;
  });
}

/** Arguments as trees of tensors, so that a rule and the function see the same. */
function tensorArguments(args: readonly unknown[]): { tree: TensorTree; values: unknown[] } {
  const tree = tensorTree(args, 'arguments');
  return { tree, values: tree.pack(tree.tensors) as unknown[] };
}

/**
 * Keras's custom gradient: `fun` returns [result, rule], where the rule maps the cotangent of the result (of its structure) to
 * the gradients of the arguments: one, or an array with one for each; null for an argument without.
 *
 * @throws ValueError when the rule returns another number of gradients, or one of another shape
 * @example
 * const clipped = customGradient((x: Tensor) => [x, (g: Tensor) => g.maximum(-1).minimum(1)]);
 */
export function customGradient<Args extends readonly unknown[], Result>(
  fun: (...args: Args) => readonly [result: Result, rule: (cotangent: Result) => unknown],
): (...args: LooseArgs<Args>) => Result {
  requireFunction('custom_gradient', fun);
  return (...args) => {
    const { tree, values } = tensorArguments(args);
    const [result, rule] = splitAux('custom_gradient', fun(...(values as unknown as Args)), true);
    const out = tensorTree(result, 'tensors');
    const results = withGradient(out.tensors, tree.tensors, (cotangents) =>
      spread('custom_gradient', (rule as (g: unknown) => unknown)(out.pack(cotangents)), values),
    );
    return out.pack(results) as Result;
  };
}

/** A function of {@link customVjp}, with the method that gives it its rule. */
export interface CustomVjp<Args extends readonly unknown[], Result> {
  (...args: LooseArgs<Args>): Result;
  /**
   * @param forward from the arguments to [result, residuals]
   * @param backwards from (arguments without derivative, residuals, cotangent of the result) to an array of the arguments'
   *   gradients; null for an argument without
   */
  defvjp<Residuals>(
    forward: (...args: Args) => readonly [Result, Residuals],
    backwards: (...args: never[]) => readonly unknown[],
  ): void;
}

/**
 * JAX's custom_vjp: a function whose reverse-mode rule is defined afterwards.
 *
 * @param nondiffArgnums arguments that are not differentiated; the rule gets them first
 * @throws ValueError when called before {@link CustomVjp.defvjp}
 * @example
 * const f = customVjp((x: Tensor) => x.exp());
 * f.defvjp((x) => [x.exp(), x.exp()], (y: Tensor, g: Tensor) => [y.mul(g)]);
 */
export function customVjp<Args extends readonly unknown[], Result>(
  fun: (...args: Args) => Result,
  { nondiffArgnums = [] }: { nondiffArgnums?: readonly number[] } = {},
): CustomVjp<Args, Result> {
  requireFunction('custom_vjp', fun);
  let rules: { forward: Fun; backwards: Fun } | null = null;
  const call = (...args: LooseArgs<Args>): Result => {
    if (!rules)
      throw new ValueError('[custom_vjp]: the rule is missing.', { hint: 'call defvjp(forward, backward) first.' });
    const { forward, backwards } = rules;
    const fixed = args.filter((_, i) => nondiffArgnums.includes(i));
    const { tree, values } = tensorArguments(args.filter((_, i) => !nondiffArgnums.includes(i)));
    const rest = [...values];
    const all = args.map((arg, i) => (nondiffArgnums.includes(i) ? arg : rest.shift())) as never[];
    const out = tensorTree((fun as Fun)(...all), 'tensors');
    const results = withGradient(out.tensors, tree.tensors, (cotangents) => {
      const [, residuals] = splitAux('custom_vjp', forward(...all), true);
      const gradients = backwards(...([...fixed, residuals, out.pack(cotangents)] as never[]));
      return spread('custom_vjp', gradients, values);
    });
    return out.pack(results) as Result;
  };
  return Object.assign(call, {
    defvjp(forward: Fun, backwards: Fun) {
      rules = { forward, backwards };
    },
  }) as CustomVjp<Args, Result>;
}

/** A function of {@link customJvp}, with the method that gives it its rule. */
export interface CustomJvp<Args extends readonly unknown[], Result> {
  (...args: LooseArgs<Args>): Result;
  /** @param rule from (primals, tangents) to [result, tangent of the result], linear in the tangents */
  defjvp(rule: (primals: Args, tangents: Args) => readonly [Result, Result]): void;
}

/**
 * JAX's custom_jvp: a function whose forward-mode rule is defined afterwards; reverse mode is its transpose.
 *
 * @throws ValueError when called before {@link CustomJvp.defjvp}
 * @example
 * const f = customJvp((x: Tensor) => x.exp());
 * f.defjvp(([x], [t]) => [x.exp(), x.exp().mul(t)]);
 */
export function customJvp<Args extends readonly unknown[], Result>(
  fun: (...args: Args) => Result,
): CustomJvp<Args, Result> {
  requireFunction('custom_jvp', fun);
  let defined: Fun | null = null;
  const call = (...args: LooseArgs<Args>): Result => {
    const rule = defined;
    if (!rule) throw new ValueError('[custom_jvp]: the rule is missing.', { hint: 'call defjvp(rule) first.' });
    const { tree, values } = tensorArguments(args);
    const out = tensorTree(fun(...(values as unknown as Args)), 'tensors');
    const results = withGradient(out.tensors, tree.tensors, (cotangents) => {
      const tangents = tree.tensors.map(placeholder);
      const [, tangent] = splitAux('custom_jvp', rule(values as never, tree.pack(tangents) as never), true);
      return backward(tensorTree(tangent, 'tensors').tensors, cotangents, tangents);
    });
    return out.pack(results) as Result;
  };
  return Object.assign(call, {
    defjvp(rule: Fun) {
      defined = rule;
    },
  }) as unknown as CustomJvp<Args, Result>;
}
