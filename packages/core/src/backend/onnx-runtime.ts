import type { HostArray } from '../tensor/host-array.js';

/** What of ONNX Runtime computes: its execution providers. What one of them has no kernel for the processor does. */
export type Provider = 'cpu' | 'wasm' | 'webgpu' | 'cuda' | 'coreml' | 'dml' | 'webnn';

/** A model that ONNX Runtime has prepared for execution. */
export interface RuntimeSession {
  /**
   * Runs the model; inputs and outputs in the order of their names.
   *
   * @param into arrays that the outputs are written to, where the runtime {@link OnnxRuntime.writesInto | does} that; left out: new ones
   */
  run(inputs: readonly HostArray[], into?: readonly HostArray[]): Promise<HostArray[]>;
  release(): Promise<void>;
}

export interface RuntimeOptions {
  /** Names of the inputs and outputs of the model, in order. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Whether the work of one run is worth several threads. */
  readonly parallel: boolean;
  /** Whether runs differ in sizes. */
  readonly open?: boolean;
  /** Whether the model computes in float64. */
  readonly wide?: boolean;
  /** Whether a program may end before the session is there: it goes on without. */
  readonly spare?: boolean;
}

/** The first output, no tensor, of models whose outputs are written to arrays that are given. */
export const NOTHING = 'nothing';

/** ONNX Runtime on one platform; `#ort` leads to the file that implements it there. */
export interface OnnxRuntime {
  readonly name: string;
  /** Whether it works in the program's memory: it reads inputs where they lie, and writes outputs to arrays that it is given. */
  readonly writesInto?: boolean;
  /** How many threads share a run that is worth several; left out where that is not known. */
  readonly cores?: number;
  /** Whether the worker that it is in has ended, and its sessions with it. */
  readonly isGone?: boolean;
  /** Starts what sessions wait for, where that is long: what has to be downloaded. Failures are those of the first session. */
  begin?(): Promise<void>;
  createSession(model: Uint8Array, options: RuntimeOptions): Promise<RuntimeSession>;
}

/** Threads beyond which a program's own share is none: it gives out the work, and gathers the results. */
const MOST_THREADS = 4;

/** How many threads take runs of one model side by side. */
export const threadsBeside = ({ cores = 1 }: OnnxRuntime): number => Math.min(cores, MOST_THREADS);
