import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor, tensor } from '@org/core';
import { Dense, InputSpec } from '@org/layers';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Model } from '../model.js';

class Halves extends Model {
  readonly dense = new Dense(2);
  override call(x: Tensor): [Tensor, Tensor] {
    const y = this.dense(x);
    return [y, y.div(2)];
  }
}

const newFile = async (name: string): Promise<string> => join(await mkdtemp(join(tmpdir(), 'keras-')), name);

describe('export', () => {
  it('takes a subclass as it was called', async () => {
    const model = new Halves();
    const [whole] = model<[Tensor, Tensor]>(tensor([[1, 2, 3]], null, 'float32'));
    const path = await newFile('model.onnx');
    await model.export(path);
    const session = await InferenceSession.create(path);
    expect([session.inputNames, session.outputNames]).toEqual([['input'], ['output_0', 'output_1']]);
    const input = new OrtTensor('float32', Float32Array.of(1, 2, 3, 1, 2, 3), [2, 3]);
    const { output_0, output_1 } = await session.run({ input });
    const expected = [...((await whole.data()) as Float32Array)];
    expect(output_0!.dims).toEqual([2, 2]);
    [...expected, ...expected].forEach((value, i) => {
      expect((output_0!.data as Float32Array)[i]).toBeCloseTo(value, 5);
      expect((output_1!.data as Float32Array)[i]).toBeCloseTo(value / 2, 5);
    });
  });

  it('takes inputs of a signature, and says where the file is', async () => {
    const said = jest.spyOn(console, 'log').mockImplementation();
    const path = await newFile('model.onnx');
    const inputSignature = [new InputSpec({ shape: [2, 3], dtype: 'float32', name: 'rows' })];
    await new Halves().export({ filepath: path, verbose: true, inputSignature });
    expect(said.mock.calls).toEqual([[`Saved artifact at '${path}'.`]]);
    said.mockRestore();
    const session = await InferenceSession.create(path);
    expect(session.inputMetadata).toMatchObject([{ type: 'float32', shape: [2, 3] }]);
    const none = new Halves().export(path, { inputSignature: new InputSpec({ ndim: 2 }) });
    await expect(none).rejects.toThrow('An input without a shape');
  });

  it('refuses a model that was never built', async () => {
    await expect(new Halves().export('unused.onnx')).rejects.toThrow('call the model on data first');
  });
});
