/** Files from a server, at once: going on where a connection broke, with progress, and kept by the browser where that is asked for. */
import { OSError, PythonTypeError, ValueError } from '../errors.js';
import { type Sink, TransferFailure, transfer } from './transfer.js';

export interface FetchFileOptions {
  /** Called with how many bytes of a download there are, and how many there will be, null if unknown. */
  onProgress?: ((received: number, total: number | null) => void) | null;
  /** Whether a page keeps what it downloads, and takes it from there until the server has another file, or while there is no server. */
  cache?: boolean;
}

/** Bytes that are downloaded at most. */
const MOST_BYTES = 2 ** 31;
/** Somebody waits: a server that fails again and again is given up within a second. */
const RETRIES = { attempts: 4, pause: 100 };
/** Where a page keeps files. */
const CACHE = 'keras-files';

/**
 * The bytes of a file on a server.
 *
 * @throws OSError where there is none, or bytes are missing in the end
 */
export async function fetchFile(
  address: string,
  { onProgress = null, cache = false }: FetchFileOptions = {},
): Promise<Uint8Array> {
  if (onProgress !== null && typeof onProgress !== 'function')
    throw new PythonTypeError('`onProgress` must be a function.', { received: `a value of type ${typeof onProgress}` });
  const kept = cache && /^https?:/i.test(address) ? await openKept(address) : null;
  const download = new Download(address, kept?.validator ?? null);
  try {
    await transfer(address, download, { onProgress, ...RETRIES });
  } catch (error) {
    if (!(error instanceof TransferFailure)) throw error;
    const bytes = error.isRefusal || download.isOpen ? null : await kept?.read();
    if (bytes) return bytes;
    const received = error.isRefusal ? `${error.status} ${error.message}` : error.message;
    throw new OSError(`Can't download '${shown(address)}'.`, {
      received,
      ...(!error.isRefusal && otherOrigin(address)),
    });
  }
  if (download.isKept) return (await kept!.read())!;
  const bytes = download.bytes();
  if (download.validator !== null) await kept?.write(bytes, download.validator);
  return bytes;
}

/** Browsers do not say why a page may not read from another server. */
function otherOrigin(address: string): { hint?: string } {
  const { location } = globalThis as { location?: { origin: string; href: string } };
  const { origin } = new URL(address, location?.href);
  if (!location || origin === location.origin) return {};
  return { hint: `${origin} may not allow pages of ${location.origin} to read from it (Access-Control-Allow-Origin).` };
}

/** The pieces of a file. */
class Download implements Sink {
  readonly #address: string;
  /** By what the server knows the file that is kept. */
  readonly #kept: string | null;
  #pieces: Uint8Array[] = [];
  validator: string | null = null;
  isOpen = false;
  /** Whether the server has the file that is kept. */
  isKept = false;

  constructor(address: string, kept: string | null) {
    this.#address = address;
    this.#kept = kept;
  }

  open(at: number, validator: string | null): boolean {
    this.isKept = !this.isOpen && validator !== null && validator === this.#kept;
    if (at === 0) this.#pieces = [];
    this.isOpen = true;
    this.validator = validator;
    return !this.isKept;
  }

  write(piece: Uint8Array, at: number): void {
    if (at + piece.length > MOST_BYTES)
      throw new ValueError(`'${shown(this.#address)}' is too large.`, { expected: `at most ${MOST_BYTES} bytes` });
    this.#pieces.push(piece);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
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
