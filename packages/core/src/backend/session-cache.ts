import type { Session } from './backend.js';

interface Entry {
  readonly session: Promise<Session>;
  /** What the session may hold, once it is made. */
  bytes: number;
  /** Runs in flight, or waiting for the session to be made. */
  runs: number;
  evicted: boolean;
}

export interface CacheLimits {
  /** Sessions that are kept at most. */
  readonly sessions: number;
  /** Bytes that they may hold together. */
  readonly bytes: number;
  /** As many of the last used stay, however much they hold: a training loop takes turns between a few. */
  readonly always: number;
}

const LIMITS: CacheLimits = { sessions: 256, bytes: 2 ** 32, always: 8 };

/** Sessions are expensive to make (3 to 15 ms) and hold native memory: keep the most recently used, release the others. */
export class SessionCache {
  private readonly entries = new Map<string, Entry>();
  private readonly limits: CacheLimits;
  /** Bytes of all sessions that are made. */
  private held = 0;
  /** How many sessions were ever created; tests count them. */
  created = 0;

  constructor(limits: Partial<CacheLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
  }

  get size(): number {
    return this.entries.size;
  }

  /** Calls `run` with the session of this key, which stays alive until the run has ended. */
  async use<T>(key: string, create: () => Promise<Session>, run: (session: Session) => Promise<T>): Promise<T> {
    const entry = this.entries.get(key) ?? this.enter(create);
    // The map keeps the order of insertion: the last used goes to its end.
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.runs += 1;
    try {
      const session = await this.made(key, entry);
      this.count(key, entry, session.bytes);
      this.evictOldest();
      return await run(session);
    } finally {
      entry.runs -= 1;
      await this.releaseUnused(entry);
    }
  }

  private enter(create: () => Promise<Session>): Entry {
    this.created += 1;
    return { session: create(), bytes: 0, runs: 0, evicted: false };
  }

  /** The session; what could not be made is forgotten, so that the next use tries again. */
  private async made(key: string, entry: Entry): Promise<Session> {
    try {
      return await entry.session;
    } catch (error) {
      if (this.entries.get(key) === entry) this.entries.delete(key);
      throw error;
    }
  }

  private count(key: string, entry: Entry, bytes: number): void {
    if (this.entries.get(key) !== entry) return;
    this.held += bytes - entry.bytes;
    entry.bytes = bytes;
  }

  private evictOldest(): void {
    for (const [key, entry] of this.entries) {
      const { size } = this.entries;
      if (size <= this.limits.sessions && (this.held <= this.limits.bytes || size <= this.limits.always)) return;
      this.entries.delete(key);
      this.held -= entry.bytes;
      entry.evicted = true;
      void this.releaseUnused(entry);
    }
  }

  private async releaseUnused(entry: Entry): Promise<void> {
    if (!entry.evicted || entry.runs > 0) return;
    // Set back, so that the last of several runs releases once.
    entry.evicted = false;
    const session = await entry.session.catch(() => null);
    await session?.release();
  }
}

export const sessions = new SessionCache();
