import { testFunctionGoldens } from '../testing/function-goldens.js';
import { lax, nn } from './index.js';

testFunctionGoldens('jax_special', { functions: { ...nn, ...lax } });
