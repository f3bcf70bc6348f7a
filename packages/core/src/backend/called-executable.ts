import { isCall } from '../graph/call-nodes.js';
import type { Graph, Node } from '../graph/node.js';
import { structureKey } from '../graph/structure.js';
import { Recent } from '../recent.js';
import { presentDevice } from './devices.js';
import { Executable, type Step } from './executable.js';

/** Elements up to which a value that a compiled function closes over becomes a constant of the model. */
const EMBEDDED = 1024;

/** Those of a graph by where they run, and how. */
const executables = new WeakMap<Graph, Map<string, Executable>>();

/** What runs the body of a compiled function's call. */
export type Runner = Pick<Executable, 'run'>;

const runners = new WeakMap<Graph, Map<string, Runner>>();

/** What was made ready for bodies, by their structure: a function that is traced anew in every call of whoever compiles it is made ready once. */
const ready = new Recent<Executable>({ entries: 128, weight: 2 ** 22, always: 4 });

/** What runs the body of a compiled function's call on a device, made when it is first needed; null for any other node. */
export function calledExecutable(node: Node, place: string = presentDevice()): Runner | null {
  if (!isCall(node) || !node.attributes.isAlone) return null;
  const { body, perCore } = node.attributes;
  // What it makes for variables the next call begins with.
  if (node.outputs.some(({ variable }) => variable !== null)) return executableFor(body, place, 1);
  return runnerOf(body, place, perCore);
}

/**
 * What runs the body of a call by itself.
 *
 * @param step where variables get results, once it has run
 */
export function runnerOf(body: Graph, place: string, perCore = false, step: Step = null): Runner {
  const known = runners.get(body) ?? new Map<string, Runner>();
  runners.set(body, known);
  const key = `${place} ${perCore} ${step}`;
  const runner = known.get(key) ?? runnerFor(body, place, perCore, step);
  known.set(key, runner);
  return runner;
}

/** By what was made ready for another body of this structure, values that both hold included. */
function runnerFor(body: Graph, place: string, perCore: boolean, step: Step): Runner {
  const key = `${place}:${perCore}:${step}:${structureKey(body, ({ host }) => host !== null)}`;
  const before = ready.get(key);
  if (before)
    return {
      // Where an error comes from, only the body itself knows.
      run: (inputs, fates, into) =>
        before
          .run(inputs, fates, into)
          .catch((error) => executableFor(body, place, step, perCore).locating(Promise.reject(error))),
    };
  const own = executableFor(body, place, step, perCore);
  ready.set(key, own, key.length);
  return own;
}

/**
 * What runs a body on a device.
 *
 * @param step whether it runs again and again on what it made before
 * @param perCore whether a run is for one core, beside others
 */
export function executableFor(
  body: Graph,
  place: string = presentDevice(),
  step: Step = null,
  perCore = false,
): Executable {
  const known = executables.get(body) ?? new Map<string, Executable>();
  executables.set(body, known);
  const key = `${place} ${step} ${perCore}`;
  const executable = known.get(key) ?? new Executable(body, EMBEDDED, place, step, perCore);
  known.set(key, executable);
  return executable;
}
