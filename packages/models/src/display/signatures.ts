// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { ProgbarOptions } from './progress-bar.js';

export type ProgbarArguments = OptionArguments<
  ProgbarOptions,
  [target: ProgbarOptions['target']],
  [
    width?: ProgbarOptions['width'],
    verbose?: ProgbarOptions['verbose'],
    interval?: ProgbarOptions['interval'],
    statefulMetrics?: ProgbarOptions['statefulMetrics'],
    statelessMetrics?: ProgbarOptions['statelessMetrics'],
    unitName?: ProgbarOptions['unitName'],
  ]
>;
export const PROGBAR_PARAMETERS: Signature<ProgbarOptions> = {
  callee: 'Progbar',
  names: ['target', 'width', 'verbose', 'interval', 'statefulMetrics', 'statelessMetrics', 'unitName'],
  keywords: ['output', 'clock'],
  required: 1,
};
