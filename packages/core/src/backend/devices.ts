/** Which backends there are, and which one runs what is asked for. A backend is loaded when it is first used. */
import { ValueError } from '../errors.js';
import type { Backend } from './backend.js';

/** Makes a backend ready. @throws where the machine has no such device, or the package that drives it is missing */
export type OpenBackend = () => Promise<Backend>;

const registered = new Map<string, OpenBackend>([
  ['cpu', async () => (await import('./cpu/cpu.js')).openCpu()],
  ['javascript', async () => (await import('./javascript.js')).javascript],
]);
const opened = new Map<string, Promise<Backend>>();

/** The device that was set, or the one of the innermost scope. */
let current: string | null = null;

/** The environment variable that names the device of a process; there are none in a browser. */
const ENVIRONMENT_VARIABLE = 'KERAS_DEVICE';
const fromEnvironment = (): string | undefined => globalThis.process?.env?.[ENVIRONMENT_VARIABLE] || undefined;

/** The names of the devices that there are backends for. */
export const devices = (): string[] => [...registered.keys()];

/** Enters a backend under the name of its device. */
export function registerDevice(name: string, open: OpenBackend): void {
  registered.set(name, open);
  opened.delete(name);
}

/** The name of a device as it is registered; Keras's 'CPU' and 'cpu:0' are 'cpu'. */
function standardizeDevice(name: string): string {
  const known = name.toLowerCase().replace(/:0$/, '');
  if (registered.has(known)) return known;
  throw new ValueError('There is no such device.', {
    expected: devices()
      .map((each) => `'${each}'`)
      .join(' or '),
    received: `'${name}'`,
  });
}

/**
 * The name of the device that values are computed on: that of the innermost scope, else the one that was set, else that of the
 * environment variable KERAS_DEVICE, else 'cpu'.
 */
export function device(): string;
/**
 * Runs `body` with another device: what is read, compiled or fitted in it is computed there. If it returns a promise, the device
 * stays until that is settled.
 *
 * @throws ValueError if there is no such device
 * @example
 * await device('javascript', () => tensor([1, 2]).add(1).array()); // [2, 3]
 */
export function device<T>(name: string, body: () => T): T;
export function device<T>(name?: string, body?: () => T): T | string {
  if (name === undefined || !body) return current ?? standardizeDevice(fromEnvironment() ?? 'cpu');
  const before = current;
  current = standardizeDevice(name);
  const leave = () => {
    current = before;
  };
  let result: T;
  try {
    result = body();
  } catch (error) {
    leave();
    throw error;
  }
  if (result instanceof Promise) return result.finally(leave) as T;
  leave();
  return result;
}

/**
 * Sets the device that values are computed on from now on. Values stay where they are until they are used.
 *
 * @throws ValueError if there is no such device
 */
export function setDevice(name: string): void {
  current = standardizeDevice(name);
}

/**
 * The backend of a device, loaded when it is first asked for.
 *
 * @throws ValueError where the machine does not have it
 */
export function backend(name: string = device()): Promise<Backend> {
  let promise = opened.get(name);
  if (!promise) {
    promise = open(name);
    opened.set(name, promise);
    // What failed may be mended: the next use tries again.
    promise.catch(() => opened.delete(name));
  }
  return promise;
}

async function open(name: string): Promise<Backend> {
  try {
    return await registered.get(standardizeDevice(name))!();
  } catch (error) {
    const others = devices().filter((each) => each !== name);
    throw new ValueError(`The device '${name}' is not available: ${error instanceof Error ? error.message : error}`, {
      hint: `use another one: ${others.map((each) => `'${each}'`).join(', ')}.`,
    });
  }
}
