import { OSError, ValueError } from '@org/core';
import { zipSync } from 'fflate';
import { crc32 } from './crc32.js';
import { MemoryBudget } from './memory-budget.js';
import { openZip, writeZip, type ZipLimits } from './zip.js';

const text = (value: string) => new TextEncoder().encode(value);
const files = { 'a.txt': text('a'.repeat(500)), 'dir/b.bin': Uint8Array.of(1, 2, 3), empty: new Uint8Array(0) };
const entries = new Map(Object.entries(files));

/** The position of the n-th central directory entry. */
function directory(archive: Uint8Array, n = 0): number {
  const view = new DataView(archive.buffer);
  const found = [...archive.keys()].filter((i) => i + 4 <= archive.length && view.getUint32(i, true) === 0x02014b50);
  return found[n]!;
}

/** The archive with some bytes changed. */
function changed(archive: Uint8Array, change: (view: DataView, entry: number) => void): Uint8Array {
  const copy = archive.slice();
  change(new DataView(copy.buffer), directory(copy));
  return copy;
}

/** All entries of an archive, read one after the other. */
function readZip(archive: Uint8Array, limits?: ZipLimits): Map<string, Uint8Array> {
  const zip = openZip(archive, limits);
  return new Map(zip.names.map((name) => [name, zip.read(name)]));
}

const stored = zipSync(files, { level: 0 });
const deflated = zipSync(files, { level: 6 });

test('crc32', () => {
  expect(crc32(text('123456789'))).toBe(0xcbf43926); // The check value of the CRC catalogue.
  expect(crc32(new Uint8Array(0))).toBe(0);
});

