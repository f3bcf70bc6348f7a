/** Trees of zeros as Python pickles them: what stands for the structure of a tree whose leaves lie elsewhere. */

import { unpickle, unreadable } from '@org/core/files';
import { isPlainObject } from '@org/core/python';

const utf8 = new TextEncoder();

/** The pickle (protocol 4) of a tree of arrays, objects and zeros. */
export function pickleTree(tree: unknown): Uint8Array {
  return Uint8Array.from([0x80, 4, ...codesOf(tree), 0x2e]);
}

function codesOf(node: unknown): number[] {
  if (Array.isArray(node)) return [0x5d, 0x28, ...node.flatMap(codesOf), 0x65];
  if (isPlainObject(node)) {
    return [
      0x7d,
      0x28,
      ...Object.entries(node).flatMap(([key, value]) => [...textCodes(key), ...codesOf(value)]),
      0x75,
    ];
  }
  return [0x4b, 0];
}

function textCodes(text: string): number[] {
  const bytes = utf8.encode(text);
  const size = new Uint8Array(Uint32Array.of(bytes.length).buffer);
  return [0x58, ...size, ...bytes];
}

/** The tree of a pickle. @throws ValueError for anything but dicts, lists, tuples and numbers */
export function unpickleTree(bytes: Uint8Array): unknown {
  return plainTree(unpickle(bytes, 0).value);
}

function plainTree(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plainTree);
  if (node instanceof Map) return Object.fromEntries([...node].map(([key, value]) => [String(key), plainTree(value)]));
  if (typeof node === 'number' || node === null) return node;
  throw unreadable('a tree with other leaves than zeros');
}
