/** Bytes from a server, piece by piece, going on where a connection broke. */

/** Where bytes go. */
export interface Sink {
  /** How many bytes are there from an earlier attempt. */
  readonly received?: number;
  /** By what the server knows the file that they are of: only that one is gone on with. */
  readonly validator?: string | null;
  /**
   * A connection is open, and gives bytes from `at` on: what was there beyond does not count. False closes it, and nothing comes.
   *
   * @param total how many bytes there will be, null if unknown
   */
  open(at: number, validator: string | null, total: number | null): boolean | Promise<boolean>;
  write(piece: Uint8Array, at: number): void | Promise<void>;
  /** The connection is closed, at the end of the file or before it. */
  close?(): Promise<void>;
}

export interface TransferOptions {
  /** Called with how many bytes there are, and how many there will be, null if unknown. */
  readonly onProgress?: ((received: number, total: number | null) => void) | null;
  /** How often a connection may fail in a row without a byte. */
  readonly attempts?: number;
  /** How many milliseconds may pass without a byte. */
  readonly patience?: number;
  /** Milliseconds to wait before the second attempt; twice as long before each further one. */
  readonly pause?: number;
}

/** Why a file did not come. */
export class TransferFailure extends Error {
  /** What the server answered, null where it was not that. */
  readonly status: number | null;
  /** How many bytes came before, and how many there should be. */
  readonly received: number;
  readonly total: number | null;

  constructor(reason: string, status: number | null, received: number, total: number | null) {
    super(reason);
    this.name = 'TransferFailure';
    this.status = status;
    this.received = received;
    this.total = total;
  }

  /** Whether the server gave an answer that another attempt would not change. */
  get isRefusal(): boolean {
    return this.status !== null;
  }
}

/** A connection that failed: what was missed may come by the next one. */
class Broken extends Error {}

/** What is there of a file. */
interface Part {
  received: number;
  total: number | null;
  validator: string | null;
}

/**
 * Brings the file at `address` to where bytes go. What a sink throws is thrown on.
 *
 * @throws TransferFailure for an answer that is none, and where bytes are missing in the end
 */
export async function transfer(address: string, sink: Sink, options: TransferOptions = {}): Promise<void> {
  const { attempts = 5, pause = 200 } = options;
  const part: Part = { received: sink.received ?? 0, total: null, validator: sink.validator ?? null };
  // A server that lets a file begin anew again and again does not come further by that.
  let most = part.received;
  for (let failed = 0; ; ) {
    try {
      return await receive(address, part, sink, options);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      failed = part.received > most ? 1 : failed + 1;
      most = Math.max(most, part.received);
      if (failed >= attempts) throw new TransferFailure(error.message, null, part.received, part.total);
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (failed - 1)));
    }
  }
}

/** One connection: from where the part ends to the end of the file. */
async function receive(
  address: string,
  part: Part,
  sink: Sink,
  { onProgress, patience = 30_000 }: TransferOptions,
): Promise<void> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const inTime = <T>(happens: Promise<T>): Promise<T> => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new Error(`no byte in ${patience / 1000} s`)), patience);
    return happens.catch((error: Error) => {
      throw new Broken(reasonOf(error));
    });
  };
  try {
    const response = await inTime(fetch(address, { headers: headersFor(part), signal: controller.signal }));
    begin(response, part);
    if (!(await sink.open(part.received, part.validator, part.total))) return;
    try {
      const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
      for (;;) {
        const { done, value } = (await (reader && inTime(reader.read()))) ?? { done: true, value: undefined };
        if (done) break;
        await sink.write(value, part.received);
        part.received += value.length;
        onProgress?.(part.received, part.total);
      }
    } finally {
      await sink.close?.();
    }
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
  const { received, total } = part;
  if (total === null || received === total) return;
  if (received > total) part.received = 0;
  throw new Broken(`the file ended after ${received} of ${total} bytes`);
}

/** Bytes as they are, since their number counts. Without a name for its content, what follows might be of another file. */
function headersFor(part: Part): Record<string, string> {
  if (part.validator === null) part.received = 0;
  const { received, validator } = part;
  return {
    'accept-encoding': 'identity',
    ...(received > 0 && validator !== null && { range: `bytes=${received}-`, 'if-range': validator }),
  };
}

/** No Content, Reset Content: answers that are in order, and no file. One that is empty comes with 200. */
const WITHOUT_CONTENT: ReadonlySet<number> = new Set([204, 205]);

/** Judges the head of an answer: whether, and from where on, its body goes on with the part. */
function begin({ ok, status, statusText, headers }: Response, part: Part): void {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  const goesOn = Number(from) === part.received && (part.total === null || Number(total) === part.total);
  if (status === 206 && goesOn && isSame(headers, part)) {
    part.total = Number(total);
    return;
  }
  if (status === 206 || (status === 416 && part.received > 0)) {
    // What is there belongs to another file.
    Object.assign(part, { received: 0, total: null, validator: null });
    throw new Broken(`the server has no bytes to go on with (${status})`);
  }
  if (status >= 500 || status === 408 || status === 429) throw new Broken(`${status} ${statusText}`);
  if (!ok || WITHOUT_CONTENT.has(status)) throw new TransferFailure(statusText, status, part.received, part.total);
  part.received = 0;
  // Packed on the way, as pages always allow it, a file has another length than is told.
  part.total = isPacked(headers) ? null : Number(headers.get('content-length') ?? 0) || null;
  part.validator = validatorOf(headers);
}

/** Whether what follows is of the same file, as it is: servers that know no `if-range` send what they have now, some of them packed. */
function isSame(headers: Headers, { validator }: Part): boolean {
  const now = headers.get(/ GMT$/.test(validator ?? '') ? 'last-modified' : 'etag');
  return !isPacked(headers) && (validator === null || now === null || now === validator);
}

const isPacked = (headers: Headers): boolean => !/^(identity)?$/i.test(headers.get('content-encoding') ?? '');

/** By what a server knows the content of a file: its ETag, unless that is a weak one, or its date. */
const validatorOf = (headers: Headers): string | null =>
  headers.get('etag')?.replace(/^W\/.*/, '') || headers.get('last-modified');

/** What went wrong, and why: of itself `fetch` says no more than that it failed. */
function reasonOf({ message, cause }: Error): string {
  const { message: reason, code } = (cause ?? {}) as { readonly message?: string; readonly code?: string };
  return reason || code ? `${message} (${reason || code})` : message;
}
