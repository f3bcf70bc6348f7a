/** What was decided for this machine, to be looked at. */
import { type Calibration, type Decision, reportOf } from './cpu/calibration/report.js';
import { LEAST_SHARED } from './cpu/threads.js';
import { openBackend } from './devices.js';

export type { Calibration, Decision };

/**
 * What is decided for this machine on the processor. It measures what was not measured before, in less than 50 ms, unless that is
 * {@link disableCalibration | switched off}.
 *
 * @example
 * console.table(await calibration()); // a row for each: what it is, and by what
 * const { cores } = await calibration();
 * cores.by.startsWith('fact'); // since bits depend on it
 */
export async function calibration(): Promise<Calibration> {
  const { calibration: own, capabilities } = await openBackend('cpu');
  if (own) return own.report();
  const facts = { cores: null, sharedFrom: LEAST_SHARED.operations, channelBlock: capabilities.channelBlock };
  return reportOf(facts, 'there is no clock for it');
}
