/** The program's side: a runtime whose sessions are in a worker, so that the thread of the program stays free while they run. */
import { arrayIn } from '../../realm.js';
import { DrawnArray } from '../../simd/drawn-array.js';
import type { Kernel } from '../../simd/kernel.js';
import type { Helper } from '../../simd/keyed-rows.js';
import type { HostArray } from '../../tensor/host-array.js';
import type { OnnxRuntime } from '../onnx-runtime.js';
import type { Answer, Line, Message, Request, SentArray } from './protocol.js';
import { SpareMemory } from './spare-memory.js';

/** Bytes from which on the worker keeps an array that comes a second time, as weights and the data of a fit do with every run. */
const KEPT_BYTES = 2 ** 7;

/** It draws random numbers as well, while the program does something else. */
export type RuntimeInWorker = OnnxRuntime & Helper;

interface Waiting {
  readonly resolve: (value: Answer['value']) => void;
  readonly reject: (error: Error) => void;
  readonly isMissed: boolean;
}

/** @param busy called with true where answers are awaited, and with false where none is any more */
export function runtimeInWorker(
  name: string,
  line: Line<Message, Answer>,
  busy: (isBusy: boolean) => void,
): RuntimeInWorker {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  /** How many answers the program waits for. */
  let missed = 0;
  const memory = new SpareMemory();
  line.listen(({ id, value, lent, error }) => {
    for (const buffer of lent ?? []) memory.give(buffer);
    const { resolve, reject, isMissed } = waiting.get(id)!;
    waiting.delete(id);
    if (isMissed && --missed === 0) busy(false);
    if (error === undefined) resolve(Array.isArray(value) ? value.map(inOurRealm) : value);
    else reject(new Error(error));
  });

  let gone: Error | null = null;
  line.failed?.((error) => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    missed = 0;
    busy(false);
  });

  /**
   * @param own memory that the worker gets as it is, for nobody else has it
   * @param isMissed whether the program does not go on without the answer
   */
  const ask = <Value extends Answer['value']>(
    request: Request,
    own: readonly ArrayBufferLike[] = [],
    isMissed = true,
  ): Promise<Value> =>
    new Promise((resolve, reject) => {
      if (gone) throw gone;
      last += 1;
      // What cannot be sent throws, and nobody waits for its answer.
      line.send({ ...request, id: last }, own);
      if (isMissed && ++missed === 1) busy(true);
      waiting.set(last, { resolve: resolve as Waiting['resolve'], reject, isMissed });
    });

  /** Asks for what has no answer: a worker that is gone needs it no more. */
  const tell = (request: Request): void => void ask(request).catch(() => undefined);

  /** Arrays that were sent, with their numbers if they are kept. */
  const known = new WeakMap<object, number | null>();
  const dropped = new FinalizationRegistry<number>((array) => tell({ kind: 'drop', array }));
  let arrays = 0;
  /** Numbers of kernels that were sent. */
  const kernels = new WeakMap<Kernel, number>();
  let lastKernel = 0;
  const sentKernel = (kernel: Kernel, results: number): number => {
    const before = kernels.get(kernel);
    if (before !== undefined) return before;
    lastKernel += 1;
    kernels.set(kernel, lastKernel);
    tell({ kind: 'kernel', kernel: lastKernel, bytes: kernel.bytes, results });
    return lastKernel;
  };
  /** @param own takes the memory of copies */
  const sent = (array: HostArray, own: ArrayBufferLike[]): SentArray => {
    if (array instanceof DrawnArray) {
      const { drawn, index } = array;
      const { kernel, recipe } = drawn;
      return { kernel: sentKernel(kernel, recipe.results.length), recipe, index };
    }
    const { data } = array;
    // All of the memory that an array is a part of would be sent.
    if (data.byteLength < data.buffer.byteLength) {
      const copy = memory.arrayFor(data);
      (copy as Float32Array).set(data as Float32Array);
      own.push(copy.buffer);
      return { ...array, data: copy, isLent: true };
    }
    if (data.byteLength < KEPT_BYTES) return array;
    let number = known.get(data);
    if (number === undefined) {
      known.set(data, null);
      return array;
    }
    if (number === null) {
      arrays += 1;
      number = arrays;
      known.set(data, number);
      dropped.register(data, number);
      tell({ kind: 'keep', array: number, data });
    }
    return { dtype: array.dtype, shape: array.shape, kept: number };
  };

  return {
    name,
    get isGone() {
      return gone !== null;
    },
    draw(drawn) {
      const tasks = drawn.map(([kernel, task]) => [sentKernel(kernel, task.places.length), task] as const);
      ask({ kind: 'draw', tasks }, [], false).catch(() => undefined);
    },
    async createSession(model, options) {
      const session = await ask<number>({ kind: 'create', model, options }, [], !options.spare);
      return {
        async run(inputs, into) {
          const own: ArrayBufferLike[] = [];
          const places = into?.map((array) => ({ ...array, data: memory.arrayFor(array.data) }));
          if (places) own.push(...places.map(({ data }) => data.buffer));
          const arrays = inputs.map((array) => sent(array, own));
          const results = await ask<HostArray[]>(
            { kind: 'run', session, inputs: arrays, ...(places && { into: places }) },
            own,
          );
          if (!into) return results;
          for (const [i, { data }] of results.entries()) {
            (into[i]!.data as Float32Array).set(data as Float32Array);
            memory.give(data.buffer);
          }
          return [...into];
        },
        async release() {
          // It goes with its worker.
          await ask({ kind: 'release', session }).catch((error) => {
            if (!gone) throw error;
          });
        },
      };
    },
  };
}

const inOurRealm = ({ dtype, shape, data }: HostArray): HostArray => ({
  dtype,
  shape,
  data: arrayIn(globalThis, data),
});
