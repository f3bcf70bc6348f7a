/** keras.ops.einsum: Einstein's summation as transposes and matrix products. */
import { PythonTypeError, ShapeError, ValueError } from '../../errors.js';
import { cast, mul } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { broadcastTo, reshape, transpose } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { promote } from '../../python/promotion.js';
import { formatShape, range, sameShape, sizeOf } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { numpy } from '../support/arguments.js';
import { diagonals } from '../support/composites.js';

/** A tensor whose axes carry labels, each once. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

const invalid = (subscripts: string, reason: string): ValueError =>
  new ValueError(`[einsum]: ${reason}`, { received: `'${subscripts}'` });

/** The labels of one term; an ellipsis stands for the labels '.0', '.1', ..., counted from the last axis. */
function labelsOf(term: string, subscripts: string, ellipsisRank: (named: number) => number): string[] {
  const parts = term.split('...');
  if (parts.length > 2 || !/^[a-zA-Z]*$/.test(parts.join('')))
    throw invalid(subscripts, 'this is not a term of letters.');
  const named = [...parts.join('')];
  if (parts.length === 1) return named;
  const rank = ellipsisRank(named.length);
  return [...parts[0]!, ...range(rank).map((i) => `.${rank - 1 - i}`), ...parts[1]!];
}

/** The labels of every operand and of the result. */
function parse(subscripts: string, tensors: readonly Tensor[]): { inputs: string[][]; output: string[] } {
  const [left, right, ...more] = subscripts.replaceAll(' ', '').split('->');
  const terms = left!.split(',');
  if (more.length > 0 || terms.length !== tensors.length) {
    throw invalid(subscripts, `there are ${terms.length} terms for ${tensors.length} operands.`);
  }
  const inputs = terms.map((term, i) => {
    const { shape, rank } = tensors[i]!;
    const labels = labelsOf(term, subscripts, (named) => rank - named);
    if (labels.length === rank) return labels;
    throw new ShapeError(`[einsum]: the term '${term}' does not fit its operand.`, {
      expected: `${labels.length} axes`,
      received: `shape ${formatShape(shape)} in '${subscripts}'`,
    });
  });
  const all = inputs.flat();
  const shared = [...new Set(all.filter((label) => label.startsWith('.')))].sort(
    (a, b) => Number(b.slice(1)) - Number(a.slice(1)),
  );
  if (right !== undefined) {
    const output = labelsOf(right, subscripts, () => shared.length);
    const wrong = output.find((label, i) => !all.includes(label) || output.indexOf(label) !== i);
    if (wrong !== undefined) throw invalid(subscripts, `the result's label '${wrong}' is unknown or given twice.`);
    return { inputs, output };
  }
  const once = all.filter((label) => !label.startsWith('.') && all.indexOf(label) === all.lastIndexOf(label));
  return { inputs, output: [...shared, ...once.sort()] };
}

/** Axes with equal labels become their diagonal. */
function withoutRepeats(tensor: Tensor, labels: readonly string[]): Labelled {
  const first = labels.findIndex((label, i) => labels.indexOf(label) !== i);
  if (first < 0) return { tensor, labels };
  const label = labels[first]!;
  const other = labels.indexOf(label);
  const rest = range(labels.length).filter((axis) => axis !== first && axis !== other);
  const turned = transpose(tensor, [...rest, other, first]);
  const [n, m] = turned.shape.slice(-2) as [number, number];
  if (n !== m) throw sizesDiffer(label, n, m);
  return withoutRepeats(diagonals(turned, 0), [...rest.map((axis) => labels[axis]!), label]);
}

const sizesDiffer = (label: string, n: number, m: number): ShapeError =>
  new ShapeError(`[einsum]: the label '${label}' stands for two sizes.`, { received: `${n} and ${m}` });

/** Sums the axes whose labels nobody needs. */
function summed({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const gone = range(labels.length).filter((axis) => !needed.has(labels[axis]!));
  if (gone.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, gone), labels: labels.filter((label) => needed.has(label)) };
}

const sizeAt = ({ tensor, labels }: Labelled, label: string): number => tensor.shape[labels.indexOf(label)]!;

/** The size that a label stands for in both; a size of 1 broadcasts. */
function commonSize(label: string, a: Labelled, b: Labelled): number {
  const [n, m] = [sizeAt(a, label), sizeAt(b, label)];
  if (n !== m && n !== 1 && m !== 1) throw sizesDiffer(label, n, m);
  return n === 1 ? m : n;
}

const ordered = ({ tensor, labels }: Labelled, order: readonly string[]): Tensor =>
  transpose(
    tensor,
    order.map((label) => labels.indexOf(label)),
  );

/**
 * An operand of a matrix product, as [batch..., free, inner], or (which costs no transpose where the axes lie so already) as
 * [batch..., inner, free].
 */
