/** Where sessions run: on the thread of the program, or in a worker beside it. */
import { ValueError } from '../../errors.js';

/** A worker of a page, whose program is `import '@org/core/worker'`. */
export interface WebWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: never }) => void): void;
}

export type Runner = 'main' | 'worker' | WebWorker;

let setting: Runner = 'main';

/** Where what is compiled from now on will run. */
export const runner = (): Runner => setting;

const isWebWorker = (value: unknown): value is WebWorker =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'addEventListener' in value;

/**
 * Sets where sessions run: `'main'`, on the thread of the program, which waits for each run, up to a sixth of a second; or `'worker'`, on
 * one beside it, so that servers answer and pages move while models train. It holds for what is compiled from then on, so set it first.
 * In a browser give a worker of your own, whose program is `import '@org/core/worker'`, since bundlers have to see it.
 *
 * @throws ValueError for what is no runner
 * @example
 * setRunner('worker');
 * await tensor([1, 2]).add(1).array(); // [2, 3]
 * setRunner('main');
 */
export function setRunner(runner: Runner): void {
  if (runner !== 'main' && runner !== 'worker' && !isWebWorker(runner)) {
    throw new ValueError('There is no such runner.', {
      expected: "'main', 'worker' or a Worker",
      received: typeof runner === 'string' ? `'${runner}'` : `a value of type ${typeof runner}`,
    });
  }
  if (runner === 'worker' && !globalThis.process?.getBuiltinModule) {
    throw new ValueError("In a browser, give the worker itself instead of 'worker'.", {
      hint: "a file with the line import '@org/core/worker', and new Worker(new URL('./that-file.js', import.meta.url), { type: 'module' }).",
    });
  }
  setting = runner;
}
