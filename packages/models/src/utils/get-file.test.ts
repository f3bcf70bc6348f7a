import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { disableInteractiveLogging, enableInteractiveLogging } from '../display/output.js';
import { writeZip } from '../saving/zip.js';
import { download } from './download.js';
import { getFile } from './get-file.js';

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
const hashOf = (bytes: Uint8Array, algorithm = 'sha256') => createHash(algorithm).update(bytes).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let address: string;
let answer: Answer;
let requests: { url: string; range: string | undefined; ifRange: string | string[] | undefined }[];
let cacheDir: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({ url: request.url!, range, ifRange });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  disableInteractiveLogging();
});
afterAll(() => {
  enableInteractiveLogging();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  requests = [];
  cacheDir = await mkdtemp(join(tmpdir(), 'keras-cache-'));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

const serve =
  (
    bytes: Uint8Array,
    { etag = '"1"', ranges = true, upTo = bytes.length }: { etag?: string; ranges?: boolean; upTo?: number } = {},
  ): Answer =>
  (request, response) => {
    cut = null;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const known = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const start = ranges && known ? from : 0;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': bytes.length - start,
      etag,
      ...(start > 0 && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    });
    const end = Math.min(Math.max(upTo, start), bytes.length);
    const isWhole = end === bytes.length;
    response.write(bytes.subarray(start, end), () => {
      if (isWhole) response.end();
      else if (end === start) response.destroy();
      else cut = { at: end, run: () => response.destroy() };
    });
  };

/** Where a connection breaks, which it does when all bytes until there have come. */
let cut: { at: number; run: () => void } | null = null;
const onProgress = (received: number) => {
  const wait = () => (cut?.at === received ? cut.run() : setTimeout(wait, 5));
  if (received % 10_000 === 0 && received < content.length) wait();
};

const fetchData = (options: object = {}) =>
  getFile({ origin: `${address}/data.bin`, cacheDir, cacheSubdir: 'sets', ...options });
const files = async () => (await readdir(join(cacheDir, 'sets'))).sort();

describe('a file', () => {
  test('is downloaded once', async () => {
    answer = serve(content);
    const path = await fetchData();
    expect(path).toBe(join(cacheDir, 'sets', 'data.bin'));
    expect(await readFile(path)).toEqual(content);
    expect(await fetchData()).toBe(path);
    expect(requests).toHaveLength(1);
    await fetchData({ forceDownload: true });
    expect(requests).toHaveLength(2);
    expect(await files()).toEqual(['data.bin']);
  });

  test('by position, under another name', async () => {
    answer = serve(content);
    const path = await getFile('mine.bin', `${address}/data.bin`, { cacheDir });
    expect(path).toBe(join(cacheDir, 'datasets', 'mine.bin'));
  });

  test('asked for twice at once is downloaded once', async () => {
    answer = serve(content);
    const paths = await Promise.all([fetchData(), fetchData(), fetchData()]);
    expect(new Set(paths).size).toBe(1);
    expect(requests).toHaveLength(1);
  });

  test('may be on disk', async () => {
    const path = join(cacheDir, 'own.txt');
    await writeFile(path, 'own');
    const copy = await getFile({ origin: pathToFileURL(path).href, cacheDir, fileHash: hashOf(Buffer.from('own')) });
    expect(await readFile(copy, 'utf8')).toBe('own');
  });

  test('is in the folder of KERAS_HOME', async () => {
    answer = serve(content);
    const before = process.env.KERAS_HOME;
    process.env.KERAS_HOME = join(cacheDir, 'home');
    try {
      expect(await getFile({ origin: `${address}/data.bin` })).toBe(join(cacheDir, 'home', 'datasets', 'data.bin'));
    } finally {
      if (before === undefined) delete process.env.KERAS_HOME;
      else process.env.KERAS_HOME = before;
    }
  });

  test('an absolute folder is the folder itself', async () => {
    answer = serve(content);
    expect(await fetchData({ cacheSubdir: join(cacheDir, 'else') })).toBe(join(cacheDir, 'else', 'data.bin'));
  });
});

describe('a connection that breaks', () => {
  test('is gone on with, again and again', async () => {
    let upTo = 0;
    answer = (request, response) => {
      upTo += 60_000;
      serve(content, { upTo })(request, response);
    };
    const path = join(cacheDir, 'x');
    await download(address, path, { pause: 1, onProgress });
    expect(await readFile(path)).toEqual(content);
    expect(requests.map(({ range }) => range)).toEqual([undefined, 'bytes=60000-', 'bytes=120000-', 'bytes=180000-']);
    expect(requests[1]!.ifRange).toBe('"1"');
  });

  test('for good leaves what there is to a later call', async () => {
    answer = serve(content, { upTo: 50_000 });
    const path = join(cacheDir, 'x');
    await expect(download(address, path, { attempts: 2, pause: 1, onProgress })).rejects.toMatchObject({
      name: 'OSError',
      message: expect.stringMatching(/^URL fetch failure on http.*50000 of 200000 bytes are kept/),
    });
    expect((await stat(`${path}.part`)).size).toBe(50_000);
    await expect(stat(path)).rejects.toThrow(/ENOENT/);
    requests = [];
    answer = serve(content);
    await download(address, path);
    expect(requests.map(({ range }) => range)).toEqual(['bytes=50000-']);
    expect(await readFile(path)).toEqual(content);
    expect(await readdir(cacheDir)).toEqual(['x']);
  });

  test('begins anew where the file is another one by now', async () => {
    const path = join(cacheDir, 'x');
    answer = serve(content, { upTo: 50_000 });
    await expect(download(address, path, { attempts: 1, onProgress })).rejects.toThrow(/kept/);
    const changed = content.map((byte) => 255 - byte);
    answer = serve(changed, { etag: '"2"' });
    await download(address, path);
    expect(await readFile(path)).toEqual(Buffer.from(changed));
  });

  test('begins anew where the server has no ranges, or wrong ones', async () => {
    const path = join(cacheDir, 'x');
    let times = 0;
    answer = (request, response) =>
      serve(content, { ranges: false, upTo: ++times < 3 ? 50_000 : content.length })(request, response);
    await download(address, path, { pause: 1, onProgress });
    expect(await readFile(path)).toEqual(content);

    times = 0;
    answer = (request, response) => {
      if (++times === 1) return serve(content, { upTo: 50_000 })(request, response);
      if (times > 2) return serve(content)(request, response);
      response.writeHead(206, { 'content-range': `bytes 10-199999/200000`, 'content-length': 199_990 });
      response.end(content.subarray(10));
    };
    await download(address, join(cacheDir, 'y'), { pause: 1, onProgress });
    expect(await readFile(join(cacheDir, 'y'))).toEqual(content);

    times = 0;
    answer = (request, response) => {
      if (++times === 2) response.writeHead(416).end();
      else serve(content, { upTo: times === 1 ? 50_000 : content.length })(request, response);
    };
    await download(address, join(cacheDir, 'z'), { pause: 1, onProgress });
    expect(await readFile(join(cacheDir, 'z'))).toEqual(content);
  });

  test('that says nothing any more is given up', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
    };
    await expect(download(address, join(cacheDir, 'x'), { attempts: 1, patience: 1000 })).rejects.toThrow(
      /no byte in 1 s; 1000 of 200000/,
    );
  });

  test('that is slow is not', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 500 });
      let at = 0;
      const timer = setInterval(() => {
        response.write(content.subarray(at, at + 100));
        at += 100;
        if (at < 500) return;
        clearInterval(timer);
        response.end();
      }, 60);
    };
    await download(address, join(cacheDir, 'x'), { patience: 200 });
    expect(await readFile(join(cacheDir, 'x'))).toEqual(content.subarray(0, 500));
  });
});

