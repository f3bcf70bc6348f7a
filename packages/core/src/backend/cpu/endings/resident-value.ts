import { RuntimeError } from '../../../errors.js';
import type { HostArray } from '../../../tensor/host-array.js';
import type { Value } from '../../../tensor/value.js';
import type { Fates } from '../../backend.js';

/** How to have a value that is about to be written over. */
export interface Again {
  /** A copy that there is. */
  readonly copy?: HostArray;
  /** Computes it. */
  compute(): Promise<HostArray>;
}

/** What knows how values of places came about. */
export interface Account {
  /** Notes another one that keeps such values. */
  linkTo(other: Account): void;
  /** Begins anew, as do all that it is linked to. */
  end(): void;
}

/** A value in a place that later runs write to. It is copied when it is read, and before it would be lost, unless it can be computed again. */
export class ResidentValue implements Value {
  readonly shape: HostArray['shape'];
  readonly dtype: HostArray['dtype'];
  #own: HostArray | null = null;
  #state: 'kept' | 'abandoned' | 'lost' = 'kept';
  #again: Again | null = null;

  /** @param account of the place, for others that keep its values */
  constructor(
    private readonly place: HostArray,
    readonly account: Account | null = null,
  ) {
    this.shape = place.shape;
    this.dtype = place.dtype;
  }

  get host(): HostArray | null {
    if (this.#again) return null;
    this.#own ??= { ...this.place, data: this.here.slice() };
    return this.#own;
  }

  /** Whether it has to be computed again. */
  get isAway(): boolean {
    return this.#again !== null;
  }

  /** Whether it has elements of its own. */
  get isCopied(): boolean {
    return this.#own !== null;
  }

  /** The elements for as long as nothing is awaited. */
  get here(): HostArray['data'] {
    if (this.#own) return this.#own.data;
    if (this.#state === 'lost') throw new RuntimeError('internal: a value was asked for after it was given up.');
    return this.place.data;
  }

  borrow(): HostArray | null {
    return this.isAway ? null : { ...this.place, data: this.here };
  }

  abandon(): void {
    if (this.#state === 'kept') this.#state = 'abandoned';
  }

  /**
   * Its place is about to be written to.
   *
   * @param isUsedUp whether nobody will ask for it
   * @param again left out where it is to be copied
   */
  leavePlace(isUsedUp: boolean, again?: Again): void {
    if (this.#state !== 'kept' || isUsedUp) this.#state = 'lost';
    else if (again?.copy) this.#own ??= again.copy;
    else if (again && !this.#own) this.#again = again;
    else void this.host;
  }

  async read(): Promise<HostArray> {
    if (this.#again) {
      const found = await this.#again.compute();
      this.#own ??= found;
      this.#again = null;
    }
    return this.host!;
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
    const data = value instanceof ResidentValue && !value.isAway ? value.here : (await value.read()).data;
    this.free();
    (this.place.data as Float32Array).set(data as Float32Array);
    this.#holds = value;
  }

  /**
   * Lets the place be written to.
   *
   * @param again computes what is there again
   */
  free(fates?: Fates, again?: Again): void {
    if (this.#holds instanceof ResidentValue) {
      const fate = fates?.get(this.#holds);
      this.#holds.leavePlace(fate === 'used up', fate === 'in history' ? again : undefined);
    }
    this.#holds = null;
  }

  /** What the place has been filled with. */
  filled(account: Account | null = null): Value {
    this.#holds = new ResidentValue(this.place, account);
    return this.#holds;
  }
}
