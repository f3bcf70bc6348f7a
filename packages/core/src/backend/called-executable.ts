import { is } from '../graph/match.js';
import type { Graph, Node } from '../graph/node.js';
import { callPrimitive } from '../primitives/call.js';
import { device } from './devices.js';
import { Executable } from './executable.js';

/** Elements up to which a value that a compiled function closes over becomes a constant of the model. */
const EMBEDDED = 1024;

/** Those of a graph by where they run, and how. */
const executables = new WeakMap<Graph, Map<string, Executable>>();

/** What runs the body of a compiled function's call on a device, made when it is first needed; null for any other node. */
export function calledExecutable(node: Node, place: string = device()): Executable | null {
  if (!is(node, callPrimitive) || !node.attributes.isAlone) return null;
  // What it makes for variables the next call begins with.
  const isStep = node.outputs.some(({ variable }) => variable !== null);
  return executableFor(node.attributes.body, place, isStep);
}

/** What runs a body on a device. @param isStep whether it runs again and again on what it made before */
export function executableFor(body: Graph, place: string = device(), isStep = false): Executable {
  const known = executables.get(body) ?? new Map<string, Executable>();
  executables.set(body, known);
  const key = isStep ? `${place} step` : place;
  const executable = known.get(key) ?? new Executable(body, EMBEDDED, place, isStep);
  known.set(key, executable);
  return executable;
}