describe('what is no such file', () => {
  test.each([
    [204, 'No Content'],
    [205, 'Reset Content'],
  ])('%i is no file; an empty one comes with 200', async (status, text) => {
    answer = (_request, response) => void response.writeHead(status).end();
    await expect(fetchData()).rejects.toMatchObject({
      name: 'OSError',
      message: `URL fetch failure on ${address}/data.bin: ${status} -- ${text}`,
    });
    expect(await files()).toEqual([]);
    answer = (_request, response) => void response.writeHead(200).end();
    expect(await readFile(await fetchData())).toHaveLength(0);
  });

  test('404 is said in the words of Keras, at once', async () => {
    answer = (_request, response) => void response.writeHead(404).end('nothing');
    await expect(fetchData()).rejects.toMatchObject({
      name: 'OSError',
      message: `URL fetch failure on ${address}/data.bin: 404 -- Not Found`,
    });
    expect(requests).toHaveLength(1);
    expect(await files()).toEqual([]);
  });

  test('a server that fails is asked again', async () => {
    let times = 0;
    answer = (request, response) => {
      if (++times < 3) response.writeHead(503).end();
      else serve(content)(request, response);
    };
    await download(address, join(cacheDir, 'x'), { pause: 1 });
    expect(times).toBe(3);
  });

  test('nobody answers', async () => {
    await expect(
      download('http://127.0.0.1:1/x', join(cacheDir, 'x'), { attempts: 2, pause: 1 }),
    ).rejects.toMatchObject({
      name: 'OSError',
      message: expect.stringMatching(/^URL fetch failure on http:\/\/127.0.0.1:1\/x: None -- /),
    });
  });

  test.each(['sha256', 'md5'])('other bytes than the hash by %s says are not kept', async (algorithm) => {
    answer = serve(content.map((byte) => byte ^ 1));
    await expect(fetchData({ fileHash: hashOf(content, algorithm) })).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringMatching(/^Incomplete or corrupted file detected. The auto file hash/),
    });
    expect(await files()).toEqual([]);
    answer = serve(content);
    expect(
      await readFile(await fetchData({ fileHash: hashOf(content, algorithm).toUpperCase(), hashAlgorithm: algorithm })),
    ).toEqual(content);
  });

  test.each([true, false])('more bytes than are allowed; the server says how many: %p', async (isTold) => {
    answer = (_request, response) => {
      response.writeHead(200, { etag: '"1"', ...(isTold && { 'content-length': content.length }) });
      response.end(content);
    };
    const asked = fetchData({ maxBytes: content.length - 1 });
    await expect(asked).rejects.toMatchObject({ name: 'ValueError' });
    await expect(asked).rejects.toThrow(`at most ${content.length - 1} bytes`);
    expect(await files()).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(await readFile(await fetchData({ maxBytes: content.length }))).toEqual(content);
  });

  test('a file in the cache with another hash is downloaded again', async () => {
    await mkdir(join(cacheDir, 'sets'));
    await writeFile(join(cacheDir, 'sets', 'data.bin'), 'other');
    answer = serve(content);
    expect(await readFile(await fetchData({ md5Hash: hashOf(content, 'md5') }))).toEqual(content);
    answer = (_request, response) => void response.writeHead(404).end();
    await expect(fetchData({ forceDownload: true })).rejects.toThrow(/404/);
    expect(await readFile(join(cacheDir, 'sets', 'data.bin'))).toEqual(content);
  });

  test('names and addresses that are none', async () => {
    await expect(getFile()).rejects.toThrow('Please specify the "origin" argument (URL of the file to download).');
    await expect(getFile({ origin: address, cacheDir })).rejects.toThrow(/Can't parse the file name from the origin/);
    await expect(fetchData({ fname: '../x' })).rejects.toThrow(/Paths are no longer accepted as the `fname`/);
    await expect(fetchData({ name: 'x' })).rejects.toThrow(/unexpected keyword argument 'name'/);
  });
});

