import { RuntimeError } from '../errors.js';
import type { Spec } from '../graph/node.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Value } from '../tensor/value.js';

/** How the memory of a device is reached; `B` is what the device calls a piece of it. */
export interface DeviceAccess<B> {
  upload(host: HostArray): B | Promise<B>;
  download(buffer: B, spec: Spec): Promise<HostArray>;
  release(buffer: B): void;
}

/**
 * What values take up on a device. A piece of it is released when its value is disposed of, or when nothing leads to the value any
 * more.
 */
export class DeviceMemory<B> {
  private readonly buffers = new WeakMap<Value, B>();
  /** What is being uploaded, so that no other run does so again. */
  private readonly arriving = new Map<Value, Promise<B>>();
  private readonly finalizers: FinalizationRegistry<B>;
  /** What runs use that are under way, so that it is not taken for unused. */
  private readonly inUse = new Set<readonly Value[]>();

  constructor(private readonly access: DeviceAccess<B>) {
    this.finalizers = new FinalizationRegistry((buffer) => access.release(buffer));
  }

  /** Calls `run` with where values are on the device, and keeps them there until it has ended. */
  async use<T>(values: readonly Value[], run: (buffers: readonly B[]) => Promise<T>): Promise<T> {
    this.inUse.add(values);
    try {
      return await run(await Promise.all(values.map((value) => this.bufferOf(value))));
    } finally {
      this.inUse.delete(values);
    }
  }

  /** Where a value is on the device. A value from elsewhere is uploaded once, and is in both places then. */
  private bufferOf(value: Value): B | Promise<B> {
    const known = this.buffers.get(value) ?? this.arriving.get(value);
    if (known !== undefined) return known;
    const arriving = this.upload(value).finally(() => this.arriving.delete(value));
    this.arriving.set(value, arriving);
    return arriving;
  }

  private async upload(value: Value): Promise<B> {
    return this.hold(value, await this.access.upload(value.host ?? (await value.read())));
  }

  /** A value for what a run has left on the device. */
  valueOf(buffer: B, spec: Spec): Value {
    const value = new DeviceValue(spec, {
      download: () => this.access.download(buffer, spec),
      release: () => this.release(value),
    });
    this.hold(value, buffer);
    return value;
  }

  private hold(value: Value, buffer: B): B {
    this.buffers.set(value, buffer);
    this.finalizers.register(value, buffer, value);
    return buffer;
  }

  private release(value: Value): void {
    const buffer = this.buffers.get(value);
    if (buffer === undefined) return;
    this.buffers.delete(value);
    this.finalizers.unregister(value);
    this.access.release(buffer);
  }
}

interface Place {
  download(): Promise<HostArray>;
  release(): void;
}

/** Elements on a device, and on the host too once they are read. */
class DeviceValue implements Value {
  readonly shape: Spec['shape'];
  readonly dtype: Spec['dtype'];
  private here: HostArray | null = null;
  private pending: Promise<HostArray> | null = null;
  private disposed = false;

  constructor(
    { shape, dtype }: Spec,
    private readonly place: Place,
  ) {
    this.shape = shape;
    this.dtype = dtype;
  }

  get host(): HostArray | null {
    return this.here;
  }

  async read(): Promise<HostArray> {
    if (this.here) return this.here;
    if (this.disposed) throw new RuntimeError('A value was read after it had been disposed of.');
    this.pending ??= this.place.download().finally(() => {
      this.pending = null;
    });
    this.here = await this.pending;
    return this.here;
  }

  [Symbol.dispose](): void {
    this.disposed = true;
    this.place.release();
  }
}
