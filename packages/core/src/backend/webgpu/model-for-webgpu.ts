/** The ONNX model of a graph, as WebGPU runs it. */
import type { Graph } from '../../graph/node.js';
import type { GraphProto, NodeProto } from '../../onnx/proto.js';
import { largeForms } from '../../primitives/large-forms.js';
import type { Capabilities } from '../backend.js';
import { cpuCapabilities } from '../cpu/cpu.js';
import { type OnnxModel, onnxModel } from '../onnx-model.js';
import { type Adapted, adaptModel } from './adapt-model.js';
import type { Traits } from './kernels.js';
import { narrowType } from './narrow-types.js';
import { smallProducts } from './small-products.js';
import { software, softwareEarly } from './software.js';
import { sumByElement } from './software-sums.js';

const usual = cpuCapabilities();

export const capabilitiesOf = ({ wide, emulated }: Pick<Traits, 'wide' | 'emulated'>): Capabilities => ({
  ...usual,
  large: emulated ? { ...largeForms, sum: sumByElement } : largeForms,
  boundary: (dtype) => (wide ? usual.boundary(dtype) : narrowType(usual.boundary(dtype))),
  keepsNan: false,
  has64Bits: false,
  // The nodes of loops are on the processor, which would wait for the device in each turn.
  loops: 'steps',
  memory: 'device',
  early: emulated ? softwareEarly : [],
  passes: emulated ? software : [smallProducts],
});

export interface WebgpuModel extends OnnxModel, Omit<Adapted, 'graph'> {
  /** All nodes, but for those of bodies. */
  readonly nodes: readonly NodeProto[];
}

export function modelForWebgpu(graph: Graph, traits: Traits): WebgpuModel {
  let adapted: Adapted | null = null;
  const adapt = (proto: GraphProto): GraphProto => {
    adapted = adaptModel(proto, traits);
    return adapted.graph;
  };
  const model = onnxModel(graph, capabilitiesOf(traits), { adapt });
  const { graph: proto, ...notes } = adapted!;
  return { ...model, ...notes, nodes: proto.node };
}
