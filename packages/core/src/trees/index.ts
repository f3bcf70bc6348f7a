/** keras.tree, jax.tree and jax.tree_util under one name. */
export type { IsLeaf, Tree } from '../tree.js';
export * from './jax.js';
export {
  assertSamePaths,
  assertSameStructure,
  flatten,
  flattenWithPath,
  isNested,
  listsToTuples,
  MAP_TO_NONE,
  mapShapeStructure,
  mapStructure,
  mapStructureUpTo,
  packSequenceAs,
  traverse,
} from './keras.js';
