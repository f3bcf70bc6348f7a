/**
 * The error classes of the framework. Their names are the ones that Keras users know (`ValueError`, `TypeError`, ...) and are
 * kept in `error.name`, also in minified builds. A message has up to four parts: what went wrong, what was expected, what was
 * received, and a hint; `withLocation` adds where it happened (model, layer, op).
 */

import { entering, stackOutside } from './boundaries.js';
import { shownFrames, stackHere } from './frames.js';

/** The parts of a message; every part but the first may be left out. */
export interface ErrorDetails {
  expected?: string;
  received?: string;
  hint?: string;
}

/** The longest message, without its places: names and values in it may come from a file. */
const MAX_MESSAGE = 1600;
const MAX_PLACES = 380;

/** Text of at most `length` characters, of which the middle is left out. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.max(0, Math.floor((length - 5) / 2));
  return `${text.slice(0, half)} ... ${text.slice(text.length - half)}`;
}

/** Shortens the longest parts, to equal lengths, where all together are too long. */
function fitted(parts: readonly string[]): string[] {
  let left = MAX_MESSAGE;
  let most = MAX_MESSAGE;
  [...parts]
    .sort((a, b) => a.length - b.length)
    .forEach(({ length }, i) => {
      most = Math.floor(left / (parts.length - i));
      left -= Math.min(length, most);
    });
  return parts.map((part) => shortened(part, most));
}

/** What a message says, and where it happened, in front of the hint. */
function placed(text: string, places: readonly string[]): string {
  if (places.length === 0) return text;
  const lines = text.split('\n');
  const hint = lines.findIndex((line) => line.startsWith('  Hint:'));
  lines.splice(hint >= 0 ? hint : lines.length, 0, `  In: ${shortened(places.join(' → '), MAX_PLACES)}.`);
  return lines.join('\n');
}

/**
 * Base class of every error thrown by the framework. Its stack shows the frames of the user alone;
 * `config.disableTracebackFiltering()` brings back all.
 */
export class FrameworkError extends Error {
  #location: string[] = [];
  #text: string;
  #isLocated = false;

  constructor(summary: string, details: ErrorDetails = {}) {
    const lines = [summary];
    if (details.expected !== undefined) lines.push(`  Expected: ${details.expected}`);
    if (details.received !== undefined) lines.push(`  Received: ${details.received}`);
    if (details.hint !== undefined) lines.push(`  Hint: ${details.hint}`);
    const text = fitted(lines).join('\n');
    super(text);
    this.#text = text;
    setName(this, 'FrameworkError');
    if ('captureStackTrace' in Error) showFrames(this, new.target);
  }

  /** Where it happened, outermost first: model, layer, op. */
  get location(): readonly string[] {
    return this.#location;
  }

  /** The message without its location. */
  get summary(): string {
    return this.#text;
  }

  /** Says the same in other words. */
  reword(reworded: (summary: string) => string): void {
    this.#text = shortened(reworded(this.#text), MAX_MESSAGE);
    this.#write();
  }

