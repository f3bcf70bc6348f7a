import { is, makerOf, type NodeOf } from '../../../../graph/match.js';
import type { Node } from '../../../../graph/node.js';
import { emit } from '../../../../op.js';
import { concatenate, concatPrimitive, slice, slicePrimitive } from '../../../../primitives/blocks.js';
import type { ReduceAttributes } from '../../../../primitives/combinators.js';
import { add } from '../../../../primitives/elementwise.js';
import { type MatmulAttributes, matmulPrimitive, product } from '../../../../primitives/matmul.js';
import { broadcastPrimitive, broadcastTo, transpose, transposePrimitive } from '../../../../primitives/movement.js';
import { sum } from '../../../../primitives/reduce.js';
import { range } from '../../../../shape.js';
import type { Tensor } from '../../../../tensor/tensor.js';
import { alignedAxis, type Classes, type ClassesOf, maskOf } from './classes.js';
import { assemble, type Part, partsOf, shapeOf, take } from './parts.js';

/** A tensor, or a part of it. */
export type Need = readonly [x: Tensor, part: Part | null];

/** How a tensor, or a part of it, is made of others and parts of them. */
export interface Rule {
  readonly needs: readonly Need[];
  make(given: readonly Tensor[]): Tensor;
}

/** How a whole tensor is made of parts; null where the operation is left as it is. */
export function ruleForWhole(out: Tensor, classesOf: ClassesOf): Rule | null {
  const own = classedAxis(out, classesOf);
  if (own !== null)
    return ofParts(out, own, classesOf(out, own)!, (part) => ({ needs: [[out, part]], make: ([x]) => x! }));
  const node = makerOf(out)!;
  if (isMatrixProduct(node)) return productRule(node, out, classesOf);
  return is(node, sum) ? sumRule(node, out, classesOf) : null;
}

const classedAxis = (x: Tensor, classesOf: ClassesOf): number | null =>
  range(x.rank).find((axis) => (classesOf(x, axis)?.zero.length ?? 1) > 1) ?? null;

const isMatrixProduct = (node: Node): node is NodeOf<MatmulAttributes> =>
  is(node, matmulPrimitive) && node.inputs.every(({ rank }) => rank === 2);

/** A tensor that is put together along an axis, each part by its own rule. */
function ofParts(out: Tensor, axis: number, classes: Classes, ruleFor: (part: Part) => Rule): Rule {
  const parts = partsOf(classes, axis);
  const rules = parts.map(ruleFor);
  return {
    needs: rules.flatMap(({ needs }) => needs),
    make(given) {
      const arriving = given.values();
      const made = rules.map((rule) => rule.make(rule.needs.map(() => arriving.next().value!)));
      return assemble(
        made.map((x, k) => [parts[k]!, x] as const),
        out,
        axis,
      );
    },
  };
}

/** The sum of what is made for each class that is not zero. */
function ofTerms(out: Tensor, terms: readonly Rule[]): Rule {
  return {
    needs: terms.flatMap(({ needs }) => needs),
    make(given) {
      const arriving = given.values();
      const made = terms.map((rule) => rule.make(rule.needs.map(() => arriving.next().value!)));
      return made.length > 0 ? made.reduce(add) : assemble([], out, 0);
    },
  };
}

const hasZeros = (classes: Classes | null): classes is Classes => classes?.zero.includes(true) ?? false;

function productRule({ inputs: [x, y], attributes }: NodeOf<MatmulAttributes>, out: Tensor, classesOf: ClassesOf) {
  const { transposeX, transposeY } = attributes;
  const [rows, inner] = transposeX ? [1, 0] : [0, 1];
  const [innerOfY, columns] = transposeY ? [1, 0] : [0, 1];
  // Where one factor is zero, the other makes no difference.
  const [ofX, ofY] = [classesOf(x!, inner), classesOf(y!, innerOfY)];
  const contracted = hasZeros(ofX) ? ofX : hasZeros(ofY) ? ofY : null;
  if (contracted) {
    const terms = partsOf(contracted, 0).map(
      ({ places }): Rule => ({
        needs: [
          [x!, { axis: inner, places }],
          [y!, { axis: innerOfY, places }],
        ],
        make: ([a, b]) => product(a!, b!, transposeX, transposeY),
      }),
    );
    return ofTerms(out, terms);
  }
  const [ofRows, ofColumns] = [classesOf(x!, rows), classesOf(y!, columns)];
  if (hasZeros(ofRows)) {
    return ofParts(out, 0, ofRows, ({ places }) => ({
      needs: [
        [x!, { axis: rows, places }],
        [y!, null],
      ],
      make: ([a, b]) => product(a!, b!, transposeX, transposeY),
    }));
  }
  if (!hasZeros(ofColumns)) return null;
  return ofParts(out, 1, ofColumns, ({ places }) => ({
    needs: [
      [x!, null],
      [y!, { axis: columns, places }],
    ],
    // As rows of the transposed product, since rows are put together faster.
    make: ([a, b]) => transpose(product(b!, a!, !transposeY, !transposeX), [1, 0]),
  }));
}

