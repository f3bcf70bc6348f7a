import { RuntimeError } from '../../../errors.js';
import type { HostArray } from '../../../tensor/host-array.js';
import type { Value } from '../../../tensor/value.js';

/** A value in a place that later runs write to. It is copied when it is read, and before it would be lost. */
export class ResidentValue implements Value {
  readonly shape: HostArray['shape'];
  readonly dtype: HostArray['dtype'];
  #own: HostArray | null = null;
  #state: 'kept' | 'abandoned' | 'lost' = 'kept';

  constructor(private readonly place: HostArray) {
    this.shape = place.shape;
    this.dtype = place.dtype;
  }

  get host(): HostArray {
    this.#own ??= { ...this.place, data: this.here.slice() };
    return this.#own;
  }

  /** The elements for as long as nothing is awaited. */
  get here(): HostArray['data'] {
    if (this.#own) return this.#own.data;
    if (this.#state === 'lost') throw new RuntimeError('internal: a value was asked for after it was given up.');
    return this.place.data;
  }

  abandon(): void {
    if (this.#state === 'kept') this.#state = 'abandoned';
  }

  /** Its place is about to be written to. @param isUsedUp whether nobody will ask for it */
  leavePlace(isUsedUp: boolean): void {
    if (this.#state === 'kept' && !isUsedUp) void this.host;
    else this.#state = 'lost';
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
    const data = value instanceof ResidentValue ? value.here : (await value.read()).data;
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
    if (this.#holds instanceof ResidentValue) this.#holds.leavePlace(usedUp?.has(this.#holds) ?? false);
    this.#holds = null;
  }

  /** What the place has been filled with. */
  filled(): Value {
    this.#holds = new ResidentValue(this.place);
    return this.#holds;
  }
}
