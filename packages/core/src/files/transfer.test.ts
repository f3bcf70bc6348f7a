/** Bytes that come over connections which fail: what is tried again, and what is not. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Sink, transfer } from './transfer.js';

const content = Buffer.from('0123456789');

/** Runs `body` with the address of a server, and counts the requests that it answers. */
async function served(answer: RequestListener, body: (address: string) => Promise<void>): Promise<number> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return requests;
}

/** Keeps what it is given in one buffer. */
class Memory implements Sink {
  bytes = Buffer.alloc(0);
  opened: number[] = [];
  open(at: number): boolean {
    this.opened.push(at);
    this.bytes = this.bytes.subarray(0, at);
    return true;
  }
  write(piece: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, piece]);
  }
}

const quick = { attempts: 4, pause: 1 };

test('a server that is busy is asked again, one that refuses is not', async () => {
  let busy = 2;
  const memory = new Memory();
  const requests = await served(
    (_request, response) => {
      response.statusCode = busy-- > 0 ? 503 : 200;
      response.end(content);
    },
    (address) => transfer(address, memory, quick),
  );
  expect([requests, `${memory.bytes}`]).toEqual([3, '0123456789']);

  const refused = await served(
    (_request, response) => {
      response.statusCode = 403;
      response.end();
    },
    async (address) => {
      await expect(transfer(address, new Memory(), quick)).rejects.toMatchObject({ status: 403, isRefusal: true });
    },
  );
  expect(refused).toBe(1);
});

test('what a sink throws ends the transfer, and the connection is closed', async () => {
  const closed: boolean[] = [];
  const full: Sink = {
    open: () => true,
    write: () => {
      throw new RangeError('full');
    },
    close: async () => {
      closed.push(true);
    },
  };
  const requests = await served(
    (_request, response) => {
      response.end(content);
    },
    async (address) => {
      await expect(transfer(address, full, quick)).rejects.toThrow(RangeError);
    },
  );
  expect([requests, closed]).toEqual([1, [true]]);
});

test.each([
  ['goes on where a connection broke, if the server knows the file by a name', '"a"', [0, 4]],
  ['begins anew, if what follows might be of another file', null, [0, 0]],
] as const)('%s', async (_what, etag, opened) => {
  let first = true;
  const memory = new Memory();
  await served(
    ({ headers }, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
      if (etag) response.setHeader('etag', etag);
      if (from > 0) {
        expect(headers['if-range']).toBe(etag);
        response.statusCode = 206;
        response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
      }
      response.setHeader('content-length', content.length - from);
      response.write(content.subarray(from, first ? 4 : content.length), () => {
        // Time for the bytes to arrive.
        if (first) setTimeout(() => response.destroy(), 50);
        else response.end();
        first = false;
      });
    },
    (address) => transfer(address, memory, quick),
  );
  expect([memory.opened, `${memory.bytes}`]).toEqual([opened, '0123456789']);
});

describe('servers that do other than they say', () => {
  const ranges = ({ headers }: IncomingMessage) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);

  /** Answers `part` of a file, and breaks off, as a server does that says too much of its length. */
  const breakOff = (response: ServerResponse, part: string) =>
    response.write(part, () => setTimeout(() => response.destroy(), 20));

  test.each<[string, (response: ServerResponse, from: number) => void]>([
    [
      'has nothing to go on with',
      (response) => {
        response.statusCode = 416;
        response.end();
      },
    ],
    [
      'goes on elsewhere',
      (response, from) => {
        response.statusCode = 206;
        response.setHeader('content-range', `bytes ${from + 1}-19/20`);
        response.end('x');
      },
    ],
    [
      'sends no place with a part',
      (response) => {
        response.statusCode = 206;
        response.end('x');
      },
    ],
    [
      'sends more than the rest',
      (response, from) => {
        response.statusCode = 206;
        response.setHeader('content-range', `bytes ${from}-19/20`);
        response.end('x'.repeat(30));
      },
    ],
  ])('one whose file is shorter than it says, and that %s, is given up', async (_what, goOn) => {
    const requests = await served(
      (request, response) => {
        const from = ranges(request);
        response.setHeader('etag', '"a"');
        if (from > 0) return goOn(response, from);
        response.setHeader('content-length', 20);
        breakOff(response, '0123456789');
      },
      async (address) => {
        await expect(transfer(address, new Memory(), quick)).rejects.toMatchObject({ isRefusal: false });
      },
    );
    expect(requests).toBeLessThanOrEqual(2 * quick.attempts);
  });

  test.each([
    ['of another ETag', { etag: '"a"' }, { etag: '"b"' }],
    [
      'of another date',
      { 'last-modified': 'Mon, 05 Oct 2026 10:00:00 GMT' },
      { 'last-modified': 'Tue, 06 Oct 2026 10:00:00 GMT' },
    ],
    ['packed', { etag: '"a"' }, { etag: '"a"', 'content-encoding': 'gzip' }],
  ])('what follows is not joined to a part if it is %s', async (_what, first, second) => {
    let broken = false;
    const memory = new Memory();
    await served(
      (request, response) => {
        const from = ranges(request);
        for (const [name, value] of Object.entries(broken ? second : first)) response.setHeader(name, value);
        if (!broken) {
          broken = true;
          response.setHeader('content-length', 10);
          return breakOff(response, 'abcd');
        }
        const whole = '0123456789';
        if (from > 0) {
          response.statusCode = 206;
          response.setHeader('content-range', `bytes ${from}-9/10`);
        }
        const rest = Buffer.from(whole.slice(from));
        return response.end(response.hasHeader('content-encoding') ? gzipSync(rest) : rest);
      },
      (address) => transfer(address, memory, quick),
    );
    expect([memory.opened, `${memory.bytes}`]).toEqual([[0, 0], '0123456789']);
  });
});
