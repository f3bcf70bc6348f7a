// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { VisualizationDataRecordOptions } from './text.js';

export type VisualizationDataRecordArguments = OptionArguments<
  VisualizationDataRecordOptions,
  [
    wordAttributions: VisualizationDataRecordOptions['wordAttributions'],
    predProb: VisualizationDataRecordOptions['predProb'],
    predClass: VisualizationDataRecordOptions['predClass'],
    trueClass: VisualizationDataRecordOptions['trueClass'],
    attrClass: VisualizationDataRecordOptions['attrClass'],
    attrScore: VisualizationDataRecordOptions['attrScore'],
    rawInputIds: VisualizationDataRecordOptions['rawInputIds'],
  ],
  [convergenceScore?: VisualizationDataRecordOptions['convergenceScore']],
  [
    wordAttributions: VisualizationDataRecordOptions['wordAttributions'],
    predProb: VisualizationDataRecordOptions['predProb'] | Omit<VisualizationDataRecordOptions, 'wordAttributions'>,
    predClass?:
      | VisualizationDataRecordOptions['predClass']
      | Omit<VisualizationDataRecordOptions, 'wordAttributions' | 'predProb'>,
    trueClass?:
      | VisualizationDataRecordOptions['trueClass']
      | Omit<VisualizationDataRecordOptions, 'wordAttributions' | 'predProb' | 'predClass'>,
    attrClass?:
      | VisualizationDataRecordOptions['attrClass']
      | Omit<VisualizationDataRecordOptions, 'wordAttributions' | 'predProb' | 'predClass' | 'trueClass'>,
    attrScore?:
      | VisualizationDataRecordOptions['attrScore']
      | Omit<VisualizationDataRecordOptions, 'wordAttributions' | 'predProb' | 'predClass' | 'trueClass' | 'attrClass'>,
    rawInputIds?:
      | VisualizationDataRecordOptions['rawInputIds']
      | Omit<
          VisualizationDataRecordOptions,
          'wordAttributions' | 'predProb' | 'predClass' | 'trueClass' | 'attrClass' | 'attrScore'
        >,
  ]
>;
export const VISUALIZATION_DATA_RECORD_PARAMETERS: Signature<VisualizationDataRecordOptions> = {
  callee: 'VisualizationDataRecord',
  names: [
    'wordAttributions',
    'predProb',
    'predClass',
    'trueClass',
    'attrClass',
    'attrScore',
    'rawInputIds',
    'convergenceScore',
  ],
  keywords: [],
  required: 7,
};
