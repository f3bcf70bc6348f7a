import { type ConvAttributes, conv } from '../../primitives/conv.js';
import { add, mul } from '../../primitives/elementwise.js';
import { product } from '../../primitives/matmul.js';
import { reshape, transpose } from '../../primitives/movement.js';
import { toNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../../tensor/tensor.js';
import { assertClose } from '../../testing/close.js';
import { nodeNames } from '../../testing/nodes.js';
import { randomArray, randomNumbers } from '../../testing/random-values.js';
import { evaluateGraph } from '../evaluate.js';
import { topologicalOrder } from '../node.js';
import { foldScales } from './fold-scales.js';

const attributes: ConvAttributes = { strides: [1, 1], dilations: [1, 1], before: [1, 1], after: [1, 1], groups: 1 };
const plain = (x: Tensor, k: Tensor) => conv(x, k, attributes);
const channelsLast = (x: Tensor, k: Tensor) => transpose(plain(transpose(x, [0, 3, 1, 2]), k), [0, 2, 3, 1]);
const inRows = (y: Tensor, [n, h, w]: readonly number[]) => reshape(y, [n!, h!, w!, y.shape[1]!]);
const first = (x: Tensor, k: Tensor) => product(reshape(x, [x.size / 3, 3]), k);
const grouped = (x: Tensor, k: Tensor) => conv(x, k, { ...attributes, groups: 4 });
const column = (v: Tensor) => reshape(v, [v.size, 1, 1]);

const needed = (y: Tensor, s: Tensor) => add(y, mul(y, column(s)));

type Program = (x: Tensor, weights: Tensor, scale: Tensor, offset: Tensor) => Tensor;
const image = [2, 3, 8, 8];
const pixels = [2, 8, 8, 3];
const of = (...shape: number[]): Tensor => placeholder({ shape, dtype: 'float32' });
const isElementwise = (name: string) => /multiply|add/.test(name);

/** What is left of elementwise operations on as many numbers as the result has. */
const passesOf = (result: Tensor) =>
  topologicalOrder([result])
    .filter(({ primitive, outputs }) => isElementwise(primitive.name) && outputs[0]!.size === result.size)
    .map(({ inputs: [x], primitive }) => `${primitive.name} of ${x!.node?.primitive.name}`);

test.each<[string, readonly number[], readonly number[], Program, string[]]>([
  ['a convolution', image, [4, 3, 3, 3], (x, k, s, o) => add(mul(plain(x, k), column(s)), column(o)), ['add of conv']],
  [
    'a convolution with a bias of its own',
    image,
    [4, 3, 3, 3],
    (x, k, s, o) => mul(add(plain(x, k), column(o)), column(s)),
    ['add of conv'],
  ],
  [
    'one of images whose channels are last',
    pixels,
    [4, 3, 3, 3],
    (x, k, s, o) => add(mul(s, channelsLast(x, k)), o),
    ['add of transpose'],
  ],
  [
    'one that has numbers for channels twice',
    image,
    [4, 3, 3, 3],
    (x, k, s, o) => mul(mul(plain(x, k), column(s)), column(o)),
    ['multiply of conv'],
  ],
  ['one in groups', [2, 8, 8, 8], [4, 2, 3, 3], (x, k, s) => mul(grouped(x, k), column(s)), []],
  ['a product', pixels, [3, 4], (x, k, s, o) => add(mul(inRows(first(x, k), x.shape), s), o), ['add of matmul']],
  [
    'a product with a matrix that lies the other way',
    pixels,
    [4, 3],
    (x, k, s) => mul(inRows(product(reshape(x, [x.size / 3, 3]), k, false, true), x.shape), s),
    [],
  ],
])('numbers for the channels of %s go into its weights', (name, shape, weights, program, left) => {
  const next = randomNumbers(name);
  const values = [shape, weights, [4], [4]].map((sizes) => randomArray(next, sizes, 'float32'));
  const inputs = values.map(placeholder) as [Tensor, Tensor, Tensor, Tensor];
  const { outputs } = foldScales({ inputs, outputs: [program(...inputs)] });
  expect(passesOf(outputs[0]!)).toEqual(left);
  const [found] = evaluateGraph(outputs, new Map(inputs.map((input, i) => [input, values[i]!])));
  const [expected] = evaluateGraph([program(...(values.map(fromHost) as [Tensor, Tensor, Tensor, Tensor]))]);
  assertClose(name, toNumbers(found!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-6 });
});

test.each<[string, Program]>([
  ['numbers for positions', (x, k) => mul(plain(x, k), of(8))],
  ['numbers for examples', (x, k) => mul(plain(x, k), of(2, 1, 1, 1))],
  ['numbers for the channels of what is needed itself', (x, k, s) => needed(plain(x, k), s)],
  [
    'numbers for the channels of a result that is smaller than its kernel',
    (_x, _k, s) => mul(plain(of(1, 3, 2, 2), of(4, 3, 3, 3)), column(s)),
  ],
])('%s stay', (_what, program) => {
  const y = program(of(...image), of(4, 3, 3, 3), of(4), of(4));
  expect(nodeNames(...foldScales({ inputs: [], outputs: [y] }).outputs)).toEqual(nodeNames(y));
});
