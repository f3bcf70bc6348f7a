/** Files from a server, at once: going on where a connection broke, with progress, and kept by the browser where that is asked for. */
import { OSError, PythonTypeError, ValueError } from '../errors.js';

export interface FetchFileOptions {
  /** Called with how many bytes of a download there are, and how many there will be, null if unknown. */
  onProgress?: ((received: number, total: number | null) => void) | null;
  /** Whether a page keeps what it downloads, and takes it from there until the server has another file, or while there is no server. */
  cache?: boolean;
}

/** Bytes that are downloaded at most. */
const MOST_BYTES = 2 ** 31;
/** How often a connection may break in a row without a byte. */
const ATTEMPTS = 4;
/** Milliseconds before the second attempt; twice as long before each further one. */
const PAUSE = 100;
/** Where a page keeps files. */
const CACHE = 'keras-files';

/**
 * The bytes of a file on a server.
 *
 * @throws OSError where there is none, or bytes are missing in the end
 */
export async function fetchFile(
  address: string,
  { onProgress, cache = false }: FetchFileOptions = {},
): Promise<Uint8Array> {
  if (onProgress != null && typeof onProgress !== 'function')
    throw new PythonTypeError('`onProgress` must be a function.', { received: `a value of type ${typeof onProgress}` });
  const kept = cache && /^https?:/i.test(address) ? await openKept(address) : null;
  const download = new Download(address, onProgress ?? null);
  let head: Response;
  try {
    head = await download.open();
  } catch (error) {
    const bytes = download.isRefused ? null : await kept?.read();
    if (bytes) return bytes;
    throw error;
  }
  const validator = validatorOf(head);
  if (validator !== null && kept && validator === kept.validator) {
    await head.body?.cancel();
    return (await kept.read())!;
  }
  const bytes = await download.read(head);
  if (validator !== null) await kept?.write(bytes, validator);
  return bytes;
}

/** By what a server knows the content of a file: its ETag, unless that is a weak one, or its date. */
const validatorOf = ({ headers }: Response): string | null =>
  headers.get('etag')?.replace(/^W\/.*/, '') || headers.get('last-modified');

/** What has come of a file. */
class Download {
  readonly #address: string;
  readonly #onProgress: ((received: number, total: number | null) => void) | null;
  #chunks: Uint8Array[] = [];
  #received = 0;
  #total: number | null = null;
  /** Whether the server has answered that it does not give the file. */
  isRefused = false;

  constructor(address: string, onProgress: ((received: number, total: number | null) => void) | null) {
    this.#address = address;
    this.#onProgress = onProgress;
  }

  /** The head of an answer, from the byte on that is missing. */
  async open(validator: string | null = null): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.#received > 0) headers.range = `bytes=${this.#received}-`;
    if (this.#received > 0 && validator !== null) headers['if-range'] = validator;
    const response = await fetch(this.#address, { headers }).catch((error: Error) => {
      throw this.#failed(reasonOf(error));
    });
    if (!response.ok) {
      await response.body?.cancel();
      this.isRefused = true;
      throw this.#failed(`${response.status} ${response.statusText}`);
    }
    return response;
  }

  async read(head: Response): Promise<Uint8Array> {
    const validator = validatorOf(head);
    let response = head;
    for (let failed = 0; ; ) {
      const before = this.#received;
      try {
        await this.#readBody(response);
        break;
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        failed = this.#received > before ? 1 : failed + 1;
        // Without a name for its content, what follows might be of another file.
        if (failed >= ATTEMPTS || validator === null) throw this.#failed(error.message);
        await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (failed - 1)));
        response = await this.open(validator);
      }
    }
    const bytes = new Uint8Array(this.#received);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  async #readBody({ status, headers, body }: Response): Promise<void> {
    if (status !== 206) {
      this.#chunks = [];
      this.#received = 0;
      const isEncoded = headers.get('content-encoding') !== null;
      this.#total = isEncoded ? null : Number(headers.get('content-length') ?? 0) || null;
    }
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((error: Error) => {
          throw new Broken(reasonOf(error));
        });
        if (done) break;
        this.#chunks.push(value);
        this.#received += value.length;
        if (this.#received > MOST_BYTES)
          throw new ValueError(`'${shown(this.#address)}' is too large.`, { expected: `at most ${MOST_BYTES} bytes` });
        this.#onProgress?.(this.#received, this.#total);
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
    if (this.#total !== null && this.#received !== this.#total)
      throw new Broken(`${this.#received} of ${this.#total} bytes`);
  }

  #failed(received: string): OSError {
    return new OSError(`Can't download '${shown(this.#address)}'.`, { received });
  }
}

/** A connection that broke: what was missed may come by the next one. */
class Broken extends Error {}

/** What went wrong, and why: of itself `fetch` says no more than that it failed. */
function reasonOf({ message, cause }: Error): string {
  const { message: reason, code } = (cause ?? {}) as { readonly message?: string; readonly code?: string };
  return reason || code ? `${message} (${reason || code})` : message;
}

const shown = (address: string): string => address.slice(0, 200);

/** What a page has kept of a file. */
interface Kept {
  readonly validator: string | null;
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array, validator: string): Promise<void>;
}

// What of the API is used here; the libraries of TypeScript for browsers would bring all of the DOM.
interface Caches {
  open(name: string): Promise<{
    match(address: string): Promise<Response | undefined>;
    put(address: string, response: Response): Promise<void>;
  }>;
}

async function openKept(address: string): Promise<Kept> {
  const { caches } = globalThis as { caches?: Caches };
  if (!caches) {
    throw new ValueError('Nothing is kept of downloads here.', {
      received: 'cache: true',
      hint: 'pages from https: and localhost keep them; in Node, keras.utils.getFile does.',
    });
  }
  const cache = await caches.open(CACHE);
  const found = await cache.match(address);
  return {
    validator: found?.headers.get('etag') ?? null,
    read: async () => (found ? new Uint8Array(await found.arrayBuffer()) : null),
    write: (bytes, validator) =>
      cache.put(address, new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { etag: validator } })),
  };
}
