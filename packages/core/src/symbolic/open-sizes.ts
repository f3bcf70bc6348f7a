/** Sizes that a function is recorded with while they are left open, as on export. */
import { scoped, scopeKind, valuesOf } from '../context.js';

/** Whether a size is taken for one that is left open. */
export type IsOpenSize = (size: number) => boolean;

const kind = scopeKind<IsOpenSize>();

/** Runs `body` while some sizes are left open. */
export const withOpenSizes = <T>(isOpen: IsOpenSize, body: () => T): T => scoped(kind, isOpen, body);

/** Whether a size may be one that is left open: what is recorded then has to be of the same form for others. */
export const mayBeOpen = (size: number): boolean => valuesOf(kind).some((isOpen) => isOpen(size));
