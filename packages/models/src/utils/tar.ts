/** Tar archives: POSIX.1-2001 (ustar, pax), and GNU's long names. */
import { ValueError } from '@org/core';

export interface TarEntry {
  readonly name: string;
  readonly data: Uint8Array;
}

const BLOCK = 512;
const text = new TextDecoder();

/** Whether bytes begin as an archive does: its first header has the checksum that it says. */
export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < BLOCK) return false;
  const header = bytes.subarray(0, BLOCK);
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return numberIn(header, 148, 8) === sum;
}

/**
 * The files of an archive; links and devices are left out, and folders, which files name.
 *
 * Throws `ValueError` for an archive that ends too early.
 */
export function* readTar(bytes: Uint8Array): Generator<TarEntry> {
  let longName: string | null = null;
  for (let at = 0; at < bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const size = numberIn(header, 124, 12);
    const type = String.fromCharCode(header[156]!);
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (!isTar(header) || data.length < size) {
      throw new ValueError('The archive is damaged.', {
        received: `a header, or a file of ${size} bytes, that is not whole`,
      });
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'L') longName = textIn(data, 0, data.length);
    else if (type === 'x') longName = paxPath(data) ?? longName;
    else {
      const prefix = textIn(header, 257, 5) === 'ustar' ? textIn(header, 345, 155) : '';
      const name = longName ?? [prefix, textIn(header, 0, 100)].filter((part) => part !== '').join('/');
      longName = null;
      if (type === '0' || type === '\0' || type === '7') yield { name, data };
    }
  }
}

function textIn(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return text.decode(end < 0 ? field : field.subarray(0, end));
}

/** An octal number; GNU writes large ones in binary. */
function numberIn(bytes: Uint8Array, start: number, length: number): number {
  const field = bytes.subarray(start, start + length);
  if (field[0]! & 0x80) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.parseInt(textIn(bytes, start, length).trim() || '0', 8);
}

/** The `path` of records `<length> <key>=<value>\n`. */
function paxPath(data: Uint8Array): string | null {
  for (let at = 0; at < data.length; ) {
    const [, length, key] = /^(\d+) ([^=]*)=/.exec(text.decode(data.subarray(at, at + 64))) ?? [];
    if (length === undefined || Number(length) === 0) return null;
    const record = text.decode(data.subarray(at, at + Number(length)));
    if (key === 'path') return record.slice(record.indexOf('=') + 1, -1);
    at += Number(length);
  }
  return null;
}
