import type { Graph, Node } from '../graph/node.js';
import { Executable } from './executable.js';

/** Elements up to which a value that a compiled function closes over becomes a constant of the model. */
const EMBEDDED = 1024;

const executables = new WeakMap<Graph, Executable>();

/** What runs the body of a compiled function's call, made when it is first needed; null for any other node. */
export function calledExecutable(node: Node): Executable | null {
  if (node.primitive.name !== 'call') return null;
  const body = node.attributes.body as Graph;
  let executable = executables.get(body);
  if (!executable) {
    executable = new Executable(body, EMBEDDED);
    executables.set(body, executable);
  }
  return executable;
}
