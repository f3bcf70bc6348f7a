import { isPromise } from '@org/core/internal';

/** Something that is under way: it runs, or has paused for code of the user. */
interface Turn {
  readonly isLong: boolean;
  isPaused: boolean;
  /** Ends the pause, when those that began in it have ended. */
  resume: (() => void) | null;
  /** Does what is left to do before something else begins in a pause. */
  settle: Settle | null;
}

/** Fails never. */
export type Settle = () => Promise<void>;

interface Waiting {
  readonly isLong: boolean;
  /** Came while something had paused: code of the user that it waits for may have sent it. */
  readonly isInner: boolean;
  readonly begin: () => void;
}

/**
 * Lets one thing at a time happen to a model, so that what trains, evaluates or predicts finds the weights as something else has
 * left them, and no metric counts for two. Others wait until it is through. Callbacks and data sets may use the model themselves:
 * for them it pauses, and goes on when all that began in the pause has ended. Pauses of a long turn, that of `fit`, are for whoever
 * waits with a short one, too.
 */
export class Turns {
  /** What is under way: each began in a pause of the one before it, and the last one alone may run. */
  readonly #stack: Turn[] = [];
  readonly #waiting: Waiting[] = [];

  /** Whether something has paused for what has the turn now. */
  get isInner(): boolean {
    return this.#stack.length > 1;
  }

  /** Runs `body` when its turn has come. */
  async take<T>(body: () => Promise<T>, { isLong = false } = {}): Promise<T> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ isLong, isInner: this.#stack.some(({ isPaused }) => isPaused), begin });
      this.#admit();
    });
    try {
      await this.#stack.at(-2)?.settle?.();
      return await body();
    } finally {
      this.#stack.pop();
      this.#admit();
    }
  }

  /**
   * Lets what has the turn now do something before others begin in its pauses.
   *
   * @returns what it did before
   */
  settleBy(settle: Settle | null): Settle | null {
    const turn = this.#stack.at(-1)!;
    const before = turn.settle;
    turn.settle = settle;
    return before;
  }

  /** What is under way, and has paused, does what others are to find done; null where that is nothing. */
  settled(): Promise<void> | null {
    const turn = this.#stack.at(-1);
    return (turn?.isPaused && turn.settle?.()) || null;
  }

  /** Waits for code of the user, in a pause of what has the turn; what comes at once, with nothing begun meanwhile, is given at once. */
  pause<T>(body: () => T | Promise<T>): T | Promise<T> {
    const turn = this.#stack.at(-1)!;
    turn.isPaused = true;
    let result: T | Promise<T>;
    try {
      result = body();
    } catch (error) {
      const resumed = this.#resumed(turn);
      if (!resumed) throw error;
      return resumed.then(() => {
        throw error;
      });
    }
    if (isPromise(result)) return this.#after(result, turn);
    const resumed = this.#resumed(turn);
    return resumed ? resumed.then(() => result) : result;
  }

  async #after<T>(result: Promise<T>, turn: Turn): Promise<T> {
    try {
      return await result;
    } finally {
      await this.#resumed(turn);
    }
  }

  /** Ends a pause: at once (null), or when what has begun in it has ended. */
  #resumed(turn: Turn): Promise<void> | null {
    // Those that waited from outside begin only now: callbacks see the model as the step left it.
    this.#admit();
    if (this.#stack.at(-1) !== turn) {
      return new Promise((resume) => {
        turn.resume = resume;
      });
    }
    turn.isPaused = false;
    return null;
  }

  /** Lets go on whoever may, after a change. */
  #admit(): void {
    const top = this.#stack.at(-1);
    if (top?.resume) {
      const { resume } = top;
      Object.assign(top, { isPaused: false, resume: null });
      resume();
      return;
    }
    if (top && !top.isPaused) return;
    const next = this.#waiting.findIndex(({ isLong, isInner }) => !top || isInner || (top.isLong && !isLong));
    if (next < 0) return;
    const [{ isLong, begin }] = this.#waiting.splice(next, 1) as [Waiting];
    this.#stack.push({ isLong, isPaused: false, resume: null, settle: null });
    begin();
  }
}