function asMatrix(x: Labelled, batch: readonly string[], free: readonly string[], inner: readonly string[]) {
  const flipped =
    sameShape(x.labels, [...batch, ...inner, ...free]) && !sameShape(x.labels, [...batch, ...free, ...inner]);
  const turned = ordered(x, flipped ? [...batch, ...inner, ...free] : [...batch, ...free, ...inner]);
  const sizes = (labels: readonly string[]) => labels.map((label) => sizeAt(x, label));
  const [rows, columns] = [sizeOf(sizes(free)), sizeOf(sizes(inner))];
  return { flipped, matrix: reshape(turned, [...sizes(batch), ...(flipped ? [columns, rows] : [rows, columns])]) };
}

/** Both operands as one, summed over the labels that nobody needs any more. */
function contract(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const common = a.labels.filter((label) => b.labels.includes(label));
  const inner = common.filter((label) => !needed.has(label));
  const batch = common.filter((label) => needed.has(label));
  const freeA = a.labels.filter((label) => !common.includes(label));
  const freeB = b.labels.filter((label) => !common.includes(label));
  const labels = [...batch, ...freeA, ...freeB];
  const sizes = batch.map((label) => commonSize(label, a, b));
  const free = [...freeA.map((label) => sizeAt(a, label)), ...freeB.map((label) => sizeAt(b, label))];
  if (inner.length === 0) {
    const left = ordered(a, [...batch, ...freeA]);
    const right = ordered(b, [...batch, ...freeB]);
    const spread = reshape(left, [...left.shape, ...freeB.map(() => 1)]);
    const lead = right.shape.slice(0, batch.length);
    return {
      tensor: mul(spread, reshape(right, [...lead, ...freeA.map(() => 1), ...right.shape.slice(batch.length)])),
      labels,
    };
  }
  const full = (x: Labelled): Labelled => ({
    tensor: broadcastTo(
      x.tensor,
      x.labels.map((label) => (inner.includes(label) ? commonSize(label, a, b) : sizeAt(x, label))),
    ),
    labels: x.labels,
  });
  const left = asMatrix(full(a), batch, freeA, inner);
  const right = asMatrix(full(b), batch, freeB, inner);
  const tensor = product(left.matrix, right.matrix, left.flipped, !right.flipped);
  return { tensor: reshape(tensor, [...sizes, ...free]), labels };
}

/** Elements of the result of contracting two operands: what the order of contractions goes by. */
function costOf(a: Labelled, b: Labelled, needed: ReadonlySet<string>): number {
  const kept = [...new Set([...a.labels, ...b.labels])].filter((label) => needed.has(label));
  return kept.reduce((size, label) => size * Math.max(sizeAt(a, label) || 1, sizeAt(b, label) || 1), 1);
}

function sumOfProducts(subscripts: string, tensors: readonly Tensor[]): Tensor {
  const { inputs, output } = parse(subscripts, tensors);
  let operands = tensors.map((tensor, i) => withoutRepeats(tensor, inputs[i]!));
  const neededBy = (others: readonly Labelled[]) => new Set([...output, ...others.flatMap(({ labels }) => labels)]);
  operands = operands.map((x) => summed(x, neededBy(operands.filter((other) => other !== x))));
  while (operands.length > 1) {
    // Of all pairs the one with the smallest result; ties go from left to right.
    let best: { cost: number; i: number; j: number } | null = null;
    for (const i of range(operands.length)) {
      for (const j of range(operands.length).slice(i + 1)) {
        const cost = costOf(operands[i]!, operands[j]!, neededBy(operands.filter((_, k) => k !== i && k !== j)));
        if (!best || cost < best.cost) best = { cost, i, j };
      }
    }
    const { i, j } = best!;
    const others = operands.filter((_, k) => k !== i && k !== j);
    operands = [contract(operands[i]!, operands[j]!, neededBy(others)), ...others];
  }
  return ordered(summed(operands[0]!, new Set(output)), output);
}

/** The operation as functional models hold it: the operands in one list, the subscripts as its setting. */
const einsumOf = numpy(
  'einsum',
  ['operands', 'subscripts'],
  (operands: readonly TensorLike[], subscripts: string): Tensor => {
    const small = operands.every((x) => asTensor(x).dtype === 'int8');
    const tensors = promote(...operands);
    return sumOfProducts(subscripts, small ? tensors.map((x) => cast(x, 'int32')) : tensors);
  },
  { spread: true },
);

/** @throws TypeError for anything but a string */
function checked(subscripts: string): string {
  if (typeof subscripts === 'string') return subscripts;
  throw new PythonTypeError('[einsum]: the subscripts come first.', {
    expected: "a string such as 'ij,jk->ik'",
    received: String(subscripts),
  });
}

/**
 * Sums of products of elements, by Einstein's notation, with ellipses. Without '->' the result has the labels that occur once, in
 * alphabetical order.
 *
 * @throws ValueError for malformed subscripts, ShapeError where they do not fit the operands
 * @example
 * ops.einsum('ij,jk->ik', [[1, 2]], [[3], [4]]); // [[11]]
 * ops.einsum('...i,i->...', [[1, 2], [3, 4]], [1, 1]); // [3, 7]
 */
export const einsum = (subscripts: string, ...operands: readonly TensorLike[]): Tensor =>
  einsumOf(operands, checked(subscripts));
