import * as ops from '../../ops/index.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import type { Tolerance } from '../../testing/close.js';
import { assertOutputs, type RecordedCase, recordedCases } from '../../testing/recorded-models.js';
import { runModel } from '../../testing/run-graph.js';
import { grad } from '../../transforms/index.js';
import { exportFunction } from '../export-function.js';
import { importModel } from './imported-model.js';

/** The tests of the ONNX project allow 1e-3, and more where types are shorter. */
const tolerances: Partial<Record<string, Tolerance>> = {
  float16: { rtol: 1e-2, atol: 1e-3 },
  bfloat16: { rtol: 2e-2, atol: 1e-2 },
};
const tolerance = (dtype: string): Tolerance => tolerances[dtype] ?? { rtol: 1e-3, atol: 1e-6 };

const check = ({ name, bytes, inputs, outputs }: RecordedCase): Promise<void> =>
  assertOutputs(name, importModel(bytes).run(inputs.map(fromHost)), outputs, tolerance);

describe('operators give what the tests of the ONNX project expect', () => {
  const byOperator = new Map<string, RecordedCase[]>();
  for (const each of recordedCases('operator-cases')) {
    byOperator.set(each.operator, [...(byOperator.get(each.operator) ?? []), each]);
  }

  it.each([...byOperator].sort())('%s', async (_operator, cases) => {
    for (const each of cases) await check(each);
  });
});

describe("networks of PyTorch's exporters give what PyTorch computes", () => {
  it.each(recordedCases('torch-models').map((each) => [each.name, each] as const))('%s', async (name, each) => {
    await check(each);
    if (!each.gradient) return;
    const model = importModel(each.bytes);
    const loss = (x: Tensor): Tensor => ops.sum(ops.square(model.run([x])[0]!));
    const slope = grad(loss)(fromHost(each.inputs[0]!)) as Tensor;
    await assertOutputs(`gradient of ${name}`, [slope], [each.gradient], () => ({ rtol: 1e-3, atol: 1e-4 }));
  });
});

describe('networks with a free batch', () => {
  const traced = recordedCases('torch-models').filter(({ name }) => name.includes('traced'));

  it.each(traced.map((each) => [each.name, each] as const))(
    'keep it when they are written again: %s',
    async (name, { bytes }) => {
      const model = importModel(bytes);
      const [input] = model.inputs;
      const shape = input!.shape!.map((dim) => (typeof dim === 'number' ? dim : null));
      const outputNames = model.outputs.map((_, i) => `y${i}`);
      const written = await exportFunction(
        (x) => model.run([x]),
        [{ name: 'x', shape, dtype: input!.dtype! }],
        outputNames,
      );
      const size = shape.map((dim) => dim ?? 3);
      const x = ops.cast(
        ops.multiply(ops.sin(ops.reshape(ops.arange(size.reduce((a, b) => a * b)), size)), 3),
        input!.dtype!,
      );
      const values = [await x.read()];
      const names = { inputNames: [input!.name], outputNames: model.outputs.map((output) => output.name) };
      const expected = await runModel(bytes, names, values);
      const again = await runModel(written, { inputNames: ['x'], outputNames }, values);
      await assertOutputs(name, again.map(fromHost), expected, () => ({ rtol: 1e-4, atol: 1e-5 }));
    },
  );
});
