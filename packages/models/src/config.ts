/** keras.config: what holds for everything that names nothing else. */
import { ValueError } from '@org/core';
import { pythonFunction } from '@org/core/internal';
import { backend } from './backend.js';

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
export { backend } from './backend.js';
export { disableInteractiveLogging, enableInteractiveLogging, isInteractiveLoggingEnabled } from './display/output.js';
export { enableUnsafeDeserialization } from './saving/safe-mode.js';
export { maxEpochs, maxStepsPerEpoch, setMaxEpochs, setMaxStepsPerEpoch } from './trainer/run-limits.js';

/**
 * Keras reloads itself on another engine by this. Here there is one, whose devices `setDevice` chooses among.
 *
 * @throws ValueError for any other name than that of the engine
 * @example
 * keras.config.setBackend(keras.config.backend());
 */
export const setBackend = /* @__PURE__ */ pythonFunction('setBackend', ['backend'], (name: string): void => {
  if (name === backend()) return;
  throw new ValueError('There is one backend.', {
    expected: `'${backend()}'`,
    received: `'${String(name)}'`,
    hint: 'setDevice() chooses where values are computed.',
  });
});

/** Whether layers are modules of Flax as well: never, as in Keras without it. */
export const isNnxEnabled = (): boolean => false;
