import { namedCallables } from '@org/testing';
import type { Tensor } from '../tensor.js';
import { testFunctionGoldens, unusedExemptions } from '../testing/function-goldens.js';
import * as ops from './index.js';

const families = ['ops_binary', 'ops_dtype', 'ops_elementwise', 'ops_reduce', 'ops_shape', 'ops_linalg', 'ops_math'];

const callables = namedCallables<Tensor>({
  add: (a, b) => ops.add(a, b),
  multiply: (a, b) => ops.multiply(a, b),
  negative: (x) => ops.negative(x),
  sum: (x) => ops.sum(x),
  less: (a, b) => ops.less(a, b),
  constant: (value) => ops.convertToTensor(value, 'float32'),
});

/** Why a case or a function is not compared. */
const exempt: Readonly<Record<string, string>> = {};

const shapesOnly: Readonly<Record<string, string>> = {};

describe.each(families)('%s', (family) => {
  testFunctionGoldens(family, { functions: ops, callables, exempt, shapesOnly });
});

test('every exemption is in use', () => {
  expect(unusedExemptions(families, { ...exempt, ...shapesOnly })).toEqual([]);
});
