/** Whether the machine may be measured. */

let setting: boolean | null = null;

/** The environment variable that says 0, or false, off or no, where nothing is to be measured; there are none in a browser. */
const ENVIRONMENT_VARIABLE = 'KERAS_CALIBRATION';

/** Lets what depends on the machine be measured, once, when a program first depends on it; so it is from the start. */
export const enableCalibration = (): void => {
  setting = true;
};

/** Keeps the defaults for what is compiled from now on. What is computed is the same, bit by bit; the environment variable KERAS_CALIBRATION=0 does it, too. */
export const disableCalibration = (): void => {
  setting = false;
};

/** Whether the machine is measured where a program depends on it. */
export const isCalibrationEnabled = (): boolean => {
  setting ??= !/^(0|false|off|no)$/i.test(globalThis.process?.env?.[ENVIRONMENT_VARIABLE]?.trim() ?? '');
  return setting;
};
