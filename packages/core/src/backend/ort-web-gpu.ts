/** ONNX Runtime in browsers, the build that computes by WebGPU and WebNN: another one, twice as large, than the processor's. */

import type { OrtBuild } from './ort-session.js';
import { webBuild } from './ort-web.js';

export const build: OrtBuild = webBuild({
  name: 'onnxruntime-web/webgpu',
  realm: null,
  load: () => import('onnxruntime-web/webgpu'),
  async providers() {
    const { gpu, ml } = (globalThis as { navigator?: { gpu?: unknown; ml?: unknown } }).navigator ?? {};
    return [...(gpu ? (['webgpu'] as const) : []), ...(ml ? (['webnn'] as const) : [])];
  },
});
