import { modelForWebgpu } from '../backend/webgpu/model-for-webgpu.js';
import { software, softwareEarly } from '../backend/webgpu/software.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { inlineCalls } from '../graph/passes/inline-calls.js';
import { through } from '../graph/passes/optimize.js';
import { sizeOf } from '../shape.js';
import { toNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import { assertClose } from './close.js';
import { runModel } from './run-graph.js';

const traits = { float16: false, rough: new Set<string>(), wide: true, emulated: true };

/**
 * What a function of tensors of these shapes is lowered to where software stands for a GPU: its operators. The processor, which has them as well,
 * has computed by them what the evaluation gives.
 */
export async function operatorsOnSoftware(
  body: (...inputs: Tensor[]) => Tensor,
  ...shapes: number[][]
): Promise<string[]> {
  const hosts = shapes.map((shape, which) => ({
    dtype: 'float32' as const,
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * (7 + which)) % 11) / 8 - 0.5),
  }));
  const inputs = hosts.map(placeholder);
  const graph = through(software, inlineCalls(through(softwareEarly, { inputs, outputs: [body(...inputs)] })));
  const model = modelForWebgpu(graph, traits);
  const [found] = await runModel(model.bytes, model, hosts);
  const [expected] = evaluateGraph([body(...hosts.map(fromHost))]);
  expect(found!.shape).toEqual(expected!.shape);
  assertClose('value', toNumbers(found!), toNumbers(expected!), { rtol: 1e-5, atol: 1e-5 });
  return model.nodes.map(({ opType }) => opType);
}
