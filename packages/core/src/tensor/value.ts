/// <reference lib="esnext.disposable" preserve="true" />
/** Values: the elements of tensors, wherever they are. */
import { noNumbers } from '../dtype.js';
import type { Spec } from '../graph/node.js';
import type { Shape } from '../shape.js';
import type { HostArray } from './host-array.js';

/** Elements on the host, on a device, or on both. Only backends know where else than on the host they may be. */
export interface Value extends Spec {
  /** The elements on the host; null while they are on a device alone. */
  readonly host: HostArray | null;
  /** The elements on the host, downloaded if need be; they stay there. */
  read(): Promise<HostArray>;
  /** The elements where they are, for a run that is alone: none writes there meanwhile. Left out, or null, where that is no different. */
  borrow?(): HostArray | null;
  /** Says that nobody will ask for it any more; left out where it makes no difference. */
  abandon?(): void;
  /** Frees what a device holds of it now, rather than when nobody can reach it any more; it must not be used afterwards. */
  [Symbol.dispose](): void;
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

  [Symbol.dispose](): void {}
}

/** Texts. No device takes them, and no runtime. */
export class TextValue implements Value {
  readonly dtype = 'string';
  readonly host = null;

  constructor(
    readonly shape: Shape,
    /** In row-major order. */
    readonly texts: readonly string[],
  ) {}

  /** @throws TypeError */
  async read(): Promise<never> {
    throw noNumbers('The elements are read as numbers');
  }

  [Symbol.dispose](): void {}
}

/**
 * The elements of several values on the host, at once where they are there already.
 *
 * @param lent those that a run which is alone may have where they are
 */
export const readAll = (
  values: readonly Value[],
  lent?: { has(value: Value): boolean },
): HostArray[] | Promise<HostArray[]> => {
  const here = values.map((value) => (lent?.has(value) ? value.borrow?.() : null) ?? value.host);
  return here.every((host) => host !== null) ? here : Promise.all(values.map((value) => value.read()));
};
