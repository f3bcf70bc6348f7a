/** What the runtime's profiler tells of the sessions that are made meanwhile. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { median } from './timing.js';

/** A node of a session, without those that only run others. */
export interface KernelTime {
  readonly operator: string;
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** Of all inputs and outputs. */
  readonly bytes: number;
  /** The median of its runs. */
  readonly milliseconds: number;
  /** The shortest of them. */
  readonly least: number;
  readonly runs: number;
  /** Whether its session has one thread. */
  readonly isAlone: boolean;
}

interface Event {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: {
    readonly op_name: string;
    readonly activation_size: string;
    readonly parameter_size: string;
    readonly output_size: string;
    readonly input_type_shape: readonly Readonly<Record<string, number[]>>[];
    readonly output_type_shape: readonly Readonly<Record<string, number[]>>[];
  };
}

type Create = (model: Uint8Array, options: InferenceSession.SessionOptions) => Promise<InferenceSession>;
const factory = InferenceSession as unknown as { create: Create };

/** The operator of what kernels of ours do, of which only the numbers that they make are known. */
export const IN_WEBASSEMBLY = 'WebAssembly';

type Run = (...numbers: number[]) => void;
type Make = new (module: object, imports: object) => { readonly exports: { readonly f: Run } };

/** Times the kernels in WebAssembly that are made meanwhile. */
function watchKernels(): { readonly kernels: () => KernelTime[]; readonly end: () => void } {
  /** Of each kernel by how many numbers it makes. */
  const kernels: Map<number, number[]>[] = [];
  const { WebAssembly: host } = globalThis as unknown as { WebAssembly: { Instance: Make } };
  const { Instance } = host;
  host.Instance = class {
    readonly exports: { readonly f: Run };
    constructor(module: object, imports: object) {
      const { exports } = new Instance(module, imports);
      const runs = new Map<number, number[]>();
      kernels.push(runs);
      const f: Run = (...numbers) => {
        const begin = performance.now();
        exports.f(...numbers);
        const time = performance.now() - begin;
        // The last parameter says how many bytes it makes.
        const size = numbers.at(-1)! / 4;
        const times = runs.get(size);
        if (times) times.push(time);
        else runs.set(size, [time]);
      };
      this.exports = typeof exports.f === 'function' ? { f } : exports;
    }
  };
  return {
    kernels: () =>
      kernels
        .flatMap((runs) => [...runs])
        .map(([size, times]) => ({
          operator: IN_WEBASSEMBLY,
          inputs: [],
          output: [size],
          bytes: 0,
          milliseconds: median(times),
          least: Math.min(...times),
          runs: times.length,
          isAlone: true,
        })),
    end: () => {
      host.Instance = Instance;
    },
  };
}

/**
 * Runs `body`; sessions that it makes are watched.
 *
 * @param threads of all sessions; left out: as they are asked for
 */
export async function profiled(body: () => Promise<unknown>, threads?: number): Promise<KernelTime[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const sessions: { readonly session: InferenceSession; readonly prefix: string; readonly isAlone: boolean }[] = [];
  const released = new Set<InferenceSession>();
  const { create } = factory;
  factory.create = async (model, asked) => {
    const settings = { ...asked, ...(threads !== undefined && { intraOpNumThreads: threads }) };
    const prefix = `session${sessions.length}_`;
    const profile = { enableProfiling: true, profileFilePrefix: join(folder, prefix) };
    const session = await create.call(InferenceSession, model, { ...settings, ...profile });
    const release = session.release.bind(session);
    // Its profile ends with it.
    session.release = () => {
      released.add(session);
      return release();
    };
    sessions.push({ session, prefix, isAlone: settings.intraOpNumThreads === 1 });
    return session;
  };
  const watched = watchKernels();
  try {
    await body();
    for (const { session } of sessions) if (!released.has(session)) session.endProfiling();
    const files = readdirSync(folder);
    const ofSessions = sessions.flatMap(({ prefix, isAlone }) => {
      const file = files.find((name) => name.startsWith(prefix));
      return file ? kernelsIn(readFileSync(join(folder, file), 'utf8'), isAlone) : [];
    });
    return [...ofSessions, ...watched.kernels()];
  } finally {
    watched.end();
    factory.create = create;
    rmSync(folder, { recursive: true });
  }
}

/** They run other nodes, which are told of themselves. */
const CONTAINERS = ['Loop', 'Scan', 'If'];
const END = '_kernel_time';

function kernelsIn(text: string, isAlone: boolean): KernelTime[] {
  const nodes = new Map<string, Event[]>();
  for (const event of JSON.parse(text) as Event[]) {
    if (event.cat !== 'Node' || !event.name.endsWith(END) || CONTAINERS.includes(event.args.op_name)) continue;
    // Parts of a graph may have a node of one name, with other shapes.
    const key = event.name + JSON.stringify(event.args.input_type_shape);
    nodes.set(key, [...(nodes.get(key) ?? []), event]);
  }
  return [...nodes.values()].map((events) => {
    const { args } = events[0]!;
    const times = events.map(({ dur }) => dur / 1000);
    const shapes = (of: Event['args']['input_type_shape']) => of.map((type) => Object.values(type)[0] ?? []);
    const bytes = [args.activation_size, args.parameter_size, args.output_size];
    return {
      operator: args.op_name,
      inputs: shapes(args.input_type_shape),
      output: shapes(args.output_type_shape)[0] ?? [],
      bytes: bytes.reduce((total, size) => total + Number(size), 0),
      milliseconds: median(times),
      least: Math.min(...times),
      runs: events.length,
      isAlone,
    };
  });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, dim) => n * dim, 1);

/** Multiplications and additions; null for what is bound by memory. */
export function operationsOf({ operator, inputs: [x = [], y = []], output }: KernelTime): number | null {
  if (/ConvTranspose$/.test(operator)) return 2 * sizeOf(x) * (sizeOf(y) / y[0]!);
  if (/Conv$/.test(operator)) return 2 * sizeOf(output) * (sizeOf(y) / y[0]!);
  if (!/MatMul$|Gemm$/.test(operator)) return null;
  const isStack = x.length > 2 && y.length > 2;
  const stack = isStack ? sizeOf(output.slice(0, -2)) : 1;
  // The profiler does not tell which operand is transposed: of sizes m k, k n and m n, what is multiplied and added up is k long.
  return 2 * sizeOf(output) * Math.sqrt((sizeOf(x) * sizeOf(y)) / (sizeOf(output) * stack));
}
