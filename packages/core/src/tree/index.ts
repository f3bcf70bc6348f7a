/** keras.tree, jax.tree and jax.tree_util under one name. */

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
export type { IsLeaf, Tree } from './nested.js';
