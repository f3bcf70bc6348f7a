/** Writes a model for WebGPU: nodes without a kernel become others that have one, and it says which are left for the processor. */
import { withBodies } from '../../onnx/bodies.js';
import { type ElementTypes, enterOutputs, givenTypes } from '../../onnx/element-types.js';
import type { GraphProto, NodeProto } from '../../onnx/proto.js';
import { Additions } from './additions.js';
import { hasKernel, isTaken, needsChannelsFirst, type Traits } from './kernels.js';
import { narrowTypes } from './narrow-types.js';
import { substitutes } from './substitutes.js';

export interface Adapted {
  readonly graph: GraphProto;
  /** The nodes that WebGPU does not compute. */
  readonly onProcessor: readonly NodeProto[];
  /** The names of those of them that the runtime would give to WebGPU all the same. It takes 8 KB of names, so they are short. */
  readonly refused: readonly string[];
  /** The layout that its convolutions are right in, and fast. */
  readonly layout: 'NCHW' | 'NHWC';
}

export function adaptModel(given: GraphProto, traits: Traits): Adapted {
  const onProcessor: NodeProto[] = [];
  const refused: string[] = [];
  let isChannelsFirst = false;
  const added = new Additions();
  const graph = traits.wide ? given : narrowTypes(given, added);
  const scalars = new Set(
    graph.initializer.filter(({ dims }) => dims.every((size) => Number(size) === 1)).map(({ name }) => name!),
  );
  const isScalar = (name: string): boolean => scalars.has(name);

  const adapt = (graph: GraphProto, outer?: ElementTypes): GraphProto => {
    const types = givenTypes(graph, outer);
    const nodes: NodeProto[] = [];
    const place = (node: NodeProto): void => {
      const typed = {
        ...node,
        name: node.name ?? added.fresh(),
        attribute: node.attribute.map((each) => withBodies(each, (body) => adapt(body, types))),
      };
      for (const name of node.input) if (added.typeOf(name)) types.set(name, added.typeOf(name)!);
      enterOutputs(types, typed);
      const typesOf = (names: readonly string[]) => names.map((name) => types.get(name) ?? 0);
      const nodeTypes = { inputs: typesOf(node.input), outputs: typesOf(node.output), isScalar };
      const isComputed = hasKernel(node, nodeTypes, traits);
      const parts = isComputed ? null : substitutes[node.opType]?.(typed, nodeTypes.inputs, added);
      if (parts) {
        parts.forEach(place);
        return;
      }
      nodes.push(typed);
      isChannelsFirst ||= needsChannelsFirst(node);
      if (isComputed) return;
      onProcessor.push(typed);
      // The transposes of the other layout move through casts, to where the device cannot compute.
      isChannelsFirst ||= !traits.float16 && node.opType === 'Cast';
      if (!isTaken(node, nodeTypes)) return;
      typed.name = `${positionOf(typed.name)}${refused.length.toString(36)}`;
      refused.push(typed.name);
    };
    graph.node.forEach(place);
    return { ...graph, node: nodes };
  };
  const adapted = adapt(graph);
  const initializer = [...graph.initializer, ...added.constants.values()];
  return { graph: { ...adapted, initializer }, onProcessor, refused, layout: isChannelsFirst ? 'NCHW' : 'NHWC' };
}

/** With what the name of a node begins that was made of one of the graph (runtime-error.ts); else with what no other name does. */
const positionOf = (name: string): string => /^\d+:/.exec(name)?.[0] ?? 'webgpu:';
