/** keras.config: what holds for everything that names nothing else. */
export {
  type Calibration,
  calibration,
  device,
  deviceNames,
  devices,
  disableCalibration,
  disableFlashAttention,
  disableTracebackFiltering,
  enableCalibration,
  enableFlashAttention,
  enableTracebackFiltering,
  epsilon,
  floatx,
  imageDataFormat,
  isCalibrationEnabled,
  isFlashAttentionEnabled,
  isTracebackFilteringEnabled,
  runner,
  setDevice,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
  setRunner,
} from '@org/core';
export { dtypePolicy, setDtypePolicy } from '@org/layers';
export { disableInteractiveLogging, enableInteractiveLogging, isInteractiveLoggingEnabled } from './display/output.js';
export { maxEpochs, maxStepsPerEpoch, setMaxEpochs, setMaxStepsPerEpoch } from './trainer/run-limits.js';
