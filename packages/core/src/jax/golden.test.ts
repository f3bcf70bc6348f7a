import { testFunctionGoldens } from '../testing/function-goldens.js';
import { lax, nn } from './index.js';

const shapesOnly: Readonly<Record<string, string>> = {
  'jax.lax.top_k/special0': "XLA's TopK, unlike its sort, takes -0 for less than 0",
};

testFunctionGoldens('jax_special', { functions: { ...nn, ...lax }, shapesOnly });
