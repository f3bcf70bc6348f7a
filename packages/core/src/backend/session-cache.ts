import type { Session } from './backend.js';

interface Entry {
  readonly session: Promise<Session>;
  /** Runs in flight, or waiting for the session to be made. */
  runs: number;
  evicted: boolean;
}

/** Sessions are expensive to make (3 to 15 ms) and hold native memory: keep the most recently used, release the others. */
export class SessionCache {
  private readonly entries = new Map<string, Entry>();
  /** How many sessions were ever created; tests count them. */
  created = 0;

  constructor(private readonly capacity = 256) {}

  get size(): number {
    return this.entries.size;
  }

  /** Calls `run` with the session of this key, which stays alive until the run has ended. */
  async use<T>(key: string, create: () => Promise<Session>, run: (session: Session) => Promise<T>): Promise<T> {
    const entry = this.entries.get(key) ?? this.enter(create);
    // The map keeps the order of insertion: the last used goes to its end.
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.capacity) this.evict(this.entries.keys().next().value as string);
    entry.runs += 1;
    try {
      return await run(await this.made(key, entry));
    } finally {
      entry.runs -= 1;
      await this.releaseUnused(entry);
    }
  }

  private enter(create: () => Promise<Session>): Entry {
    this.created += 1;
    return { session: create(), runs: 0, evicted: false };
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

  private evict(key: string): void {
    const entry = this.entries.get(key)!;
    this.entries.delete(key);
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

export const sessions = new SessionCache();
