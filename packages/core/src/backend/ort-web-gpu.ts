/** ONNX Runtime in browsers, the build that computes by WebGPU and WebNN: another one, twice as large, than the processor's. */

import type { OrtBuild } from './ort-session.js';
import { webBuild } from './ort-web.js';

interface Adapter {
  readonly info?: { readonly architecture?: string; readonly isFallbackAdapter?: boolean };
}

const { gpu, ml } =
  (globalThis as { navigator?: { gpu?: { requestAdapter(): Promise<Adapter | null> }; ml?: unknown } }).navigator ?? {};

export const build: OrtBuild = {
  ...webBuild({
    name: 'onnxruntime-web/webgpu',
    realm: null,
    load: () => import('onnxruntime-web/webgpu'),
    providers: async () => [...(gpu ? (['webgpu'] as const) : []), ...(ml ? (['webnn'] as const) : [])],
  }),
  async isSoftware() {
    const { isFallbackAdapter, architecture } = (await gpu?.requestAdapter())?.info ?? {};
    return isFallbackAdapter || architecture === 'swiftshader';
  },
};
