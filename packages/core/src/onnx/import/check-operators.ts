/** What a model asks for is looked at before anything is built of it, so that one error says all that is missing. */
import { NotImplementedError, ValueError } from '../../errors.js';
import { nodesWithin } from '../bodies.js';
import type { ModelProto } from '../proto.js';
import { type Functions, operatorName, operatorOf } from './functions.js';

/** Versions of ONNX's operator set that are read: before 7, operands were broadcast by other rules. */
const OLDEST = 7;
const NEWEST = 28;

/** @throws NotImplementedError that names all operators which are not read, or for a version of the operator set that is not */
export function assertReadable({ graph, functions = [] }: ModelProto, known: Functions): void {
  const version = known.opsets.get('');
  if (version !== undefined && !(version >= OLDEST && version <= NEWEST)) {
    throw new NotImplementedError('The model is of a version of the operator set that is not read.', {
      expected: `${OLDEST} to ${NEWEST}`,
      received: String(version),
      hint: 'export it for a version among these.',
    });
  }
  const missing = new Set<string>();
  for (const node of [graph, ...functions].flatMap(nodesWithin)) {
    if (!known.called(node) && !operatorOf(node)) missing.add(operatorName(node));
  }
  if (missing.size > 0) {
    throw new NotImplementedError('The model has operators that are not read.', {
      received: [...missing].sort().join(', '),
    });
  }
  const names = new Set<string>();
  for (const { name } of [...graph.input, ...graph.initializer]) names.add(name ?? '');
  if (names.has('')) throw new ValueError('An input or a constant of the model has no name.');
}
