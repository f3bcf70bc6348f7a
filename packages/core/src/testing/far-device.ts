/**
 * A device that is far away for tests: JavaScript computes, but on memory of its own, from which results come by a download alone.
 * What crosses the boundary is counted.
 */
import type { Backend } from '../backend/backend.js';
import { DeviceMemory } from '../backend/device-memory.js';
import { registerDevice } from '../backend/devices.js';
import { javascript } from '../backend/javascript.js';
import type { HostArray } from '../tensor/host-array.js';
import { HostValue } from '../tensor/value.js';

export interface Traffic {
  uploads: number;
  downloads: number;
  /** Pieces of memory that are in use. */
  held: number;
}

interface Buffer {
  content: HostArray | null;
}

/** Enters the device under a name; the counts grow as it is used. */
export function registerFarDevice(name: string, loops: 'graph' | 'steps' = 'steps'): Traffic {
  const traffic: Traffic = { uploads: 0, downloads: 0, held: 0 };
  const filled = (host: HostArray): Buffer => {
    traffic.held += 1;
    return { content: { ...host, data: host.data.slice() } };
  };
  const memory = new DeviceMemory<Buffer>({
    upload: (host) => {
      traffic.uploads += 1;
      return filled(host);
    },
    download: async (buffer) => {
      traffic.downloads += 1;
      return contentOf(buffer);
    },
    release: (buffer) => {
      traffic.held -= 1;
      buffer.content = null;
    },
  });
  const far: Backend = {
    name,
    capabilities: { ...javascript.capabilities, loops, memory: 'device' },
    heldBy: () => 0,
    async compile(graph) {
      const session = await javascript.compile(graph);
      return {
        ...session,
        run: (inputs) =>
          memory.use(inputs, async (buffers) => {
            const results = await session.run(buffers.map((buffer) => new HostValue(contentOf(buffer))));
            return results.map((result) => memory.valueOf(filled(result.host!), result));
          }),
      };
    },
  };
  registerDevice(name, async () => far);
  return traffic;
}

function contentOf({ content }: Buffer): HostArray {
  if (!content) throw new Error('a piece of memory is used after it was released');
  return content;
}
