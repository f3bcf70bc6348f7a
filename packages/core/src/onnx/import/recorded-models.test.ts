import * as ops from '../../ops/index.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import type { Tolerance } from '../../testing/close.js';
import { assertOutputs, type RecordedCase, recordedCases } from '../../testing/recorded-models.js';
import { grad } from '../../transforms/index.js';
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
