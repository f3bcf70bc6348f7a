import type { Value } from '../value.js';

/** A model that a runtime has prepared for execution. */
export interface Session {
  /** Runs the model; inputs and outputs in the order in which the model declares them. */
  run(inputs: readonly Value[]): Promise<Value[]>;
  /** Frees what the runtime holds. The session must not be used afterwards. */
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Names of the inputs and outputs of the model, in order. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Whether the work of one run is worth several threads. */
  readonly parallel: boolean;
}

/** What the framework asks of an ONNX runtime. One file implements it for each platform. */
export interface Backend {
  readonly name: string;
  createSession(model: Uint8Array, options: SessionOptions): Promise<Session>;
  /** Channels in a block of the layout in which convolutions are fastest (see onnx/blocked-channels.ts); 0 without such a layout. */
  channelBlock(): Promise<number>;
}
