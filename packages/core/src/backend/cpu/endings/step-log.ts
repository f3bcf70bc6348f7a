import { bytesOfSpec } from '../../../graph/bytes.js';
import type { HostArray } from '../../../tensor/host-array.js';
import { HostValue, readAll, type Value } from '../../../tensor/value.js';
import type { Fate, Session } from '../../backend.js';
import { type Account, type Again, ResidentValue } from './resident-value.js';

/** Steps that a log has at most: what was before the last one takes as many runs. */
const MOST = 128;
/** Of so many states one is kept when a later one is computed again, so that those before it are near as well. */
const MARKED = 16;
/** What is given for one step, and for all steps of a log, at most, as shares of the state: a copy of the state in every step is what a log is to save. */
const SHARES = { step: 1 / 3, log: 2 };

/** Values by the numbers of inputs. */
type State = ReadonlyMap<number, HostArray>;

/** Inputs of a session's step, but for its state: null there. */
type Given = readonly (Value | null)[];

/** What a session makes of one state after the other. */
export interface Stepping {
  /** The inputs that are state. */
  readonly state: readonly number[];
  /** Which output such an input is in the next step. */
  readonly makers: ReadonlyMap<number, number>;
  /** Copies of the present state. */
  copy(): State;
  /** Lends a session of the same kind. */
  borrow<Result>(body: (session: Session) => Promise<Result>): Promise<Result>;
}

/** The steps of a session since a state of which there is a copy: by them, a state that was written over is computed again. */
class StepLog {
  readonly #start: State;
  readonly #steps: Given[] = [];
  readonly #mostBytes: number;
  #bytes = 0;
  /** States that were computed again, by the number of steps before them: marks on the way, and what was asked for last. */
  readonly #known = new Map<number, Promise<State>>();
  #askedLast = 0;

  constructor(private readonly stepping: Stepping) {
    this.#start = stepping.copy();
    this.#mostBytes = SHARES.log * bytesIn([...this.#start.values()]);
  }

  get length(): number {
    return this.#steps.length;
  }

  get isFull(): boolean {
    return this.length >= MOST || this.#bytes > this.#mostBytes;
  }

  add(given: Given): void {
    const before = this.#steps.at(-1);
    this.#bytes += newBytes(given, before);
    // Those of other sessions cost something once they are copied, as they may have been by now.
    const wasCopied = (value: Value | null, i: number) =>
      value instanceof ResidentValue && value.isCopied && value !== given[i];
    this.#bytes += bytesIn((before ?? []).filter(wasCopied) as Value[]);
    this.#steps.push(given);
  }

  /** How to have a part of the state after so many of the steps. */
  again(input: number, count: number): Again {
    const compute = async () => (await this.stateAfter(count)).get(input)!;
    // By the copy, values that other logs hold do not lead from each log to the next.
    return count === 0 ? { compute, copy: this.#start.get(input)! } : { compute };
  }

  /** The state after so many of the steps. */
  stateAfter(count: number): Promise<State> {
    const known = this.#known.get(count);
    if (known) return known;
    const state = this.#compute(count);
    this.#known.set(count, state);
    // What failed may succeed another time.
    state.catch(() => this.#known.delete(count));
    if (count % MARKED > 0) {
      this.#known.delete(this.#askedLast);
      this.#askedLast = count;
    }
    return state;
  }

  async #compute(count: number): Promise<State> {
    if (count === 0) return this.#start;
    const { state: places, makers, borrow } = this.stepping;
    const mark = MARKED * Math.floor((count - 1) / MARKED);
    const near = Math.max(mark, ...[...this.#known.keys()].filter((other) => other < count));
    const start = await this.stateAfter(near);
    const steps = this.#steps.slice(near, count);
    return borrow(async (session) => {
      let state: Value[] = places.map((i) => new HostValue(start.get(i)!));
      for (const given of steps) {
        // Read before the session runs: that may take another state of the same session.
        const known = (await readAll(given.filter((value) => value !== null))).values();
        const values = given.map((value) => (value === null ? null : new HostValue(known.next().value!))) as Value[];
        for (const [k, i] of places.entries()) values[i] = state[k]!;
        const fates = new Map(
          state.filter((_, k) => makers.has(places[k]!)).map((value) => [value, 'used up' as Fate]),
        );
        const made = await session.run(values, fates);
        state = places.map((i) => made[makers.get(i) ?? -1] ?? values[i]!);
      }
      const hosts = await readAll(state);
      return new Map(places.map((i, k) => [i, hosts[k]!]));
    });
  }
}

/**
 * The log that a session keeps where each of its steps writes over what derivatives may ask for. Logs that hold values of each other's
 * sessions end together: what a log leads to is no older than itself.
 */
export class StepLogs implements Account {
  #log: StepLog | null = null;
  readonly #linked = new Set<Account>();
  #last: Given | undefined;
  #wasWanted = false;

  constructor(private readonly stepping: Stepping) {}

  /**
   * Before a step, whose state is in place.
   *
   * @param follows whether the state is what the last step has made
   * @param isWanted whether derivatives may ask for it
   */
  begin(inputs: readonly Value[], follows: boolean, isWanted: boolean): Step | null {
    const given: (Value | null)[] = [...inputs];
    for (const i of this.stepping.state) given[i] = null;
    const bytes = newBytes(given, this.#last);
    const mayKeep = given.every(isKept);
    const stateBytes = bytesIn(this.stepping.state.map((i) => inputs[i]!));
    if (!follows || !mayKeep || bytes > SHARES.step * stateBytes || this.#log?.isFull) this.end();
    const begins = isWanted && this.#wasWanted && mayKeep && bytes <= SHARES.step * stateBytes;
    if (begins) this.#log ??= new StepLog(this.stepping);
    this.#last = given;
    this.#wasWanted = isWanted;
    const log = this.#log;
    if (!log) return null;
    for (const value of given) if (value instanceof ResidentValue && value.account) this.#link(value.account);
    const count = log.length;
    return { again: (i) => log.again(i, count), succeeded: () => log.add(given) };
  }

  #link(other: Account): void {
    if (other === this || this.#linked.has(other)) return;
    this.linkTo(other);
    other.linkTo(this);
  }

  linkTo(other: Account): void {
    this.#linked.add(other);
  }

  end(): void {
    this.#log = null;
    const linked = [...this.#linked];
    this.#linked.clear();
    for (const other of linked) other.end();
  }
}

/** Whether it will be what it is: one that another session writes over as well, by a copy or by that session's log. */
const isKept = (value: Value | null): boolean =>
  value === null || value instanceof HostValue || (value instanceof ResidentValue && !value.isAway);

/** A step that is in a log once it has succeeded. */
export interface Step {
  /** Computes again what an input was before it. */
  again(input: number): Again;
  succeeded(): void;
}

const bytesIn = (specs: readonly (Value | HostArray)[]): number =>
  specs.reduce((total, spec) => total + bytesOfSpec(spec), 0);

/** Bytes that a log would hold on to, of what is given for a step and was not given for the one before. */
const newBytes = (given: Given, before: Given | undefined): number =>
  bytesIn(given.filter((value, i) => value instanceof HostValue && value !== before?.[i]) as Value[]);