  /** Adds an enclosing place, such as `dense_1 (Dense)`, in front of those already known. */
  addLocation(place: string): void {
    if (this.#isLocated) return;
    this.#location.unshift(place);
    this.#write();
  }

  /** Says where the failed operation was asked for: the places from the outermost on, and the line. No others are added then. */
  locate(places: readonly string[], line: string | null): void {
    const all = line === null ? [...places] : [...places.slice(0, -1), `${places[places.length - 1]} (${line})`];
    this.#location = all;
    this.#isLocated = true;
    this.#write();
  }

  #write(): void {
    this.message = placed(this.#text, this.#location);
  }
}

/** As the classes of the language have it: not shown among the properties of an error. */
function setName(error: Error, value: string): void {
  Object.defineProperty(error, 'name', { value, writable: true, configurable: true });
}

/** From where the function was called whose promise an error ended. */
const callers = new WeakMap<FrameworkError, { readonly stack?: string }>();

/** Runs `body` for a function that users call; errors that come of it lead to that call, also where nobody waits for it yet. */
export async function fromCaller<T>(body: () => Promise<T>): Promise<T> {
  const caller = stackOutside() ?? stackHere();
  try {
    return await body();
  } catch (error) {
    if (error instanceof FrameworkError) callers.set(error, caller);
    throw error;
  }
}

/** {@link fromCaller} for methods of a class. */
export function showCallers<T extends object>(type: { readonly prototype: T }, names: readonly (keyof T)[]): void {
  for (const name of names) {
    const method = type.prototype[name] as (...args: unknown[]) => Promise<unknown>;
    const value = function (this: unknown, ...args: unknown[]) {
      return entering(false, () => fromCaller(() => method.apply(this, args)));
    };
    Object.defineProperty(type.prototype, name, { value: Object.defineProperty(value, 'name', { value: name }) });
  }
}

/** Gives an error its stack when someone asks for it: the name and message of then, and the frames of now. */
function showFrames(error: FrameworkError, type: new (...args: never[]) => unknown): void {
  const [here, outside] = [stackHere(type), stackOutside()];
  Object.defineProperty(error, 'stack', {
    configurable: true,
    get: () => `${error.name}: ${error.message}\n${shownFrames(here.stack ?? '', callers.get(error)?.stack, outside)}`,
    set: (value: string) => Object.defineProperty(error, 'stack', { value, writable: true, configurable: true }),
  });
}

/** Gives an error of any class another message, in its stack as well; one that does not allow it stays as it is. */
function rewrite(error: Error, message: string): void {
  const { stack, message: before } = error;
  if (message === before) return;
  try {
    error.message = message;
    if (stack) error.stack = stack.replace(before, () => message);
  } catch {
    // Frozen, or with a message that is computed.
  }
}

/** A message of the user, where it was thrown, and what was made of both. */
interface Rewritten {
  readonly text: string;
  readonly places: readonly string[];
  readonly message: string;
}
const rewritten = new WeakMap<Error, Rewritten>();

/** What an error of the user says by itself, unless the user has changed it since. */
function ownWords(error: Error): Pick<Rewritten, 'text' | 'places'> {
  const last = rewritten.get(error);
  return last?.message === error.message ? last : { text: error.message, places: [] };
}

function say(error: Error, text: string, places: readonly string[]): void {
  rewrite(error, placed(text, places));
  rewritten.set(error, { text, places, message: error.message });
}

/** Says in an error of the user where it was thrown, outermost first, in place of what was said of it before. */
export const placeForeign = (error: Error, places: readonly string[]): void => say(error, ownWords(error).text, places);

/** Says the same in other words, in an error of any class. */
export function reword(error: unknown, reworded: (text: string) => string): void {
  if (error instanceof FrameworkError) error.reword(reworded);
  else if (error instanceof Error) {
    const { text, places } = ownWords(error);
    say(error, reworded(text), places);
  }
}

const errorClass = (name: string): typeof FrameworkError =>
  class extends FrameworkError {
    constructor(summary: string, details: ErrorDetails = {}) {
      super(summary, details);
      setName(this, name);
    }
  };

/** A value, shape or combination of arguments that is not allowed. */
export class ValueError extends errorClass('ValueError') {}
/** An argument of the wrong kind, a missing argument or an unknown keyword. */
export class PythonTypeError extends errorClass('TypeError') {}
/** Something that a subclass was expected to define. */
export class NotImplementedError extends errorClass('NotImplementedError') {}
/** An operation in a state that does not allow it. */
export class RuntimeError extends errorClass('RuntimeError') {}
/** A missing or read-only attribute. */
export class AttributeError extends errorClass('AttributeError') {}
/** A missing key. */
export class KeyError extends errorClass('KeyError') {}
/** A position outside a sequence. */
export class IndexError extends errorClass('IndexError') {}
/** A number that its type does not hold. */
export class OverflowError extends errorClass('OverflowError') {}
/** A file that cannot be read or written. */
export class OSError extends errorClass('OSError') {}
/** A missing file. Python's `FileNotFoundError` is an `OSError`, and so is ours. */
export class FileNotFoundError extends OSError {
  constructor(summary: string, details: ErrorDetails = {}) {
    super(summary, details);
    setName(this, 'FileNotFoundError');
  }
}

/** Shapes that do not fit together. A `ValueError`, as in Keras. */
export class ShapeError extends ValueError {}

/** Something needs a size that is not known. */
export class UnknownSizeError extends ValueError {}

/** For torch's methods that compute or clear gradients: nothing here stores any. */
export const noStoredGradients = (method: string): NotImplementedError =>
  new NotImplementedError(`${method}(): tensors and variables keep no gradients.`, {
    hint: 'ask for them: const grads = gradients(loss, weights); optimizer.apply(grads, weights);',
  });
