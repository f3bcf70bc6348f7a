import { type DType, type Shape, type Tensor, type TensorLike, ValueError } from '@org/core';
import {
  asTensor,
  bindOptions,
  concreteArray,
  formatShape,
  fromHost,
  fromNumbers,
  toNumbers,
} from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { Initializer } from './initializer.js';
import { STFT_PARAMETERS, type STFTArguments } from './signatures.js';
import { windowFunction, windowValues } from './windows.js';

export interface STFTOptions {
  /** Which part of the transform the kernel computes. */
  side?: 'real' | 'imag';
  /** The name of a window function, its values, or null for none. */
  window?: string | TensorLike | null;
  /** Divides the window by its root sum of squares ('density') or its sum ('spectrum'). */
  scaling?: 'density' | 'spectrum' | null;
  periodic?: boolean;
}

/**
 * Kernels `[frame, 1, frequencies]` with which a convolution is one part of the short-time Fourier transform.
 *
 * @example
 * new STFT({ window: null })([4, 1, 3]); // shape [4, 1, 3]
 */
export class STFT extends Initializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'STFT',
    aliases: ['STFTInitializer'],
  });

  readonly side: 'real' | 'imag';
  readonly window: string | TensorLike | null;
  readonly scaling: 'density' | 'spectrum' | null;
  readonly periodic: boolean;

  constructor(...args: STFTArguments) {
    super();
    const {
      side = 'real',
      window = 'hann',
      scaling = 'density',
      periodic = false,
    } = bindOptions(STFT_PARAMETERS, args);
    if (side !== 'real' && side !== 'imag') {
      throw new ValueError("`side` is 'real' or 'imag'.", { received: String(side) });
    }
    if (scaling !== null && scaling !== 'density' && scaling !== 'spectrum') {
      throw new ValueError("`scaling` is 'density', 'spectrum' or null.", { received: String(scaling) });
    }
    if (typeof window === 'string') windowFunction(window);
    this.side = side;
    this.window = window;
    this.scaling = scaling;
    this.periodic = periodic;
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    const [frame, , frequencies] = shape;
    if (frame === undefined || frequencies === undefined || shape.length !== 3) {
      throw new ValueError('An STFT kernel has the shape [frame, 1, frequencies].', { received: formatShape(shape) });
    }
    const window = this.#windowOf(frame);
    const wave = this.side === 'real' ? Math.cos : Math.sin;
    const step = -Math.PI / (frequencies - 1);
    const values = Float64Array.from({ length: frame * frequencies }, (_, i) => {
      const time = Math.floor(i / frequencies);
      return wave(step * time * (i % frequencies)) * window[time]!;
    });
    return fromHost(fromNumbers(values, dtype, shape));
  }

  #windowOf(frame: number): number[] {
    const { window, scaling, periodic } = this;
    if (window === null) return new Array<number>(frame).fill(1);
    const values =
      typeof window === 'string'
        ? windowValues(window, frame, periodic)
        : Array.from(toNumbers(concreteArray('stft', asTensor(window))));
    if (values.length !== frame) {
      throw new ValueError('The window must have as many values as a frame.', {
        expected: `${frame}`,
        received: `${values.length}`,
      });
    }
    const powers = {
      density: () => Math.hypot(...values),
      spectrum: () => values.reduce((n, v) => n + Math.abs(v), 0),
    };
    const scale = scaling === null ? 1 : powers[scaling]();
    return values.map((value) => value / scale);
  }

  override getConfig(): Record<string, unknown> {
    return { side: this.side, window: this.window, periodic: this.periodic, scaling: this.scaling };
  }
}
