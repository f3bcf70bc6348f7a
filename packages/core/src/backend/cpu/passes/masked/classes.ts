import { is } from '../../../../graph/match.js';
import type { Node } from '../../../../graph/node.js';
import { concatPrimitive, slicePrimitive } from '../../../../primitives/blocks.js';
import { add, mul, neg, sub } from '../../../../primitives/elementwise.js';
import { isZero, transposePrimitive } from '../../../../primitives/movement.js';
import { selectPrimitive } from '../../../../primitives/select.js';
import { range } from '../../../../shape.js';
import type { Tensor } from '../../../../tensor/tensor.js';

/** More classes than masks that take turns make are no pattern. */
const MOST_CLASSES = 8;

/** Longer axes would be looked at for longer than a product takes. */
const MOST_PLACES = 2 ** 13;

/** The places along an axis by what constant masks do to them: those of one class are alike. */
export interface Classes {
  /** The class of each place. */
  readonly of: readonly number[];
  /** Whether the elements of a class are known to be zero. */
  readonly zero: readonly boolean[];
}

/** Classes of tensors along their axes; none where no mask is behind a tensor. */
export type ClassesOf = (x: Tensor, axis: number) => Classes | null;

/** The axis of an operand that is broadcast against an axis of the result; null where it has one place there. */
export function alignedAxis(x: Tensor, out: Tensor, axis: number): number | null {
  const own = axis - (out.rank - x.rank);
  return own >= 0 && x.shape[own] === out.shape[axis] ? own : null;
}

interface Mask {
  readonly axis: number;
  readonly flags: readonly boolean[];
}

/** A condition that is known and depends on one axis of the result alone: what it is at each place; null for any other. */
export function maskOf(node: Node, constants: ReadonlyMap<Tensor, Tensor>): Mask | null {
  if (!is(node, selectPrimitive)) return null;
  const [condition, out] = [node.inputs[2]!, node.outputs[0]!];
  const axes = range(out.rank).filter((axis) => alignedAxis(condition, out, axis) !== null && out.shape[axis] !== 1);
  const { host, size } = constants.get(condition) ?? condition;
  if (!host || axes.length !== 1 || size !== out.shape[axes[0]!] || size > MOST_PLACES) return null;
  return { axis: axes[0]!, flags: Array.from(host.data, Boolean) };
}

/** Goes through a graph once. */
export function classesIn(nodes: readonly Node[], constants: ReadonlyMap<Tensor, Tensor>): ClassesOf {
  const known = new Map<Tensor, Map<number, Classes>>();
  const classesOf: ClassesOf = (x, axis) => known.get(x)?.get(axis) ?? null;
  for (const node of nodes) {
    const [out] = node.outputs;
    const found = new Map<number, Classes>();
    for (const axis of range(out!.rank)) {
      const classes = classesBehind(node, axis, classesOf, maskOf(node, constants));
      if (classes) found.set(axis, classes);
    }
    if (found.size > 0) known.set(out!, found);
  }
  return classesOf;
}

function classesBehind(node: Node, axis: number, classesOf: ClassesOf, mask: Mask | null): Classes | null {
  const { inputs, outputs, primitive } = node;
  const [out] = outputs;
  if (is(node, transposePrimitive)) return classesOf(inputs[0]!, node.attributes.permutation[axis]!);
  if (is(node, slicePrimitive)) {
    const { starts, sizes, steps } = node.attributes;
    const classes = classesOf(inputs[0]!, axis);
    if (!classes || steps[axis] !== 1) return null;
    return renumbered(
      classes.of.slice(starts[axis]!, starts[axis]! + sizes[axis]!).map((k) => [k]),
      ([k]) => classes.zero[k!]!,
    );
  }
  if (is(node, concatPrimitive)) return node.attributes.axis === axis ? joined(inputs, axis, classesOf) : null;
  if (!primitive.elementwise) return null;
  const operands = inputs.map((x) => {
    const own = alignedAxis(x, out!, axis);
    return { classes: own === null ? null : classesOf(x, own), isZero: isZero(x) };
  });
  const flags = mask?.axis === axis ? mask.flags : null;
  if (!flags && operands.every(({ classes }) => classes === null)) return null;
  const places = range(out!.shape[axis]!).map((place) => [
    ...operands.map(({ classes }) => classes?.of[place] ?? 0),
    ...(flags ? [Number(flags[place])] : []),
  ]);
  const isZeroIn = (key: readonly number[], i: number): boolean =>
    operands[i]!.classes?.zero[key[i]!] ?? operands[i]!.isZero;
  return renumbered(places, (key) => {
    if (flags) return isZeroIn(key, key.at(-1) ? 0 : 1);
    return KEEP_ZERO.some((op) => is(node, op)) && inputs.every((_, i) => isZeroIn(key, i));
  });
}

/** They make zero of zeros. */
const KEEP_ZERO = [add, sub, mul, neg];

/** Classes of places that have the same key. */
function renumbered(
  keys: readonly (readonly number[])[],
  isZeroFor: (key: readonly number[]) => boolean,
): Classes | null {
  const numbers = new Map<string, number>();
  const zero: boolean[] = [];
  const of = keys.map((key) => {
    const text = key.join();
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, zero.length);
    return zero.push(isZeroFor(key)) - 1;
  });
  return zero.length <= MOST_CLASSES ? { of, zero } : null;
}

/** Those of tensors that lie one behind the other. */
function joined(parts: readonly Tensor[], axis: number, classesOf: ClassesOf): Classes | null {
  const own = parts.map((part) => classesOf(part, axis));
  if (own.every((classes) => classes === null)) return null;
  const keys = parts.flatMap((part, i) => range(part.shape[axis]!).map((place) => [i, own[i]?.of[place] ?? 0]));
  return renumbered(keys, ([i, k]) => own[i!]?.zero[k!] ?? isZero(parts[i!]!));
}
