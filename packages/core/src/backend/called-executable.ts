import { is } from '../graph/match.js';
import type { Graph, Node } from '../graph/node.js';
import { callPrimitive } from '../primitives/call.js';
import { device } from './devices.js';
import { Executable } from './executable.js';

/** Elements up to which a value that a compiled function closes over becomes a constant of the model. */
const EMBEDDED = 1024;

const executables = new WeakMap<Graph, Map<string, Executable>>();

/** What runs the body of a compiled function's call on a device, made when it is first needed; null for any other node. */
export function calledExecutable(node: Node, place: string = device()): Executable | null {
  if (!is(node, callPrimitive) || !node.attributes.isAlone) return null;
  return executableFor(node.attributes.body, place);
}

/** What runs a body on a device. */
export function executableFor(body: Graph, place: string = device()): Executable {
  const known = executables.get(body) ?? new Map<string, Executable>();
  executables.set(body, known);
  const executable = known.get(place) ?? new Executable(body, EMBEDDED, place);
  known.set(place, executable);
  return executable;
}
