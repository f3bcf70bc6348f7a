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

  /** Adds one item. Nearly all are as before; nothing is called for these, since calls are what code takes its time for until V8 compiles it. */
  add(item: unknown): void {
    if (this.#next < this.#items.length && Object.is(this.#items[this.#next], item)) this.#next += 1;
    else this.#change(item);
  }

  /** Adds the fields of an object of the library, lists, maps and objects among them by what they hold. */
  addFields(object: object): void {
    // Not `for in`, which takes several times as long for objects that are called like functions.
    this.#addAll(Object.values(object));
  }

  /** @returns how many there are */
  #addAll(values: Iterable<unknown>): number {
    let count = 0;
    for (const value of values) {
      if (this.#next < this.#items.length && Object.is(this.#items[this.#next], value)) this.#next += 1;
      else this.#addOther(value);
      count += 1;
    }
    return count;
  }

  /** Adds what is not the item of the time before: a container, or something that has changed. */
  #addOther(value: unknown): void {
    const contents = typeof value === 'object' && value !== null ? contentsOf(value) : null;
    if (contents) {
      this.add(this.#addAll(contents));
      if (!Array.isArray(value)) for (const key of keysOf(value as object)) this.add(key);
    }
    // Nothing tells what a function of the user depends on, which may call nothing of the library: it is another one each time.
    else this.#change(isOfUser(value) ? {} : value);
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
