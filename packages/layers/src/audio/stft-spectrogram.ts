import {
  type DataFormat,
  epsilon,
  ops,
  PythonTypeError,
  type SymbolicShape,
  standardizeDataFormat,
  type Tensor,
  type TensorLike,
  ValueError,
  type Variable,
} from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger, standardizeChoice } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { STFT } from '../initializers/stft.js';
import { InputSpec } from '../input-spec.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { windowOutputShape } from '../spatial-shape.js';
import { STFT_SPECTROGRAM_PARAMETERS, type STFTSpectrogramArguments } from './signatures.js';

const MODES = ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'] as const;

/** What a spectrogram says of each frequency: 'stft' gives real parts, then imaginary parts; 'psd' the power spectral density. */
export type STFTMode = (typeof MODES)[number];

export interface STFTSpectrogramOptions extends LayerOptions {
  /** 'log' (of the magnitude), 'magnitude', 'psd', 'real', 'imag', 'angle' or 'stft'. */
  mode?: STFTMode;
  /** How many samples a frame has. */
  frameLength?: number;
  /** How many samples lie between the starts of two frames; null for half a frame. */
  frameStep?: number | null;
  /** Length of the transform of a frame, at least its own; null for the next power of two. */
  fftLength?: number | null;
  /** The name of a window function, its values, or null for none. */
  window?: string | TensorLike | null;
  /** Whether the window continues periodically. */
  periodic?: boolean;
  /** Divides the window by its root sum of squares ('density') or its sum ('spectrum'). */
  scaling?: 'density' | 'spectrum' | null;
  /** 'valid' for whole frames only, 'same' for ceil(samples / frameStep) of them. */
  padding?: 'valid' | 'same';
  /** Whether frequencies and channels are axes of their own, as of an image. */
  expandDims?: boolean;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/**
 * The short-time Fourier transform of signals, by convolutions whose kernels can be trained.
 *
 * Inputs `[batch, samples, channels]`; outputs `[batch, frames, channels * frequencies]`, with `expandDims`
 * `[batch, frames, frequencies, channels]`. With channels first `[batch, channels, samples]` gives
 * `[batch, channels * frequencies, frames]` and `[batch, channels, frames, frequencies]`.
 *
 * @throws ValueError for an unknown mode, scaling, padding or window, or lengths that do not fit
 * @throws TypeError for inputs that are not float16, float32 or float64
 * @example
 * const spectrogram = new STFTSpectrogram({ frameLength: 4, frameStep: 2 });
 * spectrogram(sequences); // [2, 8, 4] becomes [2, 3, 12]
 */
export class STFTSpectrogram extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'STFTSpectrogram');

  static override readonly parameters = /* @__PURE__ */ configNames(STFT_SPECTROGRAM_PARAMETERS);

  readonly mode: STFTMode;
  readonly frameLength: number;
  readonly frameStep: number | null;
  readonly fftLength: number | null;
  readonly window: string | TensorLike | null;
  readonly periodic: boolean;
  readonly scaling: 'density' | 'spectrum' | null;
  readonly padding: 'valid' | 'same';
  readonly expandDims: boolean;
  readonly dataFormat: DataFormat;
  /** [frameLength, 1, frequencies]; there is none in mode 'imag'. */
  realKernel: Variable | null = null;
  /** [frameLength, 1, frequencies]; there is none in mode 'real'. */
  imagKernel: Variable | null = null;

  constructor(...args: STFTSpectrogramArguments) {
    const options = bindOptions(STFT_SPECTROGRAM_PARAMETERS, args);
    super(options);
    this.mode = standardizeChoice(options.mode ?? 'log', 'mode', MODES);
    this.frameLength = positiveInteger(options.frameLength ?? 256, 'frameLength');
    this.frameStep = options.frameStep ?? null;
    this.fftLength = options.fftLength ?? null;
    this.window = options.window === undefined ? 'hann' : options.window;
    this.periodic = options.periodic ?? false;
    this.scaling = options.scaling === undefined ? 'density' : options.scaling;
    this.padding = standardizeChoice(options.padding ?? 'valid', 'padding', ['valid', 'same']);
    this.expandDims = options.expandDims ?? false;
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.inputSpec = new InputSpec({ ndim: 3 });
    this.#assertLengths();
    this.#kernelOf('real');
  }

  override build(_inputShape: SymbolicShape): void {
    const shape = [this.frameLength, 1, this.#frequencies];
    const kernel = (side: 'real' | 'imag') =>
      this.addWeight({ name: `${side}_kernel`, shape, initializer: this.#kernelOf(side) });
    if (this.mode !== 'imag') this.realKernel = kernel('real');
    if (this.mode !== 'real') this.imagKernel = kernel('imag');
  }

  override call(inputs: Tensor): Tensor {
    if (!['float16', 'float32', 'float64'].includes(inputs.dtype)) {
      throw new PythonTypeError('STFTSpectrogram: invalid dtype of the inputs.', {
        expected: 'float16, float32 or float64',
        received: inputs.dtype,
      });
    }
    const { mode } = this;
    const parts = this.#transform(inputs);
    if (mode === 'real' || mode === 'imag' || mode === 'stft') return this.#arrange(parts);
    const [real, imag] = ops.split(parts, 2, -1) as [Tensor, Tensor];
    if (mode === 'angle') return this.#arrange(ops.arctan2(imag, real));
    const power = ops.square(real).add(ops.square(imag));
    if (mode === 'psd') return this.#arrange(twoSided(power));
    const magnitude = ops.sqrt(ops.maximum(power, epsilon()));
    return this.#arrange(mode === 'log' ? ops.log(ops.maximum(magnitude, epsilon())) : magnitude);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { frameLength, padding, dataFormat, mode } = this;
    const channels = (dataFormat === 'channels_last' ? inputShape[2] : inputShape[1]) ?? null;
    const frequencies = this.#frequencies * (mode === 'stft' ? 2 : 1);
    const window = { size: [frameLength], strides: [this.#step], padding };
    const joined = channels === null ? null : channels * frequencies;
    const shape = windowOutputShape(inputShape, joined, window, dataFormat);
    if (!this.expandDims) return shape;
    const [batch, frames] = [shape[0]!, shape[dataFormat === 'channels_last' ? 1 : 2]!];
    return dataFormat === 'channels_last'
      ? [batch, frames, frequencies, channels]
      : [batch, channels, frames, frequencies];
  }

  get #step(): number {
    return this.frameStep ?? Math.floor(this.frameLength / 2);
  }

  get #frequencies(): number {
    return Math.floor((this.fftLength ?? 2 ** Math.ceil(Math.log2(this.frameLength))) / 2) + 1;
  }

  #kernelOf(side: 'real' | 'imag'): STFT {
    return new STFT(side, this.window, this.scaling, this.periodic);
  }

  /** The parts that the mode needs, of each channel by itself: [batch, channels, frames, frequencies of each part]. */
  #transform(inputs: Tensor): Tensor {
    const signals = this.dataFormat === 'channels_last' ? ops.transpose(inputs, [0, 2, 1]) : inputs;
    const [batch, channels, samples] = signals.shape as [number, number, number];
    const kernels = [this.realKernel, this.imagKernel].filter((kernel) => kernel !== null);
    const kernel = ops.cast(ops.concatenate(kernels, -1), inputs.dtype);
    const rows = ops.reshape(signals, [batch * channels, samples, 1]);
    const outputs = ops.conv(rows, kernel, this.#step, this.padding, 'channels_last');
    return ops.reshape(outputs, [batch, channels, ...outputs.shape.slice(1)]);
  }

  /** Puts the axes where users expect them. */
  #arrange(outputs: Tensor): Tensor {
    const [batch, channels, frames, frequencies] = outputs.shape as [number, number, number, number];
    const isLast = this.dataFormat === 'channels_last';
    if (this.expandDims) return isLast ? ops.transpose(outputs, [0, 2, 3, 1]) : outputs;
    return isLast
      ? ops.reshape(ops.transpose(outputs, [0, 2, 1, 3]), [batch, frames, channels * frequencies])
      : ops.reshape(ops.transpose(outputs, [0, 1, 3, 2]), [batch, channels * frequencies, frames]);
  }

  #assertLengths(): void {
    const { frameLength, frameStep, fftLength } = this;
    if (frameStep !== null && (frameStep < 1 || frameStep > frameLength || !Number.isInteger(frameStep))) {
      throw new ValueError('`frameStep` should be a positive integer not greater than `frameLength`.', {
        received: `frameStep=${frameStep}, frameLength=${frameLength}`,
      });
    }
    if (fftLength === null) return;
    if (fftLength < frameLength || !Number.isInteger(fftLength)) {
      throw new ValueError('`fftLength` should be an integer not less than `frameLength`.', {
        received: `fftLength=${fftLength}, frameLength=${frameLength}`,
      });
    }
    if (!Number.isInteger(Math.log2(fftLength))) {
      console.warn(`STFTSpectrogram: \`fftLength\` is recommended to be a power of two. Received: ${fftLength}`);
    }
  }
}

/** The power of negative frequencies added to that of positive ones; the first and the last frequency have no counterpart. */
function twoSided(power: Tensor): Tensor {
  const inner = power.at('...', '1:-1');
  return power.add(
    ops.pad(inner, [
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ]),
  );
}
