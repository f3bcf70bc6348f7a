import type { Session } from './backend.js';

/** What a run needs a session for. */
export interface SessionUse {
  /** Equal for what one session can run. */
  readonly key: string;
  /** Bytes that the session may hold on to behind the run. */
  readonly bytes: number;
  create(): Promise<Session>;
}

interface Entry {
  readonly session: Promise<Session>;
  /** The session, once it is there. */
  made: Session | null;
  /** What the session may hold. */
  bytes: number;
  /** Whether it was used again after others had run. */
  returned: boolean;
  /** Runs in flight, or waiting for the session to be made. */
  runs: number;
  evicted: boolean;
}

/** A lasting session was used again after others had run: a program takes turns between such. Most shapes it meets but once. */
type Kind = 'passing' | 'lasting';

export interface CacheLimits {
  /** Sessions that are kept at most. */
  readonly sessions: number;
  /** Bytes that passing sessions may hold together. */
  readonly passing: number;
  /** Bytes that lasting sessions may hold together. */
  readonly lasting: number;
  /** As many of the last used lasting sessions stay, however much they hold: a training loop takes turns between a few. */
  readonly always: number;
}

const LIMITS: CacheLimits = { sessions: 256, passing: 2 ** 27, lasting: 2 ** 29, always: 4 };

/**
 * Sessions are expensive to make (3 to 15 ms), and each keeps the memory of its largest run, which the runtime takes back only with the
 * session: keep what is used again, release the others.
 */
export class SessionCache {
  private readonly entries = new Map<string, Entry>();
  private readonly limits: CacheLimits;
  /** Bytes by kind. */
  private readonly held = { passing: 0, lasting: 0 };
  private last: Entry | null = null;
  /** Keys of some that were released: what is made anew is used again. */
  private readonly released = new Set<string>();
  /** How many sessions were ever created; tests count them. */
  created = 0;

  constructor(limits: Partial<CacheLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
  }

  get size(): number {
    return this.entries.size;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** Calls `run` with the session for a use, which stays alive until the run has ended. */
  async use<T>(use: SessionUse, run: (session: Session) => Promise<T>): Promise<T> {
    const { key } = use;
    const known = this.entries.get(key);
    const entry = known ?? this.enter(use);
    entry.runs += 1;
    // What was used last as well is where it is to be.
    if (entry !== this.last || use.bytes > entry.bytes) this.noteUse(use, entry, known !== undefined);
    try {
      const session = entry.made ?? (await this.making(key, entry));
      return await run(session);
    } finally {
      entry.runs -= 1;
      if (entry.evicted) await this.releaseUnused(entry);
    }
  }

  private noteUse({ key, bytes }: SessionUse, entry: Entry, isKnown: boolean): void {
    this.note(entry, Math.max(entry.bytes, bytes), entry.returned || (isKnown && entry !== this.last));
    this.last = entry;
    // The map keeps the order of insertion: the last used goes to its end.
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (entry.made) this.evict();
  }

  private enter({ key, create }: SessionUse): Entry {
    this.created += 1;
    return { session: create(), made: null, bytes: 0, returned: this.released.has(key), runs: 0, evicted: false };
  }

  /** The session; what could not be made is forgotten, so that the next use tries again. */
  private async making(key: string, entry: Entry): Promise<Session> {
    try {
      entry.made = await entry.session;
      this.evict();
      return entry.made;
    } catch (error) {
      if (this.entries.get(key) === entry) this.forget(key, entry);
      throw error;
    }
  }

  /** Notes what a session is known to hold and how it is used; total of both kinds are kept, since every run asks for them. */
  private note(entry: Entry, bytes: number, returned: boolean): void {
    this.held[kindOf(entry)] -= entry.bytes;
    entry.bytes = bytes;
    entry.returned = returned;
    this.held[kindOf(entry)] += bytes;
  }

  private evict(): void {
    const { passing, lasting, sessions } = this.limits;
    if (this.held.passing > passing) this.evictOf('passing', passing, 1);
    if (this.held.lasting > lasting) this.evictOf('lasting', lasting, this.limits.always);
    for (const [key, entry] of this.entries) {
      if (this.size <= sessions) return;
      this.release(key, entry);
    }
  }

  /** Releases the oldest of a kind, but for the last few; those that hold less than their share make no difference. */
  private evictOf(kind: Kind, most: number, always: number): void {
    const share = most / this.limits.sessions;
    const large = [...this.entries].filter(([, entry]) => kindOf(entry) === kind && entry.bytes > share);
    for (const [key, entry] of large.slice(0, -always)) {
      if (this.held[kind] <= most) return;
      if (entry !== this.last) this.release(key, entry);
    }
  }

  private forget(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.held[kindOf(entry)] -= entry.bytes;
  }

  private release(key: string, entry: Entry): void {
    this.forget(key, entry);
    this.released.add(key);
    if (this.released.size > this.limits.sessions) this.released.delete(this.released.keys().next().value as string);
    entry.evicted = true;
    void this.releaseUnused(entry);
  }

  private async releaseUnused(entry: Entry): Promise<void> {
    if (!entry.evicted || entry.runs > 0) return;
    // Set back, so that the last of several runs releases once.
    entry.evicted = false;
    const session = await entry.session.catch(() => null);
    await session?.release();
  }
}

const kindOf = ({ returned }: Entry): Kind => (returned ? 'lasting' : 'passing');

export const sessions = new SessionCache();
