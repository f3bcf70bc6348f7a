import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { buildModel, GraphBuilder } from '../../onnx/graph-builder.js';
import { Drawn } from '../../simd/drawn-array.js';
import { makeKernel } from '../../simd/kernel.js';
import { fillRows, sharedPlaces, taskOf } from '../../simd/keyed-rows.js';
import { threefryLanes } from '../../simd/threefry.js';
import type { HostArray } from '../../tensor/host-array.js';
import { runtime } from '../ort-node.js';
import type { Answer, Line, Message } from './protocol.js';
import { runner, setRunner } from './runner.js';
import { runtimeInWorker } from './runtime-in-worker.js';
import { serve } from './serve.js';

/** One end of a channel, with what was sent there. */
function lineOver<Sent, Received>(port: MessagePort, sent: Sent[]): Line<Sent, Received> {
  return {
    send: (message, transfer) => {
      sent.push(message);
      port.postMessage(message, transfer as ArrayBuffer[]);
    },
    listen: (onMessage) => port.on('message', onMessage),
  };
}

const channels: MessageChannel[] = [];
afterAll(() => {
  for (const { port1, port2 } of channels) {
    port1.close();
    port2.close();
  }
});

/** A runtime at the other end of a channel, as a worker is, and what is said. */
function remote() {
  const channel = new MessageChannel();
  channels.push(channel);
  const requests: Message[] = [];
  const busy: boolean[] = [];
  serve(runtime, lineOver<Answer, Message>(channel.port2, []));
  const near = runtimeInWorker('remote', lineOver<Message, Answer>(channel.port1, requests), (is) => busy.push(is));
  return { near, requests, busy };
}

const shape = [200, 200];
const options = { inputNames: ['x', 'y'], outputNames: ['sum'], parallel: false };

/** x + y, of a shape. */
function sumModel(): Uint8Array {
  const graph = new GraphBuilder('sum');
  const inputs = ['x', 'y'].map((name) => graph.input(name, 'float32', shape));
  const [sum] = graph.node('Add', inputs);
  options.outputNames[0] = sum!;
  graph.output(sum!, 'float32', shape);
  return buildModel(graph);
}
const filled = (value: number): HostArray => ({ dtype: 'float32', shape, data: new Float32Array(40_000).fill(value) });

test('sessions run at the other end, as often and as many as are asked for', async () => {
  const { near, busy } = remote();
  const sessions = await Promise.all([1, 2].map(() => near.createSession(sumModel(), options)));
  const results = await Promise.all(
    sessions.flatMap((session) => [1, 2, 3].map((value) => session.run([filled(value), filled(10)]))),
  );
  expect(results.map(([result]) => result!.data[39_999])).toEqual([11, 12, 13, 11, 12, 13]);
  expect(results[0]![0]).toMatchObject({ dtype: 'float32', shape });
  await Promise.all(sessions.map((session) => session.release()));
  expect(busy.at(0)).toBe(true);
  expect(busy.at(-1)).toBe(false);
});

test('large arrays that come again are sent twice at most', async () => {
  const { near, requests } = remote();
  const session = await near.createSession(sumModel(), options);
  const data = filled(5);
  for (let step = 0; step < 5; step++) {
    const [result] = await session.run([data, filled(step)]);
    expect(result!.data[0]).toBe(5 + step);
  }
  expect(requests.filter(({ kind }) => kind === 'keep')).toHaveLength(1);
  const runs = requests.filter((each): each is Message & { kind: 'run' } => each.kind === 'run');
  expect(runs.map(({ inputs }) => inputs.map((each) => 'kept' in each))).toEqual([
    [false, false],
    ...Array(4).fill([true, false]),
  ]);
});

test('of an array that is a part of a larger one, a copy of the part is given away', async () => {
  const { near, requests } = remote();
  const session = await near.createSession(sumModel(), options);
  const many = new Float32Array(120_000).fill(1);
  many.fill(7, 40_000, 80_000);
  const part = { dtype: 'float32', shape, data: many.subarray(40_000, 80_000) } as const;
  const [result] = await session.run([part, filled(1)]);
  expect(result!.data.every((value) => value === 8)).toBe(true);
  const run = requests.find((each): each is Message & { kind: 'run' } => each.kind === 'run')!;
  // What was sent is no longer here.
  expect((run.inputs[0] as HostArray).data).toHaveLength(0);
  expect(part.data.every((value) => value === 7)).toBe(true);
});

