/** Ops on texts: those that move elements, or ask which are the same, do it at once, on numbers that stand for the texts. */
import { noNumbers } from '../dtype.js';
import type { Primitive } from '../op.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { fromHost, fromTexts, type Tensor } from '../tensor/tensor.js';
import { texts } from '../tensor/tensor-base.js';
import { evaluateGraph } from './evaluate.js';
import { type Attributes, leavesOf, type Spec } from './node.js';

/** @throws TypeError for an op that computes */
export function requireTakesTexts({ name, takesTexts }: Pick<Primitive, 'name' | 'takesTexts'>): void {
  if (!takesTexts) throw noNumbers(`[${name}]: numbers are needed`);
}

const isKnown = (input: Tensor): boolean =>
  input[texts]() !== null || leavesOf([input]).every(({ host }) => host !== null);

/** What an op makes of texts; null where a value is not known, as in a trace. */
export function applyToTexts<A extends Attributes>(
  primitive: Primitive<A>,
  inputs: readonly Tensor[],
  attributes: A,
  specs: readonly Spec[],
): Tensor[] | null {
  if (!inputs.every(isKnown)) return null;
  const numbers = new Map<string, number>();
  const numberOf = (text: string) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  const values = inputs.map((input) => {
    const { shape, dtype } = input;
    const own = input[texts]();
    return { shape, dtype, values: own ? own.map(numberOf) : toNumbers(evaluateGraph([input])[0]!) };
  });
  const [spec] = specs as [Spec];
  const result = primitive.evaluate(values, attributes, specs) as ArrayLike<number>;
  if (spec.dtype !== 'string') return [fromHost(fromNumbers(result, spec.dtype, spec.shape))];
  const all = [...numbers.keys()];
  return [
    fromTexts(
      spec.shape,
      Array.from(result, (number) => all[number]!),
    ),
  ];
}
