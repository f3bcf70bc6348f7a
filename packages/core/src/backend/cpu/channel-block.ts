import { buildModel, GraphBuilder } from '../../onnx/graph-builder.js';
import type { OnnxRuntime } from '../onnx-runtime.js';

/**
 * How many channels the processor's convolutions take at a time; 0 where they do not. It is not to be asked for, but to be seen: in
 * blocks, the second pixel of the first channel comes after the first pixel of a whole block.
 */
export async function measureChannelBlock(runtime: OnnxRuntime): Promise<number> {
  const shape = [1, 64, 1, 2];
  const graph = new GraphBuilder('block');
  const domain = 'com.microsoft.nchwc';
  const [reordered] = graph.node('ReorderInput', [graph.input('x', 'float32', shape)], { domain });
  graph.output(reordered!, 'float32', shape);
  const names = { inputNames: ['x'], outputNames: [reordered!] };
  try {
    const session = await runtime.createSession(buildModel(graph), { ...names, parallel: false });
    const data = Float32Array.from({ length: 128 }, (_, i) => i);
    const [result] = await session.run([{ dtype: 'float32', shape, data }]);
    await session.release();
    const block = (result!.data as Float32Array).indexOf(1);
    return block > 1 ? block : 0;
  } catch {
    return 0;
  }
}
