/** Values computed twice, in JavaScript and by the runtime, and compared with what is expected. */
import { evaluateGraph } from '../graph/evaluate.js';
import { toNumbers } from '../tensor/host-array.js';
import { tensorTree } from '../transforms/tensor-tree.js';
import { flatten } from '../tree/nested.js';
import { assertClose } from './close.js';
import { runGraph } from './run-graph.js';

/**
 * Checks the tensors of a tree, and that both evaluations agree.
 *
 * @param expected the same tree with numbers and nested arrays of numbers
 */
export async function expectValues(actual: unknown, expected: unknown, rtol = 1e-5, atol = 2e-6): Promise<void> {
  const { tensors } = tensorTree(actual, 'trees');
  const reference = evaluateGraph(tensors).map(toNumbers);
  const computed = (await runGraph({ inputs: [], outputs: tensors })).map(toNumbers);
  computed.forEach((values, i) => {
    assertClose(`output ${i} of the runtime`, values, reference[i]!, { rtol: 1e-4, atol: 1e-5 });
  });
  const all = reference.flatMap((values) => Array.from(values));
  assertClose('values', all, flatten<unknown>(expected).map(Number), { rtol, atol });
}
