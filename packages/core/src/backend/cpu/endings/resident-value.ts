import type { HostArray } from '../../../tensor/host-array.js';
import type { Value } from '../../../tensor/value.js';

/** A value in a place that later runs write to. It is copied when it is read, and before it would be lost. */
export class ResidentValue implements Value {
  readonly shape: HostArray['shape'];
  readonly dtype: HostArray['dtype'];
  #own: HostArray | null = null;

  constructor(private readonly place: HostArray) {
    this.shape = place.shape;
    this.dtype = place.dtype;
  }

  get host(): HostArray {
    this.#own ??= { ...this.place, data: this.place.data.slice() };
    return this.#own;
  }

  async read(): Promise<HostArray> {
    return this.host;
  }

  [Symbol.dispose](): void {}
}

/** A place for one value at a time. */
export class Slot {
  #holds: Value | null = null;

  constructor(readonly place: HostArray) {}

  holds(value: Value): boolean {
    return this.#holds === value;
  }

  /** Puts a value into the place. */
  async put(value: Value): Promise<void> {
    if (this.holds(value)) return;
    const { data } = await value.read();
    this.free();
    (this.place.data as Float32Array).set(data as Float32Array);
    this.#holds = value;
  }

  /**
   * Lets the place be written to.
   *
   * @param usedUp values that nobody will ask for
   */
  free(usedUp?: ReadonlySet<Value>): void {
    if (this.#holds instanceof ResidentValue && !usedUp?.has(this.#holds)) void this.#holds.host;
    this.#holds = null;
  }

  /** What the place has been filled with. */
  filled(): Value {
    this.#holds = new ResidentValue(this.place);
    return this.#holds;
  }
}
