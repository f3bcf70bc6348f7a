/** Where a model or its weights come from: a file, the address of one, or a Blob, such as the file that a visitor of a page has chosen. */
import { OSError, ValueError } from '@org/core';
import { exists, readFile } from '@org/core/files';
import { type FilePath, filePath } from './file-path.js';

/** The name of a file, its URL, on disk or on a server, or its content. */
export type FileSource = FilePath | Blob;

export interface Source {
  /** What messages call it, and what its ending is read from; a Blob may have none. */
  readonly name: string;
  /** @throws ValueError where there is no such file */
  read(): Promise<Uint8Array>;
}

/** Bytes that are downloaded at most. */
const MOST_BYTES = 2 ** 31;

const isBlob = (value: unknown): value is Blob =>
  /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(value));

/** The address of something on a server. */
const webAddress = (value: unknown): string | null => {
  const text =
    typeof value === 'string' ? value : Object.prototype.toString.call(value) === '[object URL]' ? String(value) : '';
  return /^(https?|blob|data):/i.test(text) ? text : null;
};

/** @throws TypeError for what is none */
export function sourceOf(value: unknown): Source {
  if (isBlob(value)) {
    return {
      name: (value as { name?: string }).name ?? 'blob',
      read: async () => new Uint8Array(await value.arrayBuffer()),
    };
  }
  const address = webAddress(value);
  if (address !== null) return { name: address.replace(/[?#].*$/, ''), read: () => download(address) };
  const path = filePath(value);
  return {
    name: path,
    async read() {
      if (!(await exists(path))) throw new ValueError('There is no such file.', { received: path });
      return readFile(path);
    },
  };
}

/** Whether a source may be read as a file with this ending: the names of Blobs and addresses may say nothing. */
export const mayEndWith = (value: unknown, { name }: Source, endings: readonly string[]): boolean =>
  endings.some((ending) => name.endsWith(ending)) || isBlob(value) || webAddress(value) !== null;

async function download(address: string): Promise<Uint8Array> {
  const shown = address.slice(0, 200);
  const failed = (received: string): OSError => new OSError(`Can't download '${shown}'.`, { received });
  const response = await fetch(address).catch((error: Error) => {
    throw failed(error.message);
  });
  if (!response.ok) throw failed(`${response.status} ${response.statusText}`);
  const length = Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let read = 0;
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      read += chunk.length;
      if (read > MOST_BYTES)
        throw new ValueError(`'${shown}' is too large.`, { expected: `at most ${MOST_BYTES} bytes` });
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ValueError ? error : failed((error as Error).message);
  }
  const isEncoded = response.headers.get('content-encoding') !== null;
  if (length > 0 && read !== length && !isEncoded) throw failed(`${read} of ${length} bytes`);
  const bytes = new Uint8Array(read);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
