import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '@org/testing/program';
import { FileNotFoundError, OSError, RuntimeError, ValueError } from '../errors.js';
import { fileExists, readFileBounded, writeFileAtomically } from './disk.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-file-'));
  path = join(folder, 'model.keras');
});
afterEach(() => rm(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

const one = new Uint8Array(1000).fill(1);
const two = new Uint8Array(1000).fill(2);
const contents = async (file = path) => new Uint8Array(await readFile(file));

/** Every file handle's methods. */
async function fileHandle(): Promise<{ writeFile: () => Promise<void>; sync: () => Promise<void> }> {
  const handle = await open(__filename, 'r');
  await handle.close();
  return Object.getPrototypeOf(handle);
}

describe('writeFileAtomically', () => {
  test('writes a new file, and replaces it', async () => {
    await writeFileAtomically(path, one);
    expect(await contents()).toEqual(one);
    await writeFileAtomically(path, two);
    expect(await contents()).toEqual(two);
    expect(await readdir(folder)).toEqual(['model.keras']);
  });

  test('keeps the permissions of a file, and a link that points to it', async () => {
    await writeFile(path, one, { mode: 0o640 });
    const link = join(folder, 'latest.keras');
    await symlink(path, link);
    await writeFileAtomically(link, two);
    expect(await contents()).toEqual(two);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['latest.keras', 'model.keras']);
  });

  test('removes what processes that were killed left behind, and nothing else', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    const stale = [`model.keras.tmp-${ended.pid}-abc`, `model.keras.tmp-${process.pid}-old`];
    const kept = [`model.keras.tmp-${process.ppid}-abc`, `model.keras.tmp-${process.pid}-new`, 'model.keras.tmp-mine'];
    const others = [`other.keras.tmp-${ended.pid}-abc`, 'model.keras.bkp'];
    for (const name of [...stale, ...kept, ...others]) await writeFile(join(folder, name), one);
    // Of a process that had the number of this one.
    await utimes(join(folder, stale[1]!), new Date(2000, 1), new Date(2000, 1));
    await writeFileAtomically(path, two);
    expect((await readdir(folder)).sort()).toEqual(['model.keras', ...kept, ...others].sort());
  });

  test.each(['writeFile', 'sync'] as const)('leaves the old file alone when the disk is full (%s)', async (method) => {
    await writeFileAtomically(path, one);
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    jest.spyOn(await fileHandle(), method).mockRejectedValue(full);
    const writing = writeFileAtomically(path, two);
    await expect(writing).rejects.toThrow(OSError);
    await expect(writing).rejects.toThrow(`Can't write '${path}'.\n  Received: ENOSPC: no space left on device, write`);
    expect(await contents()).toEqual(one);
    expect(await readdir(folder)).toEqual(['model.keras']);
  });

  test('says what is wrong with a path, and leaves nothing behind', async () => {
    await expect(writeFileAtomically(join(folder, 'no', 'model.keras'), one)).rejects.toThrow(FileNotFoundError);
    await expect(writeFileAtomically(folder, one)).rejects.toThrow(`Can't write '${folder}'.`);
    await writeFile(path, one);
    await expect(writeFileAtomically(join(path, 'model.keras'), one)).rejects.toThrow(/ENOTDIR/);
    expect(await readdir(folder)).toEqual(['model.keras']);
  });

  test('leaves the old file alone when the process is killed', async () => {
    await writeFileAtomically(path, one);
    const script = join(__dirname, 'fixtures/interrupted-write.mts');
    const child = spawn(process.execPath, [builtProgram(script), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const output = await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), exited]);
    child.kill('SIGKILL');
    await exited;
    expect(String(output)).toBe('half\n');
    expect(await contents()).toEqual(one);
    const left = (await readdir(folder)).filter((name) => name !== 'model.keras');
    expect(left).toEqual([expect.stringMatching(new RegExp(`^model\\.keras\\.tmp-${child.pid}-[a-z0-9]+$`))]);
    expect(await contents(join(folder, left[0]!))).toEqual(two.subarray(0, 500));
  }, 30_000);
});

describe('readFileBounded', () => {
  test('reads a file', async () => {
    await writeFile(path, one);
    expect(await readFileBounded(path)).toEqual(one);
    await writeFile(path, '');
    expect(await readFileBounded(path)).toEqual(new Uint8Array(0));
  });

  test('refuses what is missing, too large, or no file', async () => {
    await expect(readFileBounded(path)).rejects.toThrow(FileNotFoundError);
    await writeFile(path, one);
    await expect(readFileBounded(path, 999)).rejects.toThrow(ValueError);
    await expect(readFileBounded(path, 999)).rejects.toThrow(/at most 999 bytes.*Received: 1000 bytes/s);
    await expect(readFileBounded(folder)).rejects.toThrow(`Can't read '${folder}'.`);
  });

  test('says so where there is no file system', async () => {
    jest.replaceProperty(globalThis, 'process', {} as never);
    await expect(readFileBounded(path)).rejects.toThrow(RuntimeError);
    await expect(writeFileAtomically(path, one)).rejects.toThrow(/no file system/);
  });
});

test('fileExists', async () => {
  expect(await fileExists(path)).toBe(false);
  await writeFile(path, one);
  expect(await fileExists(path)).toBe(true);
});
