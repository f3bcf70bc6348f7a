import { namedCallables } from '@org/testing';
import type { Tensor } from '../tensor/tensor.js';
import { testFunctionGoldens, unusedExemptions } from '../testing/function-goldens.js';
import * as ops from './index.js';

const families = [
  'ops_binary',
  'ops_dtype',
  'ops_elementwise',
  'ops_reduce',
  'ops_shape',
  'ops_linalg',
  'ops_math',
  'ops_more',
  'ops_special',
];

const callables = namedCallables<Tensor>({
  add: (a, b) => ops.add(a, b),
  multiply: (a, b) => ops.multiply(a, b),
  negative: (x) => ops.negative(x),
  sum: (x) => ops.sum(x),
  less: (a, b) => ops.less(a, b),
  constant: (value) => ops.convertToTensor(value, 'float32'),
});

/** Why a case (by id) or a function (by name) is not compared. */
const exempt: Readonly<Record<string, string>> = {};
/** Why of a case only shapes and dtypes are compared. */
const shapesOnly: Readonly<Record<string, string>> = {
  'keras.ops.eigh/0': 'eigenvectors may point either way',
  'keras.ops.eig/0': 'eigenvectors may point either way, and eigenvalues have no order',
  'keras.ops.argpartition/0': 'only the partition itself is defined',
};

/** Why a function is not called on symbolic tensors. */
const concreteOnly: Readonly<Record<string, string>> = {
  switch: 'which branch is taken is not recorded',
};

describe.each(families)('%s', (family) => {
  testFunctionGoldens(family, { functions: ops, callables, exempt, shapesOnly, concreteOnly });
});

test('every exemption is in use', () => {
  expect(unusedExemptions(families, { ...exempt, ...shapesOnly, ...concreteOnly })).toEqual([]);
});
