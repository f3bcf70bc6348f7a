/**
 * Where the library was entered. In a program that a bundler made one file of, the file of a frame does not tell whose it is; what lies
 * within the call of a function of ours does.
 */
import { enter, innermost, scoped, scopeKind } from './context.js';
import { filesTell, framesIn, stackHere } from './frames.js';

type Entry = (...args: never[]) => unknown;

interface Boundary {
  /**
   * What runs where the user's code got here, whatever of the library lies between. It is a function of this one call: those that users
   * call may lie on the stack several times.
   */
  readonly entry: Entry;
  /** Whether what runs within is the user's again: the call of a layer of theirs. */
  readonly isUsers: boolean;
  /** Whether there is such code on the way. */
  readonly hasUsers: boolean;
}

const boundaries = scopeKind<Boundary>();

/** Whether code of the library is running that was entered, and none of the user within. */
export const isWithin = (): boolean => innermost(boundaries)?.isUsers === false;

/** Whether the library was entered at all. */
export const hasEntry = (): boolean => innermost(boundaries) !== undefined;

/**
 * Runs `body` as what the function does that calls this, which users call.
 *
 * @param isUsers whether `body` goes on to code of the user
 */
export function entering<T>(isUsers: boolean, body: () => T): T {
  if (filesTell) return body();
  if (isWithin() && !isUsers) return body();
  const outer = innermost(boundaries);
  const own = (): T => body();
  const boundary: Boundary = {
    entry: outer && !outer.isUsers ? outer.entry : own,
    isUsers,
    hasUsers: isUsers || outer?.hasUsers === true,
  };
  return scoped(boundaries, boundary, own);
}

let countBelow: number | null = null;

/** How many frames lie between an entry and who called the function of the library: its own, and those in between. */
function framesBelowEntry(): number {
  const count = (entry: Entry) => framesIn(stackHere(entry, Number.POSITIVE_INFINITY).stack ?? '').length;
  const called = (): number => {
    const below = count(called);
    return entering(false, () => count(innermost(boundaries)!.entry)) - below;
  };
  countBelow ??= scoped(boundaries, { entry: called, isUsers: true, hasUsers: true }, called);
  return countBelow;
}

/** Stacks of those who called what takes options, within the present turn of the event loop. */
const calls = scopeKind<{ readonly stack?: string }[]>();
/** Constructors within constructors, and what they made before. */
const MOST_CALLS = 64;

/**
 * Notes who calls a function, or a constructor, that binds its arguments: constructors have no body to run within a boundary. Where a stack
 * ends as one of those, that call has not ended.
 *
 * @param bind what the function itself calls for it
 */
export function noteCall(bind: Entry): void {
  if (filesTell || isWithin()) return;
  const noted = innermost(calls) ?? [];
  if (noted.length === 0) Promise.resolve().then(enter(calls, noted));
  noted.push(stackHere(bind));
  if (noted.length > MOST_CALLS) noted.shift();
}

/** {@link noteCall} by a constructor that binds no arguments: the build writes it into those of exported classes that may throw. */
export const noteConstruction = (): void => noteCall(noteConstruction);

/** The library's classes: what extends a class that notes a call is on the way to it. They may get their names later. */
export const constructors = new Set<{ readonly name: string }>();

function behindConstructors(frames: string[]): string[] {
  const names = new Set([...constructors].map(({ name }) => name));
  const isOwn = (frame: string) => names.has(/^\s+at new (\S+) /.exec(frame)?.[1] ?? '');
  return frames.slice(frames.findIndex((frame) => !isOwn(frame)));
}

/** The frames behind the outermost of the noted calls that a stack comes of, as text. */
function outsideOfCalls(stack: string, noted: readonly { readonly stack?: string }[]): string | undefined {
  const frames = framesIn(stack);
  const tails = noted
    .map((call) => behindConstructors(framesIn(call.stack ?? '').slice(1)))
    .filter((tail) => tail.length > 0 && tail.every((frame, i) => frame === frames[frames.length - tail.length + i]));
  return tails.sort((a, b) => a.length - b.length)[0]?.join('\n');
}

/** The frames of a stack below an entry, without those of the function through which the library was entered. */
const behindEntry = (stack: string): string => framesIn(stack).slice(framesBelowEntry()).join('\n');

/** The stack outside of the library, as far as boundaries tell. */
export interface StackOutside {
  readonly stack?: string;
  readonly hasUsers: boolean;
}

export function stackOutside(): StackOutside | null {
  if (filesTell) return null;
  const boundary = innermost(boundaries);
  // Within what the user's code called, the place where it did so tells more.
  const noted = boundary?.hasUsers && !boundary.isUsers ? [] : [...(innermost(calls) ?? [])];
  if (!boundary && noted.length === 0) return null;
  const here = stackHere();
  const outer = boundary && stackHere(boundary.entry);
  return {
    get stack() {
      return outsideOfCalls(here.stack ?? '', noted) ?? (outer && behindEntry(outer.stack ?? ''));
    },
    hasUsers: boundary?.hasUsers === true,
  };
}
