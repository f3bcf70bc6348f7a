/** Which backends there are, and which one runs what is asked for. A backend is loaded when it is first used. */
import { loadWeb } from '#ort-web';
import { innermost, scopedUntilSettled, scopeKind } from '../context.js';
import { PythonTypeError, ValueError } from '../errors.js';
import { bindScope } from '../python/python-call.js';
import { messageOf } from '../realm.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';
import { flatten } from '../tree/nested.js';
import type { Backend } from './backend.js';
import { javascript } from './javascript.js';
import type { MissingDevice } from './missing-device.js';
import { type Runner, runner } from './worker/runner.js';

/** Makes a backend ready. It throws where the machine has no such device, or the package that drives it is missing. */
export type BackendOpener = (runner: Runner) => Promise<Backend>;

const registered = new Map<string, BackendOpener>([
  ['cpu', async (runner) => (await import('./cpu/cpu.js')).openCpu(runner)],
  ['wasm', async () => (await import('./cpu/cpu.js')).openWasm()],
  ['javascript', async () => javascript],
  ['webgpu', async () => (await import('./later.js')).openWebgpu()],
  ...(['cuda', 'coreml', 'dml', 'webnn'] as const).map(
    (name) => [name, async () => (await import('./later.js')).openProvider(name)] as const,
  ),
]);
/** By runner and name. */
const opened = new Map<Runner, Map<string, Promise<Backend>>>();

/** The device that was set, or that the environment named when a device was first asked for. */
let setting: string | null = null;
/** Each an object of its own, since those of promises may end in any order. */
const scopes = scopeKind<{ readonly place: string }>();
/** Where tensors are computed that a scope returned before they were. */
const chosen = new WeakMap<Tensor, string>();

/** The environment variable that names the device of a process; there are none in a browser. */
const ENVIRONMENT_VARIABLE = 'KERAS_DEVICE';
const fromEnvironment = (): string | undefined => globalThis.process?.env?.[ENVIRONMENT_VARIABLE] || undefined;

/** The names of the devices that there are backends for, whether this machine has them or not. */
export const deviceNames = (): string[] => [...registered.keys()];

/**
 * Enters a backend under the name of its device, in lower case.
 *
 * @throws ValueError if the name is taken, TypeError without a function
 * @example
 * registerDevice('npu', () => Promise.reject(new Error('opened when a program first asks for it')));
 */
export function registerDevice(name: string, open: BackendOpener): void {
  if (typeof name !== 'string' || typeof open !== 'function') {
    throw new PythonTypeError('A device has a name and a function that opens it.', {
      received: `${typeof name}, ${typeof open}`,
    });
  }
  if (registered.has(name.toLowerCase()))
    throw new ValueError('A device of this name is registered already.', { received: `'${name}'` });
  registered.set(name.toLowerCase(), open);
}

/** The name of a device as it is registered; Keras's 'CPU' and 'cpu:0' are 'cpu'. */
function standardizeDevice(name: unknown, from = ''): string {
  const known = typeof name === 'string' ? name.toLowerCase().replace(/:0$/, '') : '';
  if (registered.has(known)) return known;
  throw new (typeof name === 'string' ? ValueError : PythonTypeError)('There is no such device.', {
    expected: deviceNames()
      .map((each) => `'${each}'`)
      .join(' or '),
    received: (typeof name === 'string' ? `'${name}'` : `a value of type ${typeof name}`) + from,
    hint: `${known.startsWith('gpu') ? "a GPU is 'webgpu', or 'cuda'; " : ''}await keras.config.devices() says which devices work here.`,
  });
}

/**
 * The name of the device that values are computed on: that of the innermost scope, else the one that was set, else that of the
 * environment variable KERAS_DEVICE, else 'cpu'.
 */
export function device(): string;
/**
 * Runs `body` with another device: what is read, run or fitted in it is computed there, and so are the tensors that it returns. If it
 * returns a promise, the device stays until that is settled, for whatever else runs meanwhile as well.
 *
 * @throws ValueError if there is no such device
 * @example
 * const y = device('javascript', () => tensor([1, 2]).add(1));
 * await y.array(); // [2, 3]
 */
