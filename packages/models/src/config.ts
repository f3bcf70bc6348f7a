/** keras.config: what holds for everything that names nothing else. */
export {
  device,
  deviceNames,
  devices,
  disableFlashAttention,
  disableTracebackFiltering,
  enableFlashAttention,
  enableTracebackFiltering,
  epsilon,
  floatx,
  imageDataFormat,
  isFlashAttentionEnabled,
  isTracebackFilteringEnabled,
  setDevice,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
} from '@org/core';
export { dtypePolicy, setDtypePolicy } from '@org/layers';
export { disableInteractiveLogging, enableInteractiveLogging, isInteractiveLoggingEnabled } from './display/output.js';
export { maxEpochs, maxStepsPerEpoch, setMaxEpochs, setMaxStepsPerEpoch } from './trainer/run-limits.js';