test('random numbers are made at the other end, of one draw if they are of one kernel', async () => {
  const { near, requests } = remote();
  const session = await near.createSession(sumModel(), options);
  const kernel = makeKernel((lanes, [k0, k1, counter]) => {
    const halved = lanes.shift('shr_u', threefryLanes(lanes, k0, k1, counter), 9);
    const numbers = lanes.op('f32x4.convert_i32x4_s', halved);
    return [numbers, lanes.op('f32x4.add', numbers, numbers)];
  })!;
  const result = { dtype: 'float32', shape } as const;
  const draw = (key: number) =>
    new Drawn(kernel, { keys: Uint32Array.of(key, 1, key, 2), scalars: [], start: 0, results: [result, result] });
  for (const key of [5, 6]) {
    const [sum] = await session.run(draw(key).arrays);
    const [once, twice] = draw(key).data as readonly [Float32Array, Float32Array];
    expect([...sum!.data].every((value, i) => value === Math.fround(once[i]! + twice[i]!))).toBe(true);
    expect(new Set(once).size).toBeGreaterThan(39_000);
  }
  expect(requests.filter(({ kind }) => kind === 'kernel')).toHaveLength(1);
  const runs = requests.filter((each): each is Message & { kind: 'run' } => each.kind === 'run');
  expect(runs.every(({ inputs }) => inputs.every((each) => !('data' in each)))).toBe(true);
});

test('a program goes on, and may end, without a session that is spare', async () => {
  const { near, busy } = remote();
  const session = await near.createSession(sumModel(), { ...options, spare: true });
  expect(busy).toEqual([]);
  const [result] = await session.run([filled(1), filled(2)]);
  expect(result!.data[0]).toBe(3);
  expect(busy).toEqual([true, false]);
});

test('what waits for a worker that is gone is told, and what asks it later', async () => {
  let end = (_error: Error) => {};
  const busy: boolean[] = [];
  const failed = (onError: typeof end) => {
    end = onError;
  };
  const line = { send: () => {}, listen: () => {}, failed };
  const near = runtimeInWorker('gone', line, (is) => busy.push(is));
  const waiting = near.createSession(sumModel(), options);
  end(new Error('no module'));
  await expect(waiting).rejects.toThrow('no module');
  await expect(near.createSession(sumModel(), options)).rejects.toThrow('no module');
  expect(busy).toEqual([true, false]);
});

test('where a worker ends, runs are told, and what has no answer is not missed', async () => {
  const channel = new MessageChannel();
  channels.push(channel);
  serve(runtime, lineOver<Answer, Message>(channel.port2, []));
  let end = (_error: Error) => {};
  const near = runtimeInWorker(
    'ending',
    {
      ...lineOver<Message, Answer>(channel.port1, []),
      failed: (onError) => {
        end = onError;
      },
    },
    () => undefined,
  );
  const session = await near.createSession(sumModel(), options);
  const data = filled(1);
  await session.run([data, filled(2)]);
  expect(near.isGone).toBe(false);
  end(new Error('out of memory'));
  end(new Error('code 1'));
  expect(near.isGone).toBe(true);
  // The array that comes again would be kept there.
  await expect(session.run([data, filled(2)])).rejects.toThrow('out of memory');
  await expect(session.release()).resolves.toBeUndefined();
});

test('nobody waits for the answer to what cannot be sent', async () => {
  const busy: boolean[] = [];
  const send = () => {
    throw new RangeError('too long to be sent');
  };
  const near = runtimeInWorker('narrow', { send, listen: () => {} }, (is) => busy.push(is));
  await expect(near.createSession(sumModel(), options)).rejects.toThrow('too long');
  expect(busy).toEqual([]);
});

test('what fails there fails here, in the same words', async () => {
  const { near } = remote();
  await expect(near.createSession(new Uint8Array([1, 2, 3]), options)).rejects.toThrow(/load model|protobuf/i);
  const session = await near.createSession(sumModel(), options);
  const wrong = { dtype: 'float32', shape: [2], data: new Float32Array(2) } as const;
  await expect(session.run([wrong, wrong])).rejects.toThrow(/invalid rank/i);
});

test('a runner is one of the known ones', () => {
  expect(runner()).toBe('main');
  expect(() => setRunner('thread' as never)).toThrow(
    expect.objectContaining({ name: 'ValueError', message: expect.stringContaining("'main', 'worker' or a Worker") }),
  );
  expect(runner()).toBe('main');
});

test('rows of random numbers are drawn at the other end, to memory that both share', async () => {
  const { near } = remote();
  const kernel = makeKernel((lanes, [k0, k1, counter]) => [threefryLanes(lanes, k0!, k1!, counter!)])!;
  const rows = { keys: Uint32Array.of(1, 2, 3, 4), width: 2, scalars: [], start: 5 };
  const places = sharedPlaces(2, [{ dtype: 'uint32', shape: [8] }]);
  near.draw([[kernel, taskOf(rows, places)]]);
  // Answers come in order.
  await near.createSession(sumModel(), options);
  const expected = new Uint32Array(16);
  fillRows(kernel, rows, [expected]);
  expect(Array.from(places[0]!)).toEqual(Array.from(expected));
});
