import { modelForWebgpu } from '../backend/webgpu/model-for-webgpu.js';
import { evaluateGraph } from '../graph/evaluate.js';
import type { Pass } from '../graph/passes/optimize.js';
import { product } from '../primitives/matmul.js';
import { sizeOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder } from '../tensor/tensor.js';

export type Product = [a: number[], b: number[], transposeA?: boolean, transposeB?: boolean];

const traits = { float16: true, rough: new Set<string>(), wide: true, emulated: false };

/** The model of a product, behind a pass of WebGPU's, and its operators. */
export function modelOfProduct(pass: Pass, [a, b, transposeA, transposeB]: Product) {
  const hosts = [a, b].map((shape, which) =>
    fromNumbers(
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * (7 + which)) % 11) / 8 - 0.5),
      'float32',
      shape,
    ),
  );
  const inputs = hosts.map(placeholder);
  const graph = pass({ inputs, outputs: [product(inputs[0]!, inputs[1]!, transposeA, transposeB)] });
  const model = modelForWebgpu(graph, traits);
  const [x, y] = hosts.map(fromHost);
  const [expected] = evaluateGraph([product(x!, y!, transposeA, transposeB)]);
  return { model, hosts, expected: expected!, operators: model.nodes.map(({ opType }) => opType) };
}
