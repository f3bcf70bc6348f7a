/** ONNX Runtime on Node. The only file that imports onnxruntime-node. */
import { outerRealm, requireIn } from '../realm.js';
import { Calibrated } from './cpu/calibration/calibrated.js';
import type { Layout } from './cpu/layout.js';
import { LEAST_SHARED } from './cpu/threads.js';
import { disabledOptimizers } from './disabled-optimizers.js';
import { allowedCores, sharingThreads } from './node-cores.js';
import { profileRun } from './node-profile.js';
import type { OnnxRuntime, Provider } from './onnx-runtime.js';
import { hostRuntime, type Ort, type OrtBuild } from './ort-session.js';

interface OrtNode extends Ort {
  listSupportedBackends(): readonly { readonly name: string }[];
}

/** Its native part makes arrays of Node's own realm and takes no others, so it is loaded there. */
const realm = outerRealm();

const cores = allowedCores();
const threads = sharingThreads(cores);

async function load(): Promise<OrtNode> {
  const ort: OrtNode = realm
    ? requireIn<OrtNode>(realm, 'onnxruntime-node', import.meta.url)
    : await import('onnxruntime-node');
  // Errors arrive as exceptions; the log would say them again.
  ort.env.logLevel = 'fatal';
  return ort;
}

export const build: OrtBuild = {
  name: 'onnxruntime-node',
  realm,
  writesInto: true,
  cores,
  load,
  providers: async () => (await load()).listSupportedBackends().map(({ name }) => name as Provider),
  settings: ({ parallel, open = false, wide }) => ({
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    extra: {
      session: {
        // Threads that wait longer than from one operation to the next sleep, and leave the processor to others.
        intra_op: { allow_spinning: '1', spin_duration_us: '20' },
        force_spinning_stop: '1',
      },
      optimization: { disable_specified_optimizers: disabledOptimizers(wide) },
    },
    ...(parallel ? threads !== undefined && { intraOpNumThreads: threads } : { intraOpNumThreads: 1 }),
    // A pattern would be kept for every size.
    ...(open && { enableMemPattern: false }),
  }),
  profile: async (model, options, provider, inputs) =>
    profileRun(
      await load(),
      realm,
      model,
      options,
      { ...build.settings(options), executionProviders: [provider] },
      inputs,
    ),
  enqueue: (body) => body(),
};

export const runtime: OnnxRuntime = hostRuntime(build, 'cpu');

/** WebAssembly, which Node has as well. */
export const webRuntime = async (): Promise<OnnxRuntime> => (await import('./ort-web.js')).runtime;

/** What depends on the machine. */
export const calibrationOf = (own: OnnxRuntime, { channelBlock }: Layout): Calibrated =>
  new Calibrated(own, { cores: own.cores ?? null, sharedFrom: LEAST_SHARED.operations, channelBlock });

/** The layout that the processor has the fastest convolutions in. */
export const layoutOf = async (own: OnnxRuntime): Promise<Layout> =>
  (await import('./cpu/layout.js')).measureLayout(own);
