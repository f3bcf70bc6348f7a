import { AttributeError, KeyError, ValueError } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/internal';
import { formatPythonJson } from '../format-python-json.js';

type Entries = Record<string, unknown>;

/**
 * Named values, set and read as properties, which can be frozen and written as JSON.
 *
 * @throws ValueError where a frozen one is changed, AttributeError for a name without a value
 * @example
 * const config = new keras.utils.Config({ learningRate: 0.1 });
 * config.seed = 123;
 * config.toJson(); // '{"learningRate": 0.1, "seed": 123}'
 */
export class Config {
  [name: string]: unknown;
  readonly #entries: Map<string, unknown>;
  #isFrozen = false;

  constructor(entries: Readonly<Entries> = {}) {
    this.#entries = new Map(Object.entries(entries));
    // biome-ignore lint/correctness/noConstructorReturn: names are not known before
    return new Proxy(this, asProperties);
  }

  get frozen(): boolean {
    return this.#isFrozen;
  }

  /** Forbids changes. */
  freeze(): void {
    this.#isFrozen = true;
  }

  unfreeze(): void {
    this.#isFrozen = false;
  }

  asDict(): Entries {
    return Object.fromEntries(this.#entries);
  }

  /** As Python writes it. */
  toJson(): string {
    return formatPythonJson(this.asDict());
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }

  values(): unknown[] {
    return [...this.#entries.values()];
  }

  items(): [name: string, value: unknown][] {
    return [...this.#entries];
  }

  /**
   * Takes a value out.
   *
   * @throws KeyError where there is none, unless a default is given
   */
  pop(name: string, ...defaults: [value?: unknown]): unknown {
    this.#assertThawed();
    if (!this.#entries.has(name) && defaults.length === 0) throw new KeyError(`'${name}'`);
    const value = this.get(name, defaults[0]);
    this.#entries.delete(name);
    return value;
  }

  update(entries: Readonly<Entries>): void {
    this.#assertThawed();
    for (const [name, value] of Object.entries(entries)) this.#entries.set(name, value);
  }

  /** The value of a name, or another where there is none. */
  get(...args: PythonArguments<['keyname', 'value'], [keyname: string, value?: unknown]>): unknown {
    const [name, value = null] = bindArguments('get', ['keyname', 'value'], 1, args) as [string, unknown?];
    return this.#entries.has(name) ? this.#entries.get(name) : value;
  }

  /** @throws KeyError where there is none */
  getItem(name: string): unknown {
    if (!this.#entries.has(name)) throw new KeyError(`'${name}'`);
    return this.#entries.get(name);
  }

  setItem(name: string, value: unknown): void {
    this.update({ [name]: value });
  }

  get length(): number {
    return this.#entries.size;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  toString(): string {
    return `<Config ${this.toJson()}>`;
  }

  /** The names in order. */
  *[Symbol.iterator](): IterableIterator<string> {
    yield* this.keys().sort();
  }

  #assertThawed(): void {
    if (this.#isFrozen) throw new ValueError('Cannot mutate attribute(s) because the config is frozen.');
  }
}

/** Names that the class itself does not have are entries. `then` is what JavaScript asks all values for that are awaited. */
const asProperties: ProxyHandler<Config> = {
  get(config, name) {
    if (typeof name === 'symbol' || name in Config.prototype || (name === 'then' && !config.has(name))) {
      const own = Reflect.get(config, name, config) as unknown;
      return typeof own === 'function' && name !== 'constructor' ? own.bind(config) : own;
    }
    if (config.has(name)) return config.get(name);
    throw new AttributeError(`Unknown attribute: '${name}'.`, { expected: `one of ${config.keys().join(', ')}` });
  },
  set(config, name, value) {
    config.setItem(String(name), value);
    return true;
  },
  has: (config, name) => typeof name === 'string' && config.has(name),
  deleteProperty(config, name) {
    config.pop(String(name));
    return true;
  },
  ownKeys: (config) => config.keys(),
  getOwnPropertyDescriptor: (config, name) =>
    typeof name === 'string' && config.has(name)
      ? { value: config.get(name), writable: true, enumerable: true, configurable: true }
      : undefined,
};