describe('openZip', () => {
  test('reads stored and deflated entries', () => {
    expect(readZip(stored)).toEqual(entries);
    expect(readZip(deflated)).toEqual(entries);
    expect(readZip(zipSync({ folder: {} }))).toEqual(new Map());
  });

  test('reads an archive that is part of a larger buffer, and one with a comment', () => {
    const buffer = new Uint8Array(stored.length + 20);
    buffer.set(stored, 10);
    expect(readZip(buffer.subarray(10, 10 + stored.length))).toEqual(entries);
    const commented = new Uint8Array(stored.length + 5);
    commented.set(stored);
    new DataView(commented.buffer).setUint16(stored.length - 2, 5, true);
    expect(readZip(commented)).toEqual(entries);
  });

  test('reads zip64 records', () => {
    // Python's zipfile with ZIP64_LIMIT = ZIP_FILECOUNT_LIMIT = 0: open('x', 'w', force_zip64=True).write(b'hello').
    const hex =
      '504b03042d00000000000000210086a61036ffffffffffffffff0100140078010010000500000000000000050000000000000068' +
      '656c6c6f504b01022d032d00000000000000210086a61036ffffffffffffffff0100140000000000000000008001000000007801' +
      '00100005000000000000000500000000000000504b06062c000000000000002d002d000000000000000000010000000000000001' +
      '0000000000000043000000000000003800000000000000504b0607000000007b0000000000000001000000504b05060000000001' +
      '00010043000000380000000000';
    const archive = Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
    expect(readZip(archive)).toEqual(new Map([['x', text('hello')]]));
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', text('not an archive')],
    ['half an archive', stored.slice(0, stored.length / 2)],
    ['an archive without its last byte', stored.slice(0, -1)],
    ['an archive without its first bytes', stored.slice(20)],
    ['a changed byte in a stored entry', changed(stored, (view) => view.setUint8(40, 0))],
    ['a changed byte in a deflated entry', changed(deflated, (view) => view.setUint8(38, 0))],
    ['a changed checksum', changed(stored, (view, entry) => view.setUint32(entry + 16, 1, true))],
    ['a wrong size', changed(deflated, (view, entry) => view.setUint32(entry + 24, 499, true))],
    ['an offset outside', changed(stored, (view, entry) => view.setUint32(entry + 42, 1e9, true))],
    ['an entry that is cut off', changed(stored, (view, entry) => view.setUint32(entry + 20, 1e9, true))],
  ])('takes %s for damaged', (_, archive) => {
    expect(() => readZip(archive, { label: "'m.keras'" })).toThrow(OSError);
    expect(() => readZip(archive, { label: "'m.keras'" })).toThrow("Can't read 'm.keras'.");
  });

  test.each(['../evil', 'a/../../evil', '/etc/passwd', 'C:/evil', 'c:evil', '..\\evil', 'a\0b'])(
    'refuses the name %j',
    (name) => {
      expect(() => readZip(zipSync({ [name]: text('x') }))).toThrow(ValueError);
      expect(() => readZip(zipSync({ [name]: text('x') }))).toThrow(/leads out of its folder/);
    },
  );

  test('takes dots that are part of a name', () => {
    expect([...readZip(zipSync({ 'a..b/...c': text('x') })).keys()]).toEqual(['a..b/...c']);
  });

  test('refuses encrypted entries, unknown methods and names that occur twice', () => {
    const encrypted = changed(stored, (view, entry) => view.setUint16(entry + 8, 1, true));
    expect(() => readZip(encrypted)).toThrow(/'a.txt' of the archive is encrypted/);
    const bzip2 = changed(stored, (view, entry) => view.setUint16(entry + 10, 12, true));
    expect(() => readZip(bzip2)).toThrow(/method 12/);
    const twice = zipSync({ a: text('x'), b: text('y') }, { level: 0 });
    twice[directory(twice, 1) + 46] = 'a'.charCodeAt(0);
    expect(() => readZip(twice)).toThrow(/'a' of the archive occurs twice/);
  });

  test('refuses bombs before they are inflated', () => {
    const archive = zipSync({ bomb: new Uint8Array(1000), small: text('x') }, { level: 9 });
    const bomb = changed(archive, (view, entry) => view.setUint32(entry + 24, 1e9, true));
    expect(() => readZip(bomb)).toThrow(/Not allowed: entry 'bomb' of the archive would take too much memory/);
    expect(openZip(bomb).read('small')).toEqual(text('x'));
    const limits = { budget: new MemoryBudget(0, 'it') };
    limits.budget.take(limits.budget.left - 499, 'everything else');
    expect(() => readZip(deflated, limits)).toThrow(/at most 499 bytes.*Received: 500 bytes/s);
  });

  test('stops where an entry inflates to more than its size', () => {
    const archive = zipSync({ bomb: new Uint8Array(2 ** 24) }, { level: 9 });
    const liar = changed(archive, (view, entry) => view.setUint32(entry + 24, 10, true));
    expect(() => readZip(liar)).toThrow(/can't be inflated \(more than 10 bytes\)/);
  });

  test('refuses entries that share what they are inflated from', () => {
    const shared = zipSync({ a: text('a'.repeat(400)), b: text('b'.repeat(400)) }, { level: 0 });
    const view = new DataView(shared.buffer);
    view.setUint32(directory(shared, 1) + 20, 700, true);
    expect(() => readZip(shared)).toThrow(/entries of 1100 bytes in an archive of/);
  });
});

describe('writeZip', () => {
  test('stores entries in order, with their dates', () => {
    const archive = writeZip(
      new Map([
        ['z', { data: text('first'), date: new Date(1980, 0, 1) }],
        ['ä', { data: text('second'), date: new Date(2026, 10, 22, 4, 19, 22) }],
      ]),
    );
    expect([...readZip(archive).keys()]).toEqual(['z', 'ä']);
    const view = new DataView(archive.buffer);
    const [first, second] = [directory(archive, 0), directory(archive, 1)];
    expect(view.getUint16(first + 10, true)).toBe(0);
    expect(view.getUint32(first + 12, true)).toBe(((1 << 5) | 1) << 16);
    expect(view.getUint32(second + 12, true)).toBe((((46 << 9) | (11 << 5) | 22) << 16) | (4 << 11) | (19 << 5) | 11);
    expect(view.getUint16(second + 8, true)).toBe(0x0800); // The name is UTF-8.
  });

  test('refuses more than a zip archive can hold', () => {
    const huge = { length: 2 ** 32 } as Uint8Array;
    expect(() => writeZip(new Map([['huge', { data: huge }]]))).toThrow(ValueError);
  });
});