export function device<T>(deviceName: string, body: () => T): T;
/** The same, by name. */
export function device<T>(keywords: { deviceName: string }, body: () => T): T;
export function device<T>(...args: readonly unknown[]): T | string {
  const [name, body] = bindScope('device', ['deviceName', 'body'], args) as [string?, (() => T)?];
  if (name === undefined || !body) return presentDevice();
  const place = standardizeDevice(name);
  const result = scopedUntilSettled(scopes, { place }, body);
  for (const leaf of flatten<unknown>(result)) if (isTensor(leaf) && !leaf.known) chosen.set(leaf, place);
  return result;
}

/** {@link device} without arguments, for what asks in every run. */
export function presentDevice(): string {
  setting ??= standardizeDevice(fromEnvironment() ?? 'cpu', ` in ${ENVIRONMENT_VARIABLE}`);
  return innermost(scopes)?.place ?? setting;
}

/** The device that a tensor is to be computed on. */
export const deviceOf = (tensor: Tensor): string => chosen.get(tensor) ?? presentDevice();

/**
 * Sets the device that values are computed on from now on. Values stay where they are until they are used. Whether the machine has it
 * is found out when something is computed on it, or by {@link devices}.
 *
 * @throws ValueError if there is no such device
 */
export function setDevice(name: string): void {
  setting = standardizeDevice(name);
}

/**
 * The backend of a device, loaded when it is first asked for.
 *
 * @throws ValueError where the machine does not have it
 */
export function openBackend(name: string = device()): Promise<Backend> {
  const place = runner();
  let backends = opened.get(place);
  if (!backends) {
    backends = new Map();
    opened.set(place, backends);
  }
  let promise = backends.get(name);
  if (!promise) {
    promise = open(name, place);
    backends.set(name, promise);
    // What failed may be mended: the next use tries again.
    promise.catch(() => backends.delete(name));
  }
  return promise;
}

/** Whether the runtime has to be downloaded, and was not asked for yet. */
let isAhead = 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

/**
 * Says that something is going to be computed: a page opens its backend, whose runtime then comes while the program goes on. What the
 * program sets up to its first pause still counts.
 */
export function expectWork(): void {
  if (!isAhead) return;
  isAhead = false;
  const scope = innermost(scopes)?.place;
  queueMicrotask(() => {
    const place = scope ?? device();
    // Together with the backend, which would ask for it when it is there itself.
    if (place === 'wasm' || (place === 'cpu' && runner() === 'main')) loadWeb().catch(() => undefined);
    openBackend(place).catch(() => undefined);
  });
}

async function open(name: string, place: Runner): Promise<Backend> {
  try {
    return await registered.get(standardizeDevice(name))!(place);
  } catch (error) {
    throw unavailable(name, error);
  }
}

/** What a device needs, if that is why it is not there. Where `require` and `import` meet, the error may be of another copy's class. */
function remedyOf(cause: unknown): string | undefined {
  const { remedy } = Object(cause) as Partial<MissingDevice>;
  return typeof remedy === 'string' ? remedy : undefined;
}

function unavailable(name: string, cause: unknown): ValueError {
  const remedy = remedyOf(cause);
  const error = new ValueError(`The device '${name}' is not available: ${messageOf(cause)}.`, {
    ...(remedy && { expected: remedy }),
    hint: 'await keras.config.devices() says which devices work here.',
  });
  error.cause = cause;
  return error;
}

/** A device, and whether it works where the program runs. */
export interface DeviceReport {
  readonly name: string;
  readonly available: boolean;
  /** Why it does not work. */
  readonly reason?: string;
  /** What it would need. */
  readonly needs?: string;
}

/**
 * Tries all devices, or those that are named, and says of each whether it works here and, if not, why, and what it would need.
 *
 * @throws ValueError if there is no such device
 * @example
 * const [report] = await devices(['javascript']);
 * report!.available; // true
 */
export async function devices(names: readonly string[] = deviceNames()): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  // One after another, since runtimes start in each.
  for (const name of names.map((each) => standardizeDevice(each))) {
    reports.push(await openBackend(name).then(() => ({ name, available: true }), reportOf(name)));
  }
  return reports;
}

const reportOf =
  (name: string) =>
  ({ cause }: { readonly cause?: unknown }): DeviceReport => {
    const needs = remedyOf(cause);
    return { name, available: false, reason: messageOf(cause), ...(needs && { needs }) };
  };