function sumRule(
  { inputs: [x], attributes }: NodeOf<ReduceAttributes>,
  out: Tensor,
  classesOf: ClassesOf,
): Rule | null {
  const { axes, keepdims } = attributes;
  const axis = classedAxis(x!, classesOf);
  if (axis === null) return null;
  const each = (part: Part): Rule => ({ needs: [[x!, part]], make: ([own]) => sum(own!, axes, keepdims) });
  const classes = classesOf(x!, axis)!;
  if (axes.includes(axis)) return ofTerms(out, partsOf(classes, axis).map(each));
  const kept = keepdims ? axis : axis - axes.filter((other) => other < axis).length;
  return ofParts(out, kept, classes, ({ places }) => each({ axis, places }));
}

interface Known {
  readonly classesOf: ClassesOf;
  readonly constants: ReadonlyMap<Tensor, Tensor>;
}

/** How a part of a tensor is made. */
export function ruleForPart(out: Tensor, part: Part, known: Known): Rule {
  const node = makerOf(out);
  return (node && partRule(node, out, part, known)) ?? { needs: [[out, null]], make: ([x]) => take(x!, part) };
}

function partRule(node: Node, out: Tensor, part: Part, { classesOf, constants }: Known): Rule | null {
  const { inputs, primitive, attributes } = node;
  const [x] = inputs;
  const { axis, places } = part;
  const shape = shapeOf(out, part);
  /** What an operand that is broadcast has there. */
  const aligned = (operand: Tensor): Need => {
    const own = alignedAxis(operand, out, axis);
    return [operand, own === null ? null : { axis: own, places }];
  };
  if (primitive.elementwise) {
    const mask = maskOf(node, constants);
    const flag = mask?.axis === axis ? mask.flags[places[0]!] : undefined;
    if (flag !== undefined && places.every((place) => mask!.flags[place] === flag)) {
      return { needs: [aligned(inputs[flag ? 0 : 1]!)], make: ([chosen]) => broadcastTo(chosen!, shape) };
    }
    const needs = inputs.map(aligned);
    const isZero = ([x, own]: Need) => own !== null && places.every((place) => zeroAt(classesOf(x, own.axis), place));
    const others = is(node, add) ? needs.filter((need) => !isZero(need)) : needs;
    if (others.length === 1 && needs.length > 1) return { needs: others, make: ([own]) => broadcastTo(own!, shape) };
    return { needs, make: (given) => emit(primitive, given, attributes)[0]! };
  }
  if (is(node, broadcastPrimitive)) return { needs: [aligned(x!)], make: ([own]) => broadcastTo(own!, shape) };
  if (is(node, transposePrimitive)) {
    const { permutation } = node.attributes;
    return { needs: [[x!, { axis: permutation[axis]!, places }]], make: ([own]) => transpose(own!, permutation) };
  }
  if (is(node, slicePrimitive)) {
    const { starts, steps } = node.attributes;
    if (steps[axis] !== 1) return null;
    const from = starts.map((start, i) => (i === axis ? 0 : start));
    return {
      needs: [[x!, { axis, places: places.map((place) => place + starts[axis]!) }]],
      make: ([own]) => slice(own!, from, shape, steps),
    };
  }
  if (is(node, concatPrimitive)) return concatRule(inputs, node.attributes.axis, part);
  if (is(node, sum)) {
    const { axes, keepdims } = node.attributes;
    const own = keepdims ? axis : range(x!.rank).filter((i) => !axes.includes(i))[axis]!;
    return { needs: [[x!, { axis: own, places }]], make: ([given]) => sum(given!, axes, keepdims) };
  }
  if (!isMatrixProduct(node)) return null;
  const { transposeX, transposeY } = node.attributes;
  const needs: Need[] =
    axis === 0
      ? [
          [x!, { axis: transposeX ? 1 : 0, places }],
          [inputs[1]!, null],
        ]
      : [
          [x!, null],
          [inputs[1]!, { axis: transposeY ? 0 : 1, places }],
        ];
  return { needs, make: ([a, b]) => product(a!, b!, transposeX, transposeY) };
}

const zeroAt = (classes: Classes | null, place: number): boolean => classes?.zero[classes.of[place]!] ?? false;

function concatRule(inputs: readonly Tensor[], along: number, { axis, places }: Part): Rule {
  if (axis !== along) {
    return { needs: inputs.map((x) => [x, { axis, places }]), make: (given) => concatenate(given, along) };
  }
  let start = 0;
  const needs = inputs.flatMap((x): Need[] => {
    const [from, to] = [start, start + x.shape[axis]!];
    start = to;
    const own = places.filter((place) => place >= from && place < to).map((place) => place - from);
    return own.length > 0 ? [[x, { axis, places: own }]] : [];
  });
  return { needs, make: (given) => concatenate(given, axis) };
}
