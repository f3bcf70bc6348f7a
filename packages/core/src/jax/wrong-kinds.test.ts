/** Functions of JAX tell arguments of a wrong kind by name, as those of keras.ops do. */
import { thorough } from '@org/testing';
import * as ops from '../ops/index.js';
import { tensor } from '../tensor/tensor.js';
import { randomNumbers } from '../testing/random-values.js';
import { wrongEnds, wrongPairs } from '../testing/wrong-kinds.js';
import { numpy as jnp, lax, nn } from './index.js';

const next = randomNumbers('wrong-kinds');
const PAIRS = thorough(300, 30);

const x = tensor([
  [1, 2, 4],
  [3, -1, 0.5],
]);
const square = tensor([
  [2, 1],
  [1, 3],
]);
const row = tensor([1, 3, 2]);
const add = (a: unknown, b: unknown) => ops.add(a as never, b as never);

type Fitting = Readonly<Record<string, readonly unknown[]>>;

const numpy: Fitting = {
  all: [x, 0, null, true, null],
  amax: [x, 0, null, true, 0, null],
  any: [x, 0, null, true, null],
  argmax: [x, 0, null, true],
  argmin: [x, 0, null, true],
  arrayEqual: [x, x],
  astype: [x, 'int32'],
  atleast1d: [x],
  atleast2d: [x],
  atleast3d: [x],
  broadcastArrays: [x, row],
  broadcastShapes: [
    [2, 3],
    [1, 3],
  ],
  clip: [x, 0, 1],
  columnStack: [[row, row]],
  convolve: [row, row, 'full'],
  copysign: [x, x],
  cov: [x, null, true, false, 1],
  cumprod: [x, 0, 'float32'],
  cumsum: [x, 0, 'float32'],
  diagIndices: [3, 2],
  divmod: [x, x],
  finfo: ['float32'],
  floatPower: [x, x],
  iinfo: ['int32'],
  indices: [[2, 3]],
  interp: [x, row, row],
  matrixTranspose: [x],
  matvec: [x, row],
  max: [x, 0, null, true, 0, null],
  mean: [x, 0, 'float32', null, true, null],
  min: [x, 0, null, true, 0, null],
  nanmean: [x, 0, 'float32', null, true, null],
  nanprod: [x, 0, 'float32', null, true, 1, null],
  nansum: [x, 0, 'float32', null, true, 1, null],
  polyval: [row, x],
  prod: [x, 0, 'float32', null, true, 1, null],
  promoteTypes: ['float32', 'int32'],
  resultType: [x, 'int32'],
  std: [x, 0, 'float32', null, 1, true, null],
  sum: [x, 0, 'float32', null, true, 1, null],
  trilIndices: [3, 0, 3],
  triuIndices: [3, 0, 3],
  var: [x, 0, 'float32', null, 1, true, null],
  vecdot: [x, x],
  vecmat: [square, x],
};

const linalg: Fitting = {
  cond: [square],
  eigvalsh: [square],
  matrixNorm: [square, 'fro', true],
  matrixPower: [square, 3],
  multiDot: [[square, square]],
  svdvals: [square],
  vectorNorm: [x, 2, 0, true],
};

const ofLax: Fitting = {
  argmax: [x, 0, 'int32'],
  argmin: [x, 0, 'int32'],
  associativeScan: [add, row, false, 0],
  broadcast: [x, [2]],
  broadcastInDim: [row, [2, 3], [1]],
  broadcastedIota: ['int32', [2, 3], 1],
  clamp: [0, x, 1],
  collapse: [x, 0, 2],
  concatenate: [[x, x], 0],
  cond: [true, (a: unknown) => a, (a: unknown) => a, x],
  convertElementType: [x, 'int32'],
  cumlogsumexp: [x, 0, true],
  cummax: [x, 0, true],
  cummin: [x, 0, true],
  cumprod: [x, 0, true],
  cumsum: [x, 0, true],
  dotGeneral: [
    x,
    x,
    [
      [[1], [1]],
      [[], []],
    ],
  ],
  dynamicIndexInDim: [x, 1, 0, true],
  dynamicSlice: [x, [0, 0], [1, 2]],
  dynamicSliceInDim: [x, 0, 1, 0],
  dynamicUpdateIndexInDim: [x, row, 0, 0],
  dynamicUpdateSlice: [x, [[0, 0]], [0, 0]],
  dynamicUpdateSliceInDim: [x, [[0, 0, 0]], 0, 0],
  expandDims: [x, [0]],
  foriLoop: [0, 2, (_i: unknown, state: unknown) => state, x],
  full: [[2, 3], 1, 'float32'],
  fullLike: [x, 1, 'float32'],
  indexInDim: [x, 1, 0, true],
  integerPow: [x, 2],
  iota: ['int32', 3],
  map: [(each: unknown) => each, x],
  pad: [
    x,
    0,
    [
      [0, 1, 0],
      [1, 0, 0],
    ],
  ],
  reduceAnd: [[true, false], [0]],
  reduceMax: [x, [0]],
  reduceMin: [x, [0]],
  reduceOr: [[true, false], [0]],
  reduceProd: [x, [0]],
  reduceSum: [x, [0]],
  reshape: [x, [3, 2]],
  rev: [x, [0]],
  scan: [(carry: unknown, each: unknown) => [carry, each], 0, row],
  select: [
    [true, false],
    [1, 2],
    [3, 4],
  ],
  selectN: [
    [true, false],
    [1, 2],
    [3, 4],
  ],
  slice: [x, [0, 0], [2, 3], [1, 2]],
  sliceInDim: [x, 0, 2, 1, 0],
  sort: [x, 0],
  squeeze: [[[1]], [0]],
  switch: [0, [(a: unknown) => a, (a: unknown) => a], x],
  transpose: [x, [1, 0]],
  whileLoop: [(state: unknown) => ops.less(state as never, 3), (state: unknown) => add(state, 1), 0],
};

const ofNn: Fitting = {
  identity: [x],
  leakyRelu: [x, 0.1],
  logSoftmax: [x, -1, null],
  logsumexp: [x, -1, null, true, false, null],
  mish: [x],
  oneHot: [[0, 1], 3, 'float32', -1],
  softmax: [x, -1, null],
  standardize: [x, -1, null, null, 1e-5, null],
};

const modules = { jnp, 'jnp.linalg': jnp.linalg, lax, nn };
const fitting = { jnp: numpy, 'jnp.linalg': linalg, lax: ofLax, nn: ofNn };

describe.each(Object.keys(fitting) as (keyof typeof fitting)[])('%s', (module) => {
  const functions = modules[module] as Readonly<Record<string, unknown>>;
  test('has no other functions than keras.ops and those that are tried', () => {
    const known = new Set<unknown>([...Object.values(ops), ...Object.values(jnp)]);
    const others = Object.keys(functions).filter(
      (name) =>
        typeof functions[name] === 'function' &&
        (module === 'jnp' ? !Object.values(ops).includes(functions[name] as never) : !known.has(functions[name])),
    );
    expect(others.filter((name) => !(name in fitting[module]))).toEqual(module === 'jnp' ? ['amin'] : []);
  });
  test.each(Object.entries(fitting[module]))('%s', async (name, args) => {
    const call = functions[name] as (...args: readonly unknown[]) => unknown;
    call(...args);
    const given = (all: readonly unknown[]) => call(...all, {});
    expect(await wrongEnds(given, args, args.length)).toEqual([]);
    expect(await wrongPairs(given, args, args.length, { tries: PAIRS, next })).toEqual([]);
  });
});
