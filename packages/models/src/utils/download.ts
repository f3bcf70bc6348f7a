/** Files from the web, piece by piece, going on where a connection broke. */
import { OSError } from '@org/core';
import { builtin } from '@org/core/files';

export interface DownloadOptions {
  /** Called with how many bytes there are, and how many there will be, null if unknown. */
  readonly onProgress?: (received: number, total: number | null) => void;
  /** How often a connection may fail in a row without a byte. */
  readonly attempts?: number;
  /** How many milliseconds may pass without a byte. */
  readonly patience?: number;
  /** Milliseconds to wait before the second attempt; twice as long before each further one. */
  readonly pause?: number;
}

/** What is there of a file, and by what its server knows it. */
interface Part {
  received: number;
  total: number | null;
  /** The ETag, or the date: only a file that still has it is gone on with. */
  validator: string | null;
}

/** An answer that another attempt would not change. */
class FinalFailure extends OSError {}

const failure = (origin: string, code: string | number, reason: string): OSError =>
  new OSError(`URL fetch failure on ${origin}: ${code} -- ${reason}`);

/**
 * Downloads `origin` to `path`, by way of `path`.part, which a later call goes on with if this one fails.
 *
 * Throws `OSError`, as Keras words it, for an answer that is none, and where bytes are missing in the end.
 *
 *     await download('https://example.org/data.csv', 'data.csv');
 */
export async function download(origin: string, path: string, options: DownloadOptions = {}): Promise<void> {
  const { attempts = 5, pause = 200 } = options;
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  const [partPath, notePath] = [`${path}.part`, `${path}.part.json`];
  const part = await readPart(origin, partPath, notePath);
  for (let failed = 0; ; ) {
    const before = part.received;
    try {
      await receive(origin, part, partPath, notePath, options);
      break;
    } catch (error) {
      failed = part.received > before ? 1 : failed + 1;
      if (error instanceof FinalFailure) throw failure(origin, ...(error.message.split(' -- ') as [string, string]));
      if (failed >= attempts) {
        const of = part.total === null ? '' : ` of ${part.total}`;
        throw failure(origin, 'None', `${reasonOf(error)}; ${part.received}${of} bytes are kept to go on with`);
      }
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (failed - 1)));
    }
  }
  await fs.rename(partPath, path);
  await fs.rm(notePath, { force: true });
}

async function readPart(origin: string, partPath: string, notePath: string): Promise<Part> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', partPath);
  try {
    const note = JSON.parse(await fs.readFile(notePath, 'utf8')) as Record<string, unknown>;
    const { size } = await fs.stat(partPath);
    if (note.origin === origin && typeof note.validator === 'string') {
      return { received: size, total: null, validator: note.validator };
    }
  } catch {
    // There is none to go on with.
  }
  await fs.rm(partPath, { force: true });
  return { received: 0, total: null, validator: null };
}

/** One connection: from where the part ends to the end of the file. */
async function receive(
  origin: string,
  part: Part,
  partPath: string,
  notePath: string,
  { onProgress, patience = 30_000 }: DownloadOptions,
): Promise<void> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', partPath);
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new Error(`no byte in ${patience / 1000} s`)), patience);
  };
  wait();
  try {
    const response = await fetch(origin, { headers: headersFor(part), signal: controller.signal });
    wait();
    await begin(response, part);
    await fs.writeFile(notePath, JSON.stringify({ origin, validator: part.validator }));
    const handle = await fs.open(partPath, part.received > 0 ? 'r+' : 'w');
    try {
      for await (const piece of response.body ?? []) {
        wait();
        await handle.write(piece, 0, piece.length, part.received);
        part.received += piece.length;
        onProgress?.(part.received, part.total);
      }
    } finally {
      await handle.close();
    }
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
  if (part.total === null || part.received === part.total) return;
  const { received, total } = part;
  if (received > total) part.received = 0;
  throw new Error(`the file ended after ${received} of ${total} bytes`);
}

/** Bytes as they are, since their number counts. */
const headersFor = ({ received, validator }: Part): Record<string, string> => ({
  'accept-encoding': 'identity',
  ...(received > 0 && { range: `bytes=${received}-`, ...(validator !== null && { 'if-range': validator }) }),
});

/** Judges the head of an answer: whether, and from where on, its body goes on with the part. */
async function begin({ status, statusText, headers, body }: Response, part: Part): Promise<void> {
  const size = headers.get('content-length');
  const validator = headers.get('etag')?.replace(/^W\/.*/, '') || headers.get('last-modified');
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (status === 206 && Number(from) === part.received && (part.total === null || Number(total) === part.total)) {
    part.total = Number(total);
    return;
  }
  if (status === 200) {
    part.received = 0;
    part.total = size === null ? null : Number(size);
    part.validator = validator ?? null;
    return;
  }
  await body?.cancel();
  if (status === 206 || status === 416) {
    // What is there belongs to another file.
    Object.assign(part, { received: 0, total: null, validator: null });
    throw new Error(`the server has no bytes to go on with (${status})`);
  }
  if (status >= 500 || status === 408 || status === 429) throw new Error(`${status} ${statusText}`);
  throw new FinalFailure(`${status} -- ${statusText}`);
}

/** The reason that fetch gives, which hides it behind `fetch failed`. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
