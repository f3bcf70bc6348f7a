import { type ConvAttributes, conv, convInputGradient } from '../../primitives/conv.js';
import { add, mul } from '../../primitives/elementwise.js';
import { concatenate, pad, reshape, slice, transpose } from '../../primitives/movement.js';
import { toNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { nodeNames } from '../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../testing/random-values.js';
import { evaluateGraph } from '../evaluate.js';
import { fusePadding } from './fuse-padding.js';

const attributes: ConvAttributes = { strides: [2, 1], dilations: [1, 2], before: [0, 1], after: [1, 0], groups: 1 };
const of = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });
const names = (...outputs: Tensor[]) => nodeNames(...fusePadding({ inputs: [], outputs }).outputs);
const kernel = [4, 3, 3, 2];

/** Amounts for the last two axes. */
const last = ({ rank }: Tensor, ...amounts: [number, number]) => [...Array<number>(rank - 2).fill(0), ...amounts];
const around = (x: Tensor) => pad(x, last(x, 2, 1), last(x, 1, 0));
const inner = (x: Tensor) =>
  slice(
    x,
    last(x, 1, 2),
    last(x, 2, 3).map((cut, i) => x.shape[i]! - cut),
  );
const batches = (x: Tensor) => reshape(x, [2, 1, ...x.shape.slice(1)]);
const images = (x: Tensor) => reshape(x, [2, ...x.shape.slice(2)]);
/** Ends of what a convolution does not see. */
const [one, two] = [[-1, 0] as const, [1, -4] as const].map((after) => ({ ...attributes, after }));
const adjoint = (g: Tensor, k: Tensor) => convInputGradient(g, k, attributes);

test.each<[string, readonly number[], (x: Tensor, k: Tensor) => Tensor, string]>([
  ['zeros around an input', [2, 3, 6, 5], (x, k) => conv(around(x), k, attributes), 'conv'],
  [
    'zeros around an input whose channels were last',
    [2, 6, 5, 3],
    (x, k) => conv(transpose(pad(x, [0, 2, 1, 0], [0, 1, 0, 0]), [0, 3, 1, 2]), k, attributes),
    'conv',
  ],
  ['what is cut off from an adjoint', [2, 4, 4, 5], (g, k) => inner(adjoint(g, k)), 'conv_input_gradient'],
  ['zeros of which one is left out', [2, 3, 6, 5], (x, k) => conv(around(x), k, one!), 'conv'],
  ['zeros that are left out', [2, 3, 6, 8], (x, k) => conv(around(x), k, two!), 'conv'],
  ['less than zeros behind', [2, 4, 4, 5], (g, k) => inner(convInputGradient(g, k, two!)), 'conv_input_gradient'],
  ['more than zeros behind', [2, 4, 4, 5], (g, k) => inner(convInputGradient(g, k, one!)), 'conv_input_gradient'],
  ['zeros around several batches', [2, 1, 3, 6, 5], (x, k) => conv(images(around(x)), k, attributes), 'conv'],
  [
    'what is cut off from several batches',
    [2, 4, 4, 5],
    (g, k) => inner(batches(adjoint(g, k))),
    'conv_input_gradient',
  ],
  [
    'what is cut off from a sum, with batches and channels in other places',
    [2, 4, 4, 5],
    (g, k) => {
      const wide = convInputGradient(g, concatenate([k, k], 1), attributes);
      const apart = transpose(reshape(wide, [2, 2, 3, ...wide.shape.slice(2)]), [1, 0, 2, 3, 4]);
      return inner(add(apart, reshape(convInputGradient(concatenate([g, g], 0), k, attributes), apart.shape)));
    },
    'conv_input_gradient',
  ],
])('%s is the padding of the convolution', (name, shape, f, left) => {
  const next = randomNumbers(name);
  const values = [shape, kernel].map((sizes) => randomArray(next, sizes, 'float32'));
  const inputs = values.map(placeholder) as [Tensor, Tensor];
  const { outputs } = fusePadding({ inputs, outputs: [f(...inputs)] });
  expect(new Set(nodeNames(...outputs).filter((each) => !/reshape|transpose|concatenate|add/.test(each)))).toEqual(
    new Set([left]),
  );
  const [found] = evaluateGraph(outputs, new Map(inputs.map((input, i) => [input, values[i]!])));
  const [expected] = evaluateGraph([f(...(values.map(fromHost) as [Tensor, Tensor]))]);
  assertClose(name, toNumbers(found!), toNumbers(expected!), { rtol: 1e-6, atol: 1e-6 });
});

test('other padding stays', () => {
  const x = of(2, 3, 6, 5);
  const channels = pad(of(2, 2, 6, 5), [0, 1, 0, 0], [0, 0, 0, 0]);
  const ones = pad(x, [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0], of());
  const gaps = pad(x, [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]);
  for (const padded of [channels, ones, gaps]) {
    expect(names(conv(padded, of(...kernel), attributes))).toEqual(['pad', 'conv']);
  }
});

test('a sum with something else stays', () => {
  const [y, other] = [adjoint(of(2, 4, 4, 5), of(...kernel)), of(3, 1, 1)];
  expect(names(inner(add(y, other)))).toEqual(['conv_input_gradient', 'add', 'slice']);
  expect(names(inner(add(y, of(...y.shape))))).toEqual(['conv_input_gradient', 'add', 'slice']);
});

test('an adjoint that is used as a whole as well, or in steps, stays', () => {
  const y = adjoint(of(2, 4, 4, 5), of(...kernel));
  expect(names(inner(y), mul(y, y))).toEqual(['conv_input_gradient', 'slice', 'multiply']);
  const even = slice(y, [0, 0, 0, 0], [2, 3, Math.ceil(y.shape[2]! / 2), y.shape[3]!], [1, 1, 2, 1]);
  expect(names(even)).toEqual(['conv_input_gradient', 'slice']);
});
