/** Objects that stand in several places of what is saved are one object again when it is read. */
import { innermost, scoped, scopeKind } from '@org/core/internal';
import type { SerializedObject } from './serialize.js';

/** Objects met in one {@link objectSharingScope}. */
interface Sharing {
  readonly written: Map<unknown, { id: number; config: SerializedObject }>;
  readonly read: Map<number, unknown>;
}

const sharings = scopeKind<Sharing>();

/** In `body`, an object that is serialised twice is read back as one object. */
export const objectSharingScope = <T>(body: () => T): T =>
  scoped(sharings, { written: new Map(), read: new Map() }, body);

/** The JSON of an object, with a number if it was met before, so that it is known to be the same. */
export function withSharedId(value: unknown, config: SerializedObject): SerializedObject {
  const sharing = innermost(sharings);
  if (!sharing) return config;
  const first = sharing.written.get(value);
  if (!first) {
    sharing.written.set(value, { id: sharing.written.size + 1, config });
    return config;
  }
  first.config.shared_object_id = first.id;
  return { ...config, shared_object_id: first.id };
}

/** The object that was read under a number, or what `make` makes, which will be found under it. */
export function sharedObject(id: number | undefined, make: () => unknown): unknown {
  const sharing = innermost(sharings);
  if (!sharing || id === undefined) return make();
  if (!sharing.read.has(id)) sharing.read.set(id, make());
  return sharing.read.get(id);
}
