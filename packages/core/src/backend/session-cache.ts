import type { Session } from './backend.js';

/** Sessions are expensive to make (3 to 15 ms) and hold native memory: keep the most recently used, release the others. */
export class SessionCache {
  private readonly sessions = new Map<string, Promise<Session>>();
  /** How many sessions were ever created; tests count them. */
  created = 0;

  constructor(private readonly capacity = 256) {}

  get size(): number {
    return this.sessions.size;
  }

  get(key: string, create: () => Promise<Session>): Promise<Session> {
    const known = this.sessions.get(key);
    this.sessions.delete(key);
    const session = known ?? this.create(key, create);
    this.sessions.set(key, session);
    if (this.sessions.size > this.capacity) this.evict(this.sessions.keys().next().value as string);
    return session;
  }

  private create(key: string, create: () => Promise<Session>): Promise<Session> {
    this.created += 1;
    const session = create();
    session.catch(() => this.sessions.delete(key));
    return session;
  }

  private evict(key: string): void {
    const session = this.sessions.get(key)!;
    this.sessions.delete(key);
    // Sessions are looked up right before each run, so by the time the release is carried out no run uses this one.
    void session.then((s) => s.release());
  }
}

export const sessions = new SessionCache();
