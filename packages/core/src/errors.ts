/**
 * The error classes of the framework. Their names are the ones that Keras users know (`ValueError`, `TypeError`, ...) and are
 * kept in `error.name`, also in minified builds. A message has up to four parts: what went wrong, what was expected, what was
 * received, and a hint; `withLocation` adds where it happened (model, layer, op).
 */

/** The parts of a message; every part but the first may be left out. */
export interface ErrorDetails {
  expected?: string;
  received?: string;
  hint?: string;
}

/** Base class of every error thrown by the framework. */
export class FrameworkError extends Error {
  /** Where it happened, outermost first: model, layer, op. */
  readonly location: string[] = [];
  private text: string;
  private isLocated = false;

  constructor(summary: string, details: ErrorDetails = {}) {
    const lines = [summary];
    if (details.expected !== undefined) lines.push(`  Expected: ${details.expected}`);
    if (details.received !== undefined) lines.push(`  Received: ${details.received}`);
    if (details.hint !== undefined) lines.push(`  Hint: ${details.hint}`);
    const text = lines.join('\n');
    super(text);
    this.text = text;
    this.name = 'FrameworkError';
  }

  /** The message without its location. */
  get summary(): string {
    return this.text;
  }

  /** Says the same in other words. */
  reword(reworded: (summary: string) => string): void {
    this.text = reworded(this.text);
    this.write();
  }

  /** Adds an enclosing place, such as `dense_1 (Dense)`, in front of those already known. */
  addLocation(place: string): void {
    if (this.isLocated) return;
    this.location.unshift(place);
    this.write();
  }

  /** Says where the failed operation was asked for: the places from the outermost on, and the line. No others are added then. */
  locate(places: readonly string[], line: string | null): void {
    const all = line === null ? places : [...places.slice(0, -1), `${places[places.length - 1]} (${line})`];
    this.location.splice(0, this.location.length, ...all);
    this.isLocated = true;
    const { stack, message } = this;
    this.write();
    // What a terminal shows of an error that nobody catches.
    if (stack) this.stack = stack.replace(message, () => this.message);
  }

  private write(): void {
    const lines = this.text.split('\n');
    if (this.location.length === 0) {
      this.message = this.text;
      return;
    }
    const hint = lines.findIndex((line) => line.startsWith('  Hint:'));
    const where = `  In: ${this.location.join(' → ')}.`;
    if (hint >= 0) lines.splice(hint, 0, where);
    else lines.push(where);
    this.message = lines.join('\n');
  }
}

const errorClass = (name: string): typeof FrameworkError =>
  class extends FrameworkError {
    constructor(summary: string, details: ErrorDetails = {}) {
      super(summary, details);
      this.name = name;
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
/** A file that cannot be read or written. */
export class OSError extends errorClass('OSError') {}
/** A missing file. Python's `FileNotFoundError` is an `OSError`, and so is ours. */
export class FileNotFoundError extends OSError {
  constructor(summary: string, details: ErrorDetails = {}) {
    super(summary, details);
    this.name = 'FileNotFoundError';
  }
}

/** Shapes that do not fit together. A `ValueError`, as in Keras. */
export class ShapeError extends ValueError {}

/** Something needs a size that is not known. */
export class UnknownSizeError extends ValueError {}
