import { type DType, ops, type SymbolicShape, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { bindArguments, bindOptions, fromHost, fromNumbers, type PythonArguments } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { melWeights } from './mel-weights.js';
import { MEL_SPECTROGRAM_PARAMETERS, type MelSpectrogramArguments } from './signatures.js';

export interface MelSpectrogramOptions extends LayerOptions {
  /** Length of the transform of a piece. */
  fftLength?: number;
  /** How many samples lie between two pieces. */
  sequenceStride?: number;
  /** How many samples a piece has, at most `fftLength`; null for as many. */
  sequenceLength?: number | null;
  /** 'hann', 'hamming', the values of a window, or null for none. */
  window?: 'hann' | 'hamming' | TensorLike | null;
  /** Samples in a second. */
  samplingRate?: number;
  /** How many bands there are. */
  numMelBins?: number;
  /** The lowest frequency, in hertz. */
  minFreq?: number;
  /** The highest frequency, in hertz; null for half the sampling rate. */
  maxFreq?: number | null;
  /** Whether the outputs are in decibels. */
  powerToDb?: boolean;
  /** How far decibels may lie below the largest of the outputs. */
  topDb?: number;
  /** Exponent of the magnitudes: 1 for magnitude, 2 for power. */
  magExp?: number;
  /** The smallest power that counts. */
  minPower?: number;
  /** The power of 0 decibels. */
  refPower?: number;
}

const melParameters = [
  'numMelBins',
  'numSpectrogramBins',
  'samplingRate',
  'lowerEdgeHertz',
  'upperEdgeHertz',
  'dtype',
] as const;

/**
 * Signals as spectrograms on the mel scale, which follows the ear (Stevens, Volkmann and Newman, 1937).
 *
 * Inputs `[samples]` or `[batch, samples]`; outputs `[numMelBins, time]` or `[batch, numMelBins, time]`.
 *
 * @throws ValueError for a `sequenceLength` above `fftLength`
 * @example
 * const mel = new MelSpectrogram({ fftLength: 16, sequenceStride: 8, numMelBins: 4 });
 * mel(columns.at(0)); // [9, 784] becomes [9, 4, 99]
 */
export class MelSpectrogram extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MelSpectrogram');

  static override readonly parameters = /* @__PURE__ */ configNames(MEL_SPECTROGRAM_PARAMETERS);

  readonly fftLength: number;
  readonly sequenceStride: number;
  readonly sequenceLength: number;
  readonly window: 'hann' | 'hamming' | TensorLike | null;
  readonly samplingRate: number;
  readonly numMelBins: number;
  readonly minFreq: number;
  readonly maxFreq: number;
  readonly powerToDb: boolean;
  readonly topDb: number;
  readonly magExp: number;
  readonly minPower: number;
  readonly refPower: number;

  constructor(...args: MelSpectrogramArguments) {
    const options = bindOptions(MEL_SPECTROGRAM_PARAMETERS, args);
    super(options);
    this.fftLength = positiveInteger(options.fftLength ?? 2048, 'fftLength');
    this.sequenceStride = positiveInteger(options.sequenceStride ?? 512, 'sequenceStride');
    this.sequenceLength = positiveInteger(options.sequenceLength ?? this.fftLength, 'sequenceLength');
    this.window = options.window === undefined ? 'hann' : options.window;
    this.samplingRate = options.samplingRate ?? 16000;
    this.numMelBins = positiveInteger(options.numMelBins ?? 128, 'numMelBins');
    this.minFreq = options.minFreq ?? 20;
    this.maxFreq = options.maxFreq ?? Math.floor(this.samplingRate / 2);
    this.powerToDb = options.powerToDb ?? true;
    this.topDb = options.topDb ?? 80;
    this.magExp = options.magExp ?? 2;
    this.minPower = options.minPower ?? 1e-10;
    this.refPower = options.refPower ?? 1;
    buildAtInit(this);
    if (this.sequenceLength <= this.fftLength) return;
    throw new ValueError('`fftLength` must be greater than or equal to `sequenceLength`.', {
      received: `sequenceLength=${this.sequenceLength}, fftLength=${this.fftLength}`,
    });
  }

  override call(inputs: Tensor): Tensor {
    const dtype = this.computeDtype === 'float64' ? 'float64' : 'float32';
    const magnitudes = this.#spectrogram(ops.cast(inputs, dtype));
    const matrix = this.linearToMelWeightMatrix(
      this.numMelBins,
      magnitudes.shape.at(-1)!,
      this.samplingRate,
      this.minFreq,
      this.maxFreq,
    );
    const bands = ops.matmul(magnitudes, ops.cast(matrix, dtype));
    const outputs = this.powerToDb ? this.#decibels(bands) : bands;
    return ops.cast(ops.swapaxes(outputs, -1, -2), this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const samples = inputShape.at(-1) ?? null;
    const padded = samples === null ? null : samples + 2 * Math.floor(this.fftLength / 2) - this.fftLength;
    const time = padded === null ? null : Math.floor(padded / this.sequenceStride) + 1;
    return [...inputShape.slice(0, -1), this.numMelBins, time];
  }

  /**
   * The matrix that takes spectra of `numSpectrogramBins` frequencies, from 0 to half the sampling rate, to `numMelBins` bands.
   *
   * @returns [numSpectrogramBins, numMelBins]
   */
  linearToMelWeightMatrix(
    ...args: PythonArguments<
      typeof melParameters,
      [
        numMelBins?: number,
        numSpectrogramBins?: number,
        samplingRate?: number,
        lowerEdgeHertz?: number,
        upperEdgeHertz?: number,
        dtype?: DType,
      ]
    >
  ): Tensor {
    const given = bindArguments('linearToMelWeightMatrix', melParameters, 0, args);
    const [
      numMelBins = 20,
      numSpectrogramBins = 129,
      samplingRate = 8000,
      lowerEdgeHertz = 125,
      upperEdgeHertz = 3800,
    ] = given as (number | undefined)[];
    const dtype = (given[5] ?? 'float32') as DType;
    const scale = { numMelBins, numSpectrogramBins, samplingRate, lowerEdgeHertz, upperEdgeHertz };
    const weights = melWeights(scale, dtype === 'float64' ? (x) => x : Math.fround);
    return fromHost(fromNumbers(weights, dtype, [numSpectrogramBins, numMelBins]));
  }

  /** Powers of the magnitudes of the transforms: [..., time, frequencies]. */
  #spectrogram(inputs: Tensor): Tensor {
    const { sequenceLength, sequenceStride, fftLength, window } = this;
    const [real, imag] = ops.stft(inputs, sequenceLength, sequenceStride, fftLength, window, true);
    return ops.power(ops.sqrt(ops.square(real).add(ops.square(imag))), this.magExp);
  }

  #decibels(power: Tensor): Tensor {
    const least = tensor(this.minPower, [], power.dtype);
    const inDecibels = (x: TensorLike) => ops.log10(ops.maximum(x, least)).mul(10);
    const decibels = inDecibels(power).sub(inDecibels(Math.abs(this.refPower)));
    return ops.maximum(decibels, ops.max(decibels).sub(this.topDb));
  }
}
