// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { MelSpectrogramOptions } from './mel-spectrogram.js';
import type { STFTSpectrogramOptions } from './stft-spectrogram.js';

export type MelSpectrogramArguments = OptionArguments<
  MelSpectrogramOptions,
  [],
  [
    fftLength?: MelSpectrogramOptions['fftLength'],
    sequenceStride?: MelSpectrogramOptions['sequenceStride'],
    sequenceLength?: MelSpectrogramOptions['sequenceLength'],
    window?: MelSpectrogramOptions['window'],
    samplingRate?: MelSpectrogramOptions['samplingRate'],
    numMelBins?: MelSpectrogramOptions['numMelBins'],
    minFreq?: MelSpectrogramOptions['minFreq'],
    maxFreq?: MelSpectrogramOptions['maxFreq'],
    powerToDb?: MelSpectrogramOptions['powerToDb'],
    topDb?: MelSpectrogramOptions['topDb'],
    magExp?: MelSpectrogramOptions['magExp'],
    minPower?: MelSpectrogramOptions['minPower'],
    refPower?: MelSpectrogramOptions['refPower'],
  ]
>;
export const MEL_SPECTROGRAM_PARAMETERS: Signature<MelSpectrogramOptions> = {
  callee: 'MelSpectrogram',
  names: [
    'fftLength',
    'sequenceStride',
    'sequenceLength',
    'window',
    'samplingRate',
    'numMelBins',
    'minFreq',
    'maxFreq',
    'powerToDb',
    'topDb',
    'magExp',
    'minPower',
    'refPower',
  ],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};

export type STFTSpectrogramArguments = OptionArguments<
  STFTSpectrogramOptions,
  [],
  [
    mode?: STFTSpectrogramOptions['mode'],
    frameLength?: STFTSpectrogramOptions['frameLength'],
    frameStep?: STFTSpectrogramOptions['frameStep'],
    fftLength?: STFTSpectrogramOptions['fftLength'],
    window?: STFTSpectrogramOptions['window'],
    periodic?: STFTSpectrogramOptions['periodic'],
    scaling?: STFTSpectrogramOptions['scaling'],
    padding?: STFTSpectrogramOptions['padding'],
    expandDims?: STFTSpectrogramOptions['expandDims'],
    dataFormat?: STFTSpectrogramOptions['dataFormat'],
  ]
>;
export const STFT_SPECTROGRAM_PARAMETERS: Signature<STFTSpectrogramOptions> = {
  callee: 'STFTSpectrogram',
  names: [
    'mode',
    'frameLength',
    'frameStep',
    'fftLength',
    'window',
    'periodic',
    'scaling',
    'padding',
    'expandDims',
    'dataFormat',
  ],
  keywords: ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'],
  required: 0,
};
