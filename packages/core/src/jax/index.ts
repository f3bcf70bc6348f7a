/** JAX's modules and transformations under the names of the package jax. */
import { evaluateTensors } from '../backend/evaluate.js';
import { tensorTree } from '../transforms/tensor-tree.js';

export * as random from '../random/index.js';
export { jit } from '../tracing/compiled.js';
export {
  checkpoint,
  customGradient,
  customJvp,
  customVjp,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  remat,
  valueAndGrad,
  vjp,
  vmap,
} from '../transforms/index.js';
export * as tree from '../tree/jax.js';
export * as treeUtil from '../tree/jax.js';
export * as numpy from './jnp.js';
export * as lax from './lax.js';
export * as nn from './nn.js';

/** Computes all tensors of a tree in one run, and returns the tree. */
export async function blockUntilReady<Tree>(tree: Tree): Promise<Tree> {
  await evaluateTensors(tensorTree(tree, 'trees').tensors);
  return tree;
}
