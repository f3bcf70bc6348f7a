/** Files from the web to disk; what came of one is gone on with, by another process, too. */
import type { FileHandle } from 'node:fs/promises';
import { OSError, ValueError } from '@org/core';
import { builtin, type Sink, systemError, TransferFailure, type TransferOptions, transfer } from '@org/core/files';

export interface DownloadOptions extends TransferOptions {
  /** Bytes that the file may have; any number if left out. */
  readonly maxBytes?: number;
}

/**
 * Downloads `origin` to `path`, by way of `path`.part, which a later call goes on with if this one fails.
 *
 * Throws `OSError`, as Keras words it, for an answer that is none, and where bytes are missing in the end; `ValueError` for a file that is
 * too large, of which nothing is kept.
 *
 *     await download('https://example.org/data.csv', 'data.csv');
 */
export async function download(
  origin: string,
  path: string,
  { maxBytes = Number.POSITIVE_INFINITY, ...options }: DownloadOptions = {},
): Promise<void> {
  const part = await PartFile.open(origin, path, maxBytes);
  try {
    await transfer(origin, part, options);
    await part.finish();
  } catch (error) {
    if (error instanceof TooLarge) {
      await part.discard();
      throw new ValueError(`The file at '${origin}' is too large.`, {
        expected: `at most ${maxBytes} bytes`,
        received: error.message,
        hint: '`maxBytes` allows more.',
      });
    }
    if (!(error instanceof TransferFailure)) throw systemError(error, `Can't write '${path}'.`);
    const { status, message, received, total } = error;
    const kept = `; ${received}${total === null ? '' : ` of ${total}`} bytes are kept to go on with`;
    throw new OSError(
      `URL fetch failure on ${origin}: ${status ?? 'None'} -- ${message}${status === null ? kept : ''}`,
    );
  }
}

class TooLarge extends Error {}

/** What is there of a file, with a note beside it that says of which one. */
class PartFile implements Sink {
  readonly #origin: string;
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #fs: typeof import('node:fs/promises');
  #handle: FileHandle | null = null;
  received = 0;
  validator: string | null = null;

  private constructor(origin: string, path: string, maxBytes: number) {
    this.#origin = origin;
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  }

  /** What an earlier attempt left of the file, if anything. */
  static async open(origin: string, path: string, maxBytes: number): Promise<PartFile> {
    const part = new PartFile(origin, path, maxBytes);
    try {
      const note = JSON.parse(await part.#fs.readFile(part.#notePath, 'utf8')) as Record<string, unknown>;
      const { size } = await part.#fs.stat(part.#partPath);
      if (note.origin === origin && typeof note.validator === 'string') {
        part.received = size;
        part.validator = note.validator;
      }
    } catch {
      // There is none to go on with.
    }
    return part;
  }

  get #partPath(): string {
    return `${this.#path}.part`;
  }

  get #notePath(): string {
    return `${this.#path}.part.json`;
  }

  async open(at: number, validator: string | null, total: number | null): Promise<boolean> {
    if (total !== null && total > this.#maxBytes) throw new TooLarge(`${total} bytes`);
    await this.#fs.writeFile(this.#notePath, JSON.stringify({ origin: this.#origin, validator }));
    this.#handle = await this.#fs.open(this.#partPath, at > 0 ? 'r+' : 'w');
    return true;
  }

  async write(piece: Uint8Array, at: number): Promise<void> {
    if (at + piece.length > this.#maxBytes) throw new TooLarge(`${at + piece.length} bytes, or more`);
    await this.#handle!.write(piece, 0, piece.length, at);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async discard(): Promise<void> {
    for (const path of [this.#partPath, this.#notePath]) await this.#fs.rm(path, { force: true });
  }

  /** The file is whole, and takes its place. */
  async finish(): Promise<void> {
    await this.#fs.rename(this.#partPath, this.#path);
    await this.#fs.rm(this.#notePath, { force: true });
  }
}
