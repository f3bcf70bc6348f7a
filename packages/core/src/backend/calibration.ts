/** What was decided for this machine, to be looked at. */
import { type Calibration, reportOf } from './cpu/calibration/report.js';
import { openBackend } from './devices.js';

export type { Calibration };

/**
 * What is decided for this machine on the processor. It measures what was not measured before, in less than 50 ms, unless that is
 * {@link disableCalibration | switched off}.
 *
 * @example
 * const { basis } = await calibration(); // on a quiet machine, in Node: 'measured'
 * console.table(await calibration());
 */
export async function calibration(): Promise<Calibration> {
  const { calibration: own, capabilities } = await openBackend('cpu');
  return own ? own.report() : reportOf(null, capabilities.channelBlock, null, 'unavailable');
}
