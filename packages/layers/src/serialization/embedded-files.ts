/**
 * Files within a model file to which configs refer: what an object is made of, where that is no JSON. While a model is written they are
 * collected, and while one is read they are at hand.
 */
import { ValueError } from '@org/core';
import { innermost, scoped, scopeKind, show } from '@org/core/internal';

/** Files by their paths; without `set` they are only read. */
export interface EmbeddedFiles {
  /** Whether configs may also name files that lie elsewhere. */
  readonly mayReadOthers?: boolean;
  has(path: string): boolean;
  get(path: string): Uint8Array | undefined;
  set?(path: string, bytes: Uint8Array): unknown;
}

const openFiles = scopeKind<EmbeddedFiles>();

/** Runs `body`, in which configs refer to the files of an archive. */
export const withEmbeddedFiles = <T>(files: EmbeddedFiles, body: () => T): T => scoped(openFiles, files, body);

/** @throws ValueError while a model file is read, unless its reader trusts it with other files */
export function assertMayReadOthers(what: string): void {
  const files = innermost(openFiles);
  if (!files || files.set || files.mayReadOthers) return;
  throw new ValueError(`${what} reads files that the model file names, which may be any.`, {
    hint: 'if you trust the file, load it with { safeMode: false }.',
  });
}

/** What a config says of bytes: a file of the archive that is being written, or the bytes themselves as base64. */
export function embeddedBytes(path: string, bytes: Uint8Array): unknown {
  const files = innermost(openFiles);
  if (!files?.set) return toBase64(bytes);
  const [, stem, ending] = /^(.*?)(\.[^./]*)?$/.exec(path)!;
  let free = path;
  for (let i = 1; files.has(free); i++) free = `${stem}_${i}${ending ?? ''}`;
  files.set(free, bytes);
  return { asset: free };
}

/** The bytes of which {@link embeddedBytes} made part of a config. */
export function bytesOfEmbedded(what: string, value: unknown): Uint8Array {
  if (typeof value === 'string') return fromBase64(what, value);
  const path = (value as { asset?: unknown } | null)?.asset;
  const bytes = typeof path === 'string' ? innermost(openFiles)?.get(path) : undefined;
  if (bytes) return bytes;
  throw new ValueError(`${what} is not in the file.`, {
    expected: 'base64, or the path of a file among the assets of a .keras file',
    received: typeof path === 'string' ? path : show(value),
  });
}

/** How many bytes are made into characters at once: each is an argument of a call. */
const CHUNK = 2 ** 15;

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK)));
  return btoa(parts.join(''));
}

function fromBase64(what: string, text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new ValueError(`${what} is no base64.`, { received: `a text of ${text.length} characters` });
  }
}
