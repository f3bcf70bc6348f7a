import type { Session } from '../../backend.js';

/** A session that is made when it is first needed, and kept for the next time until it is released; after that, each use has one of its own. */
export class LentSession {
  #session: Promise<Session> | null = null;
  #isReleased = false;
  #uses = 0;

  constructor(private readonly make: () => Promise<Session>) {}

  async use<Result>(body: (session: Session) => Promise<Result>): Promise<Result> {
    this.#session ??= this.make().catch((error: unknown) => {
      // Another time there may be memory for it.
      this.#session = null;
      throw error;
    });
    this.#uses += 1;
    try {
      return await body(await this.#session);
    } finally {
      this.#uses -= 1;
      await this.#releaseUnused();
    }
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    await this.#releaseUnused();
  }

  async #releaseUnused(): Promise<void> {
    if (!this.#isReleased || this.#uses > 0) return;
    const session = this.#session;
    this.#session = null;
    await (await session)?.release();
  }
}
