/** Which constants of a file are parameters of the network. */
import { isFloat } from '../../dtype.js';
import { nodesWithin } from '../bodies.js';
import { type GraphProto, type NodeProto, onnxTypes, type TensorProto } from '../proto.js';
import { operatorOf } from './functions.js';

export interface FoundParameter {
  readonly tensor: TensorProto;
  readonly isSetting: boolean;
}

const FLOATS: ReadonlySet<number> = new Set(
  Object.entries(onnxTypes).flatMap(([dtype, type]) => (isFloat(dtype as keyof typeof onnxTypes) ? [type] : [])),
);

/** Values from shapes on: what is known of a tensor before it is computed. */
const ASKS_FOR_SHAPE: ReadonlySet<string> = new Set(['Shape', 'Size']);

/**
 * The float constants of the outermost graph, without those from which shapes are computed. Numbers of rank 0, and what operators say
 * is a setting, training leaves alone.
 */
export function parametersOf(graph: GraphProto): FoundParameter[] {
  const all = nodesWithin(graph);
  const makers = new Map<string, NodeProto>();
  for (const node of all) for (const name of node.output) makers.set(name, node);
  const settings = new Set<string>();
  const ofShapes = new Set<string>();
  const follow = (name: string): void => {
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next === '' || ofShapes.has(next)) continue;
      ofShapes.add(next);
      const maker = makers.get(next);
      if (maker && !ASKS_FOR_SHAPE.has(maker.opType)) pending.push(...maker.input);
    }
  };
  for (const node of all) {
    const positions = operatorOf(node)?.positions;
    for (const i of positions?.settings ?? []) settings.add(node.input[i] ?? '');
    for (const i of positions?.shapes ?? []) follow(node.input[i] ?? '');
  }
  return graph.initializer
    .filter(({ dataType, name }) => FLOATS.has(dataType) && !ofShapes.has(name ?? ''))
    .map((tensor) => ({ tensor, isSetting: tensor.dims.length === 0 || settings.has(tensor.name ?? '') }));
}
