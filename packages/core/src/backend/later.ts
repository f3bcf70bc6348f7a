/**
 * What is loaded later, if at all: devices beside the processor, where operations run, and what the runtime throws. It is one piece, since
 * bundlers cut what a piece has in common with the rest of a program into further files.
 */
export { fromRuntime } from '../onnx/runtime-error.js';
export { placementIn, warnOfProcessor } from './placement.js';
export { openProvider } from './provider.js';
export { openWebgpu } from './webgpu/webgpu.js';
