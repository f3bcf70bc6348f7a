import { add, mul, sub } from '../primitives/elementwise.js';
import { sum } from '../primitives/reduce.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { isLeaf, nodesInAge } from './node.js';
import { matchOf, type Pattern, patternOf, tensorAt } from './pattern.js';

const floats = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

function patternFor(...roots: readonly Tensor[]): Pattern {
  return patternOf(nodesInAge(roots), roots, isLeaf)!.pattern;
}
const matches = (pattern: Pattern, ...roots: readonly Tensor[]) => matchOf(pattern, roots, isLeaf) !== null;

test('the same computation of other values is found, with its nodes and leaves in the same order', () => {
  const compute = (x: Tensor, y: Tensor) => {
    const product = mul(x, y);
    return [sum(add(product, x), [0]), product] as const;
  };
  const first = compute(floats(2, 3), floats(2, 3));
  const { pattern, places } = patternOf(nodesInAge(first), first, isLeaf)!;
  const [x, y] = [floats(2, 3), floats(2, 3)];
  const [total, product] = compute(x, y);
  const match = matchOf(pattern, [total, product], isLeaf)!;
  expect(match.leaves.map((leaf) => [x, y].indexOf(leaf))).toEqual([0, 1]);
  expect(match.nodes.map(({ id }) => id)).toEqual(nodesInAge([total]).map(({ id }) => id));
  expect(tensorAt(match, places.get(first[1])!)).toBe(product);
});

const [x, y] = [floats(3, 4), floats(3, 4)];
test.each<[string, Tensor, Tensor]>([
  ['operations', add(x, y), mul(x, y)],
  ['orders of inputs', sub(mul(x, y), x), sub(x, mul(x, y))],
  ['leaves used twice', add(x, x), add(x, y)],
  ['leaves that are two', add(x, y), add(x, x)],
  ['shapes', add(x, y), add(floats(4, 3), floats(4, 3))],
  ['dtypes', add(x, y), add(tensor(new Float64Array(12), [3, 4]), tensor(new Float64Array(12), [3, 4]))],
  ['attributes', sum(x, [0]), sum(x, [1])],
  ['lengths of attributes', sum(x, [0]), sum(x, [0, 1])],
  ['nodes used twice', add(mul(x, y), mul(x, y)), square(mul(x, y))],
  ['nodes that are two', square(mul(x, y)), add(mul(x, y), mul(x, y))],
  ['leaves in place of nodes', add(mul(x, y), x), add(y, x)],
  ['nodes in place of leaves', add(y, x), add(mul(x, y), x)],
])('other %s make another computation', (_what, first, second) => {
  const pattern = patternFor(first);
  expect([matches(pattern, first), matches(pattern, second)]).toEqual([true, false]);
});

function square(h: Tensor): Tensor {
  return mul(h, h);
}

test('what is asked for belongs to it, and so does the order in which it was made', () => {
  const [a, b] = [mul(x, y), add(x, y)];
  expect(matches(patternFor(a, b), a)).toBe(false);
  const [later, before] = [add(x, y), mul(x, y)];
  expect(matches(patternFor(a, b), before, later)).toBe(false);
});
