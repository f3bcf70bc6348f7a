import { testFunctionGoldens } from '../testing/function-goldens.js';
import { numpy as jnp, lax, nn } from './index.js';

testFunctionGoldens('jax_special', { functions: { ...nn, ...lax } });

describe('where and initial', () => {
  testFunctionGoldens('jnp_where', { functions: jnp });
});
