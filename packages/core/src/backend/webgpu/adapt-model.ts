/** Writes a model for WebGPU: nodes without a kernel become others that have one, and it says which are left for the processor. */
import { type ElementTypes, enterOutputs, givenTypes } from '../../onnx/element-types.js';
import type { AttributeProto, GraphProto, NodeProto } from '../../onnx/proto.js';
import { Additions } from './additions.js';
import { hasKernel, type Traits } from './kernels.js';
import { substitutes } from './substitutes.js';

export interface Adapted {
  readonly graph: GraphProto;
  /** The nodes that WebGPU does not compute. */
  readonly onProcessor: readonly NodeProto[];
}

export function adaptModel(graph: GraphProto, traits: Traits): Adapted {
  const onProcessor: NodeProto[] = [];
  const added = new Additions();
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
        attribute: node.attribute.map((each) => adaptBody(each, types)),
      };
      enterOutputs(types, typed);
      const typesOf = (names: readonly string[]) => names.map((name) => types.get(name) ?? added.typeOf(name) ?? 0);
      const [inputs, outputs] = [typesOf(node.input), typesOf(node.output)];
      if (hasKernel(node, { inputs, outputs, isScalar }, traits)) {
        nodes.push(typed);
        return;
      }
      const parts = substitutes[node.opType]?.(typed, inputs, added);
      if (parts) {
        parts.forEach(place);
        return;
      }
      nodes.push(typed);
      onProcessor.push(typed);
    };
    graph.node.forEach(place);
    return { ...graph, node: nodes };
  };
  const adaptBody = (attribute: AttributeProto, types: ElementTypes): AttributeProto =>
    attribute.g ? { ...attribute, g: adapt(attribute.g, types) } : attribute;

  const adapted = adapt(graph);
  return { graph: { ...adapted, initializer: [...graph.initializer, ...added.constants.values()] }, onProcessor };
}
