import type { NodeOf } from '../../../graph/match.js';
import type { Graph } from '../../../graph/node.js';
import { inline, rewrite } from '../../../graph/rewrite.js';
import { isScan, type ScanAttributes } from '../../../graph/scan-nodes.js';
import { equal } from '../../../primitives/compare.js';
import { scalar, sub, zerosLike } from '../../../primitives/elementwise.js';
import { gather } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { loop } from '../../../primitives/loop.js';
import { broadcastTo, reshape } from '../../../primitives/movement.js';
import { select } from '../../../primitives/select.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { canPack } from './pack-loops.js';

/** Numbers of stacked outputs up to which they may be written anew in each iteration, as losses are. */
const FEW = 4096;

/**
 * A scan that ends in the updates of an optimizer, as a training loop that is written as one, becomes a counted loop, since updates are
 * put together there, or done by kernels. An iteration takes its slices by its number, and puts its rows where they belong.
 *
 * @param isStepped whether iterations of the only loop of a graph are done one by one
 */
export function loopScans(graph: Graph, isStepped: (graph: Graph) => boolean = () => false): Graph {
  return rewrite(graph, (node, inputs, keep) => {
    if (!isScan(node) || node.attributes.carried === 0 || !hasFewRows(node)) return keep();
    const { carried } = node.attributes;
    const { body, rows } = iterationOf(node);
    const state = [...inputs.slice(0, carried), ...rows];
    const results = loop(scalar(node.attributes.length, 'int64'), body, null, state, inputs.slice(carried));
    return canPack(body, state.length) || isStepped({ inputs: graph.inputs, outputs: results }) ? results : keep();
  });
}

const hasFewRows = ({ outputs, attributes: { carried } }: NodeOf<ScanAttributes>): boolean => {
  const stacked = outputs.slice(carried);
  return stacked.reduce((total, { size }) => total + size, 0) <= FEW && stacked.every(isSelected);
};

/** The runtime selects numbers of these types alone. */
const isSelected = ({ dtype }: Tensor): boolean => dtype === 'float32' || dtype === 'int32';

/** The body as that of a loop, which carries what is stacked, and what it begins with. */
function iterationOf({ inputs, outputs, attributes }: NodeOf<ScanAttributes>): { body: Graph; rows: Tensor[] } {
  const { body, carried, scanned, length, reverse } = attributes;
  const iteration = placeholder({ shape: [], dtype: 'int32' });
  const own = inputs.map(placeholder);
  const held = outputs.slice(carried).map(placeholder);
  const row = reverse ? sub(scalar(length - 1, 'int32'), iteration) : iteration;
  const results = inline(
    body,
    own.map((x, i) => (i >= carried && i < carried + scanned ? gather(x, row, 0) : x)),
  );
  const stacked = held.map((whole, i) => {
    const isRow = equal(reshape(iota(length), [length, ...whole.shape.slice(1).map(() => 1)]), row);
    return select(isRow, broadcastTo(results[carried + i]!, whole.shape), whole);
  });
  return {
    body: {
      inputs: [iteration, ...own.slice(0, carried), ...held, ...own.slice(carried)],
      outputs: [...results.slice(0, carried), ...stacked],
    },
    rows: held.map(zerosLike),
  };
}
