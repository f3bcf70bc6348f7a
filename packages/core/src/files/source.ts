/** Where a model or its weights come from: a file, the address of one, or a Blob, such as the file that a visitor of a page has chosen. */
import { OSError, ValueError } from '../errors.js';
import { type FetchFileOptions, fetchFile } from './fetch-file.js';
import { type FilePath, filePath } from './file-path.js';
import { exists, readFile } from './storage.js';

/** The name of a file, its URL, on disk or on a server, or its content. */
export type FileSource = FilePath | Blob;

export interface Source {
  /** What messages call it, and what its ending is read from; a Blob may have none. */
  readonly name: string;
  /** @throws ValueError where there is no such file */
  read(): Promise<Uint8Array>;
}

const isBlob = (value: unknown): value is Blob =>
  /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(value));

/** The address of something on a server. */
const webAddress = (value: unknown): string | null => {
  const text =
    typeof value === 'string' ? value : Object.prototype.toString.call(value) === '[object URL]' ? String(value) : '';
  return /^(https?|blob|data):/i.test(text) ? text : null;
};

/** In a page, names are those of its own storage. */
const ON_SERVER = "what a server has is named by its URL, as in new URL('model.keras', location.href).";

/** @throws TypeError for what is none */
export function sourceOf(value: unknown, options: FetchFileOptions = {}): Source {
  if (isBlob(value)) {
    return {
      name: (value as { name?: string }).name ?? 'blob',
      read: async () => new Uint8Array(await value.arrayBuffer()),
    };
  }
  const address = webAddress(value);
  if (address !== null) {
    const name = address.replace(/[?#].*$/, '');
    return { name, read: async () => withoutPage(name, await fetchFile(address, options)) };
  }
  const path = filePath(value);
  return {
    name: path,
    async read() {
      if (!(await exists(path))) {
        const isPage = Boolean((globalThis as { location?: unknown }).location);
        throw new ValueError('There is no such file.', { received: path, ...(isPage && { hint: ON_SERVER }) });
      }
      return readFile(path);
    },
  };
}

/** @throws OSError for HTML, which no file with weights or a model begins like */
function withoutPage(name: string, bytes: Uint8Array): Uint8Array {
  const start = new TextDecoder().decode(bytes.subarray(0, 100)).trimStart();
  if (!/^<(!doctype|html)/i.test(start)) return bytes;
  throw new OSError(`There is no such file as ${name}.`, {
    received: 'a page of HTML, as servers answer for addresses that they do not know',
  });
}

/** Whether a source may be read as a file with this ending: the names of Blobs and addresses may say nothing. */
export const mayEndWith = (value: unknown, { name }: Source, endings: readonly string[]): boolean =>
  endings.some((ending) => name.endsWith(ending)) || isBlob(value) || webAddress(value) !== null;
