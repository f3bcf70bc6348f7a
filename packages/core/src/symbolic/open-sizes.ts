/** Sizes that a function is recorded with while they are left open, as on export. */
import { scoped, scopeKind, valuesOf } from '../context.js';

const kind = scopeKind<ReadonlySet<number>>();

/** Runs `body` with numbers that stand for sizes left open. */
export const withOpenSizes = <T>(sizes: ReadonlySet<number>, body: () => T): T => scoped(kind, sizes, body);

/**
 * Whether a size may be one that is left open: what is recorded has to be of the same form for others. A known size that happens to be
 * the same number counts as one.
 */
export const mayBeOpen = (size: number): boolean => valuesOf(kind).some((sizes) => sizes.has(size));
