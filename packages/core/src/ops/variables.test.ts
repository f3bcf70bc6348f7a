/** Wherever a tensor is taken, a Variable is. */
import { namedCallables } from '@org/testing';
import { numpy as jnp, lax, nn } from '../jax/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { testVariableArguments } from '../testing/variable-arguments.js';
import * as ops from './index.js';

const callables = namedCallables<Tensor>({
  add: (a, b) => ops.add(a, b),
  multiply: (a, b) => ops.multiply(a, b),
  negative: (x) => ops.negative(x),
  sum: (x) => ops.sum(x),
  less: (a, b) => ops.less(a, b),
  constant: (value) => ops.convertToTensor(value, 'float32'),
});

const exempt = { is_tensor: 'a Variable is none, as in Keras on JAX' };
const shapesOnly = {
  'keras.ops.eigh/0': 'eigenvectors may point either way',
  'keras.ops.eig/0': 'eigenvectors may point either way, and eigenvalues have no order',
  'keras.ops.argpartition/0': 'only the partition itself is defined',
};

const families = ['binary', 'elementwise', 'reduce', 'shape', 'linalg', 'math', 'more', 'nn'];

describe.each(families)('ops_%s', (family) => {
  testVariableArguments(`ops_${family}`, { functions: ops, callables, exempt, shapesOnly });
});

describe('ops_image', () => {
  testVariableArguments('ops_image', { functions: ops.image });
});

describe('jax', () => {
  testVariableArguments('jax_special', { functions: { ...nn, ...lax } });
  testVariableArguments('jnp_where', { functions: jnp });
});
