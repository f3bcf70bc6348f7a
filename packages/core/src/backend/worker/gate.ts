/** What a worker does is behind a gate, which its program closes as it ends: native code that returns to a worker that is gone aborts the process. */

/** Places of the shared memory: whether the gate is closed, and how much is under way behind it. */
const [CLOSED, UNDER_WAY] = [0, 1];

/** Milliseconds after which a program ends all the same. */
const LONGEST_WAIT = 30_000;

export class Gate {
  /** @param state memory that both sides share */
  constructor(readonly state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))) {}

  /** Does something unless the gate is closed. */
  async through<T>(body: () => Promise<T>): Promise<T> {
    const { state } = this;
    // Before it looks: who closes the gate looks at this behind it.
    Atomics.add(state, UNDER_WAY, 1);
    try {
      if (Atomics.load(state, CLOSED) === 1) throw new Error('The program has ended.');
      return await body();
    } finally {
      Atomics.sub(state, UNDER_WAY, 1);
      Atomics.notify(state, UNDER_WAY);
    }
  }

  /** Lets nothing through any more, and waits for what is under way. */
  close(): void {
    const { state } = this;
    Atomics.store(state, CLOSED, 1);
    for (let count = Atomics.load(state, UNDER_WAY); count > 0; count = Atomics.load(state, UNDER_WAY)) {
      if (Atomics.wait(state, UNDER_WAY, count, LONGEST_WAIT) === 'timed-out') return;
    }
  }
}
