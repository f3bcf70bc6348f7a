/**
 * Where the library was entered. In a program that a bundler made one file of, the file of a frame does not tell whose it is; what lies
 * within the call of a function of ours does.
 */
import { innermost, scoped, scopeKind } from './context.js';
import { filesTell, stackHere } from './frames.js';

type Entry = (...args: never[]) => unknown;

interface Boundary {
  /** The function through which the user's code got here, whatever of the library lies between. */
  readonly entry: Entry;
  /** Whether what runs within is the user's again: the call of a layer of theirs. */
  readonly isUsers: boolean;
  /** Whether there is such code on the way. */
  readonly hasUsers: boolean;
}

const boundaries = scopeKind<Boundary>();

/**
 * Runs `body` as what a function of the library does that users call.
 *
 * @param entry that function
 * @param isUsers whether `body` goes on to code of the user
 */
export function entering<T>(entry: Entry, isUsers: boolean, body: () => T): T {
  if (filesTell) return body();
  const outer = innermost(boundaries);
  const boundary: Boundary = {
    entry: outer && !outer.isUsers ? outer.entry : entry,
    isUsers,
    hasUsers: isUsers || outer?.hasUsers === true,
  };
  return scoped(boundaries, boundary, body);
}

/** The stack outside of the library, as far as boundaries tell. */
export interface StackOutside {
  readonly stack?: string;
  readonly hasUsers: boolean;
}

export function stackOutside(): StackOutside | null {
  const boundary = filesTell ? undefined : innermost(boundaries);
  if (!boundary) return null;
  const holder = stackHere(boundary.entry);
  return {
    get stack() {
      return holder.stack;
    },
    hasUsers: boundary.hasUsers,
  };
}