describe('an archive', () => {
  /** A tar archive of files, in ustar's layout. */
  const tarOf = (entries: Record<string, string>): Buffer => {
    const parts = Object.entries(entries).flatMap(([name, body]) => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write('0000644\0', 100);
      header.write(body.length.toString(8).padStart(11, '0'), 124);
      header.write('        0', 148);
      header.write('ustar\x0000', 257);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return [header, Buffer.from(body.padEnd(Math.ceil(body.length / 512) * 512, '\0'))];
    });
    return Buffer.concat([...parts, Buffer.alloc(1024)]);
  };
  const zipOf = (entries: Record<string, string>) =>
    Buffer.from(writeZip(new Map(Object.entries(entries).map(([name, body]) => [name, { data: Buffer.from(body) }]))));
  const inside = { 'a.txt': 'one', 'b/c.txt': 'two'.repeat(400) };

  test.each<[string, Uint8Array]>([
    ['tar', tarOf(inside)],
    ['tar.gz', gzipSync(tarOf(inside))],
    ['zip', zipOf(inside)],
  ])('%s is unpacked', async (_name, bytes) => {
    answer = serve(bytes);
    const path = await fetchData({ extract: true });
    expect(path).toBe(join(cacheDir, 'sets', 'data.bin'));
    expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('one');
    expect(await readFile(join(path, 'b/c.txt'), 'utf8')).toBe(inside['b/c.txt']);
    expect(await files()).toEqual(['data.bin', 'data.bin_archive']);
    expect(await fetchData({ extract: true })).toBe(path);
    expect(requests).toHaveLength(1);
  });

  test('has a name of its own, with and without an ending', async () => {
    answer = serve(zipOf(inside));
    expect(await fetchData({ fname: 'own.zip', extract: true })).toBe(join(cacheDir, 'sets', 'own_extracted'));
    expect(await fetchData({ fname: 'own', extract: true })).toBe(join(cacheDir, 'sets', 'own'));
    expect(await files()).toEqual(['own', 'own.zip', 'own_archive', 'own_extracted']);
  });

  test('writes nothing outside of its folder', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    answer = serve(tarOf({ '../../out.txt': 'x', '/etc/out.txt': 'x', 'in.txt': 'y' }));
    const path = await fetchData({ extract: true });
    expect(await readdir(path)).toEqual(['in.txt']);
    expect(await readdir(cacheDir)).toEqual(['sets']);
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      "Skipping invalid path during archive extraction: '../../out.txt'.",
      "Skipping invalid path during archive extraction: '/etc/out.txt'.",
    ]);
    warn.mockRestore();
  });

  test('that is none, that is damaged, and that is compressed in another way', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    answer = serve(content);
    await fetchData({ extract: true });
    expect(warn).toHaveBeenCalledWith('Could not extract archive.');
    warn.mockRestore();
    answer = serve(tarOf(inside).subarray(0, 1500));
    await expect(fetchData({ fname: 'cut.tar', extract: true })).rejects.toThrow(/archive is damaged/);
    answer = serve(Buffer.from('BZh91AY'));
    await expect(fetchData({ fname: 'x.tbz', extract: true })).rejects.toThrow(/bzip2 or xz/);
    await expect(fetchData({ fname: 'x.rar', extract: true, archiveFormat: 'rar' })).rejects.toMatchObject({
      name: 'NotImplementedError',
    });
  });
});
