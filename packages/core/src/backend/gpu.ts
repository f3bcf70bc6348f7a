/** What is loaded for devices beside the processor: in one piece, as WebGPU's needs most of what the others do. */
export { openProvider } from './provider.js';
export { openWebgpu } from './webgpu/webgpu.js';
