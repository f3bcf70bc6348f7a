/** Objects that stand in several places of what is saved are one object again when it is read. */
import { innermost, isPlainObject, scoped, scopeKind } from '@org/core/internal';
import type { SerializedObject } from './serialize.js';

/** Objects met in one {@link objectSharingScope}. */
interface Sharing {
  /** The numbers of the objects that were written, and of which of them more than once. */
  readonly written: Map<unknown, number>;
  readonly repeated: Set<number>;
  readonly read: Map<number, unknown>;
}

const sharings = scopeKind<Sharing>();

/** In `body`, an object that is serialised twice is read back as one object. */
export function objectSharingScope<T>(body: () => T): T {
  const sharing: Sharing = { written: new Map(), repeated: new Set(), read: new Map() };
  const result = scoped(sharings, sharing, body);
  return sharing.written.size > 0 ? (withoutOtherIds(result, sharing.repeated) as T) : result;
}

/** JSON in which only the objects that stand in it more than once have their numbers. */
function withoutOtherIds(value: unknown, repeated: ReadonlySet<number>): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutOtherIds(each, repeated));
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, each]) => key !== 'shared_object_id' || repeated.has(each as number),
  );
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutOtherIds(each, repeated)]));
}

/** The JSON of an object, with a number by which it is known to be the same. */
export function withSharedId(value: unknown, config: SerializedObject): SerializedObject {
  const sharing = innermost(sharings);
  if (!sharing) return config;
  const known = sharing.written.get(value);
  const id = known ?? sharing.written.size + 1;
  if (known !== undefined) sharing.repeated.add(id);
  sharing.written.set(value, id);
  return { ...config, shared_object_id: id };
}

/** The object that was read under a number, or what `make` makes, which will be found under it. */
export function sharedObject(id: number | undefined, make: () => unknown): unknown {
  const sharing = innermost(sharings);
  if (!sharing || id === undefined) return make();
  if (!sharing.read.has(id)) sharing.read.set(id, make());
  return sharing.read.get(id);
}
