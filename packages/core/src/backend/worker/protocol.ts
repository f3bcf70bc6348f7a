/** What passes between a program and the worker that runs its sessions. */
import type { Recipe } from '../../simd/drawn-array.js';
import type { RowsTask } from '../../simd/keyed-rows.js';
import type { HostArray } from '../../tensor/host-array.js';
import type { RuntimeOptions } from '../onnx-runtime.js';

/** An array, whose memory may come back with the answer, the number of one that the worker has kept, or random numbers that it makes by a kernel that it knows. */
export type SentArray =
  | (HostArray & { readonly isLent?: boolean })
  | (Omit<HostArray, 'data'> & { readonly kept: number })
  | { readonly kernel: number; readonly recipe: Recipe; readonly index: number };

export type Request =
  | { readonly kind: 'create'; readonly model: Uint8Array; readonly options: RuntimeOptions }
  /** With arrays that results are written to, which then come back. */
  | {
      readonly kind: 'run';
      readonly session: number;
      readonly inputs: readonly SentArray[];
      readonly into?: readonly HostArray[];
    }
  | { readonly kind: 'release'; readonly session: number }
  /** Keeps an array for later runs, and lets one go. */
  | { readonly kind: 'keep'; readonly array: number; readonly data: HostArray['data'] }
  | { readonly kind: 'drop'; readonly array: number }
  /** A kernel for random numbers. */
  | { readonly kind: 'kernel'; readonly kernel: number; readonly bytes: Uint8Array; readonly results: number }
  /** Draws rows by kernels that it knows, to memory that both share. */
  | { readonly kind: 'draw'; readonly tasks: readonly (readonly [kernel: number, task: RowsTask])[] };

/** Requests are numbered; answers come in any order. */
export type Message = Request & { readonly id: number };

export interface Answer {
  readonly id: number;
  /** The number of a session, the results of a run, or nothing. */
  readonly value?: number | HostArray[];
  /** Memory of inputs that was lent. */
  readonly lent?: readonly ArrayBufferLike[];
  readonly error?: string;
}

/** One end of the line: a worker as its program sees it, or the program as the worker does. */
export interface Line<Sent, Received> {
  send(message: Sent, transfer: readonly ArrayBufferLike[]): void;
  listen(onMessage: (message: Received) => void): void;
  /** Tells why the other end is no longer there; left out where that ends the program. */
  failed?(onError: (error: Error) => void): void;
}
