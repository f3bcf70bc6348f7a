/** What calls of the library's own objects depend on besides their arguments, looked at before each of them. */
import { Operation } from '@org/core';
import { isPlainFunction, locationOf } from './serialization/object-table.js';
import { contentsOf } from './tracking.js';

/** Items in the order in which they are said, and whether they are those of the time before. */
export class Settings {
  readonly #items: unknown[] = [];
  #next = 0;
  #isSame = true;

  /** @param say adds the items */
  areAsBefore(say: (settings: Settings) => void): boolean {
    this.#next = 0;
    this.#isSame = true;
    say(this);
    if (this.#next === this.#items.length) return this.#isSame;
    this.#items.length = this.#next;
    return false;
  }

  /** Adds one item. */
  add(item: unknown): void {
    if (!this.#isNext(item)) this.#change(item);
  }

  /** Adds the fields of an object of the library, lists, maps and objects among them by what they hold. */
  addFields(object: object): void {
    // Not `for in`, which takes several times as long for objects that are called like functions.
    for (const name of Object.keys(object)) {
      const value: unknown = object[name as keyof typeof object];
      // As nearly all of them are. The time until V8 compiles this is mostly calls.
      if (this.#next < this.#items.length && Object.is(this.#items[this.#next], value)) this.#next += 1;
      else this.#addField(value);
    }
  }

  #addField(value: unknown): void {
    const contents = typeof value === 'object' && value !== null ? contentsOf(value) : null;
    if (contents) this.#addContents(value as object, contents);
    // Nothing tells what a function of the user depends on, which may call nothing of the library: it is another one each time.
    else if (!this.#isNext(value)) this.#change(isOfUser(value) ? {} : value);
  }

  #addContents(container: object, contents: Iterable<unknown>): void {
    let count = 0;
    for (const each of contents) {
      this.#addField(each);
      count += 1;
    }
    this.add(count);
    if (!Array.isArray(container)) for (const key of keysOf(container)) this.add(key);
  }

  #isNext(item: unknown): boolean {
    if (this.#next === this.#items.length || !Object.is(this.#items[this.#next], item)) return false;
    this.#next += 1;
    return true;
  }

  #change(item: unknown): void {
    this.#isSame = false;
    this.#items[this.#next++] = item;
  }
}

const keysOf = (container: object): Iterable<unknown> =>
  container instanceof Map || container instanceof Set ? container.keys() : Object.keys(container);

const isOfUser = (value: unknown): boolean =>
  typeof value === 'function' &&
  (value instanceof Operation ? locationOf(value.constructor) === null : isPlainFunction(value)) &&
  locationOf(value) === null;
