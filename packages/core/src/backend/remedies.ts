/** Why a device is not there, and what to do about it. */
import { messageOf } from '../realm.js';
import { MissingDevice } from './missing-device.js';
import type { Provider } from './onnx-runtime.js';

interface Platform {
  /** As Node names it; 'browser' in a page. */
  readonly system: string;
  readonly architecture: string;
}

/** Where a program runs. */
export const platform = (): Platform => {
  const { process } = globalThis;
  return process?.versions?.node
    ? { system: process.platform, architecture: process.arch }
    : { system: 'browser', architecture: '' };
};

const IN_PAGE = "In Node the device is 'cpu', or 'webgpu' where there is a GPU.";
const IN_NODE = "The runtime for Node has it, not that for browsers: there the device is 'webgpu'.";

/** What a provider needs on a platform that may have it; null where none has. */
const REMEDIES: Readonly<Record<Provider, (platform: Platform) => string>> = {
  cpu: () => 'npm install onnxruntime-node@1.30.0 (in a browser: onnxruntime-web@1.30.0).',
  wasm: () => 'npm install onnxruntime-web@1.30.0.',
  webgpu: ({ system }) =>
    ({
      browser:
        'a browser with WebGPU (Chrome and Edge from 113, Safari from 26, Firefox from 141), a page from https or localhost, and npm install onnxruntime-web@1.30.0.',
      linux:
        "a GPU with a driver for Vulkan, and Vulkan's loader (Debian: apt-get install libvulkan1 mesa-vulkan-drivers). Without a GPU a software device will do: name it by VK_ICD_FILENAMES (docs/devices.md).",
    })[system] ?? 'a GPU with a current driver.',
  cuda: ({ system, architecture }) => {
    if (system === 'browser') return IN_NODE;
    if (system === 'linux' && architecture === 'x64')
      return "a GPU of NVIDIA with its driver, CUDA 12 and cuDNN 9, and the runtime's libraries for it: node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12.";
    return 'Linux on x64 with a GPU of NVIDIA, CUDA 12 and cuDNN 9.';
  },
  coreml: ({ system }) => (system === 'browser' ? IN_NODE : 'macOS.'),
  dml: ({ system }) => (system === 'browser' ? IN_NODE : 'Windows.'),
  webnn: ({ system }) =>
    system === 'browser'
      ? 'a browser with WebNN (Chrome and Edge, by a flag), and npm install onnxruntime-web@1.30.0.'
      : IN_PAGE,
};

/** @param cause what was thrown when it was tried; null where the runtime does not have the provider */
export function missing(provider: Provider, runtimeName: string, cause: unknown = null): MissingDevice {
  const here = platform();
  const where = here.system === 'browser' ? 'this page' : `${here.system} on ${here.architecture}`;
  const reason = cause === null ? `${runtimeName} does not have it for ${where}` : reasonOf(provider, messageOf(cause));
  return new MissingDevice(reason, REMEDIES[provider](here));
}

/** What the runtime says, without its file names, in words where it is known. */
function reasonOf(provider: Provider, message: string): string {
  if (/Failed to get a WebGPU adapter|no available adapter/i.test(message))
    return 'there is no GPU that WebGPU can use';
  if (provider === 'cuda' && /Failed to load shared library|libonnxruntime_providers/.test(message))
    return "the runtime's libraries for CUDA are missing, or those of CUDA and cuDNN that they need";
  if (/Cannot find (package|module)|MODULE_NOT_FOUND/.test(message)) return 'its package is not installed';
  return message.replace(/^\S*\/onnxruntime_src\/\S+ .*? was false\. /, '');
}
