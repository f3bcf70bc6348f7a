/** Files of events for TensorBoard: messages of `event.proto` in the records of TensorFlow, which have their length and checksums. */
import { builtin, systemError } from '@org/core/files';
import { encoderOf, type Schema } from '@org/core/internal';
import { crc32c } from '../../saving/crc32.js';
import type { Summary } from './summaries.js';

interface Messages {
  readonly Event: {
    readonly wallTime: number;
    readonly step?: number | undefined;
    readonly fileVersion?: string;
    readonly summary?: { readonly values: readonly Summary[] };
  };
}

const SCHEMA = {
  Event: {
    wallTime: [1, 'optional', 'double'],
    step: [2, 'optional', 'int64'],
    fileVersion: [3, 'optional', 'string'],
    summary: [5, 'optional', 'Summary'],
  },
  Summary: { values: [1, 'list', 'Value'] },
  Value: {
    tag: [1, 'optional', 'string'],
    tensor: [8, 'optional', 'Tensor'],
    metadata: [9, 'optional', 'Metadata'],
  },
  Metadata: { plugin: [1, 'optional', 'Plugin'] },
  Plugin: { name: [1, 'optional', 'string'], content: [2, 'optional', 'bytes'] },
  Tensor: {
    dtype: [1, 'optional', 'int32'],
    shape: [2, 'optional', 'Shape'],
    content: [4, 'optional', 'bytes'],
    strings: [8, 'repeated', 'bytes'],
  },
  Shape: { dim: [2, 'repeated', 'Dim'] },
  Dim: { size: [1, 'optional', 'int64'] },
} as const satisfies Schema;

const encode = /* @__PURE__ */ encoderOf<Messages>(SCHEMA);

/** Checksums are masked, since one of data that has its own checksum in it would be poor. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** A length of 64 bits, its checksum, the data and theirs. */
function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
}

let files = 0;

/** A file that is made with its first event. */
export class EventFile {
  #path: string | null = null;
  #waiting: Uint8Array[] = [];

  constructor(private readonly folder: string) {}

  add(summary: Summary, step: number): void {
    // As protobuf has it, zero is left out.
    this.#waiting.push(
      record(encode('Event', { wallTime: now(), step: step || undefined, summary: { values: [summary] } })),
    );
  }

  /** Appends what was added since the last time. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const { appendFile, mkdir } = builtin<typeof import('node:fs/promises')>('node:fs/promises', this.folder);
    try {
      if (this.#path === null) {
        await mkdir(this.folder, { recursive: true });
        this.#path = await this.#newPath();
        waiting.unshift(record(encode('Event', { wallTime: now(), fileVersion: 'brain.Event:2' })));
      }
      await appendFile(this.#path, Buffer.concat(waiting));
    } catch (error) {
      throw systemError(error, `Can't write events to '${this.folder}'.`);
    }
  }

  /** TensorBoard finds files by `tfevents`, and takes them in the order of their names. */
  async #newPath(): Promise<string> {
    const { join } = builtin<typeof import('node:path')>('node:path', this.folder);
    const { hostname } = builtin<typeof import('node:os')>('node:os', this.folder);
    const time = String(Math.floor(now())).padStart(10, '0');
    return join(this.folder, `events.out.tfevents.${time}.${hostname()}.${process.pid}.${files++}.v2`);
  }
}

const now = (): number => Date.now() / 1000;
