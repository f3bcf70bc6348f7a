/** Values: the elements of tensors, wherever they are. */
import type { Spec } from './graph/node.js';
import type { HostArray } from './host-array.js';

/** Elements on the host, on a device, or on both. Only backends know where else than on the host they may be. */
export interface Value extends Spec {
  /** The elements on the host; null while they are on a device alone. */
  readonly host: HostArray | null;
  /** The elements on the host, downloaded if need be. */
  read(): Promise<HostArray>;
}

/** A value on the host. */
export class HostValue implements Value {
  constructor(readonly host: HostArray) {}

  get shape(): HostArray['shape'] {
    return this.host.shape;
  }

  get dtype(): HostArray['dtype'] {
    return this.host.dtype;
  }

  async read(): Promise<HostArray> {
    return this.host;
  }
}
