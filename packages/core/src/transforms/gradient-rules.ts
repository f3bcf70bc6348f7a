/** Other rules of differentiation than the primitives' own, for as long as a body runs. */
import { innermost, scoped, scopeKind } from '../context.js';
import type { Attributes } from '../graph/node.js';
import type { Tensor } from '../tensor/tensor.js';

/** One application of a primitive that a derivative goes through. */
export interface DifferentiatedOp {
  /** The primitive: `relu`, `tanh`, `multiply`, `matmul`, ... */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
  /** Which of the inputs depend on what the derivative is asked for by. */
  readonly active: readonly boolean[];
}

/**
 * From the cotangents of the outputs (null for one that nothing depends on) to those of the inputs; null for an input without.
 *
 * @param own the primitive's own rule, which may be given other cotangents
 */
export type GradientRule = (
  cotangents: readonly (Tensor | null)[],
  op: DifferentiatedOp,
  own: (cotangents: readonly (Tensor | null)[]) => readonly (Tensor | null)[],
) => readonly (Tensor | null)[];

/** Rules by the name of the primitive. */
export type GradientRules = Readonly<Record<string, GradientRule>>;

const rules = scopeKind<GradientRules>();

/** Whether other rules than the primitives' own hold now. */
export const hasGradientRules = (): boolean => innermost(rules) !== undefined;

/** The rule that holds now for a primitive; undefined for its own. */
export const gradientRule = (name: string): GradientRule | undefined => {
  const given = innermost(rules);
  return given && Object.hasOwn(given, name) ? given[name] : undefined;
};

/**
 * Runs `body` with other rules of differentiation for some primitives: wherever a derivative is taken in it (`grad`, the pullback of
 * `vjp`, `gradients`), they stand in for the primitives' own, also inside layers, compiled functions and the bodies of loops. Values stay
 * what they are. So backpropagation becomes another one, such as guided backpropagation. A scope within another has its rules alone.
 *
 * @example
 * const guided: GradientRule = ([g], _op, own) => own([g!.relu()]);
 * await withGradientRules({ relu: guided }, () => grad((x: Tensor) => x.relu().mul(-1).sum())([1, 2])).array(); // [0, 0]
 */
export const withGradientRules = <T>(given: GradientRules, body: () => T): T => scoped(rules, given, body);
