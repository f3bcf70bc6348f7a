import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KerasTensor, type Tensor, tensor } from '@org/core';
import { Dense, Embedding, Hashing, Input, InputSpec, StringLookup, TextVectorization } from '@org/layers';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Model } from '../model.js';
import { Sequential } from '../sequential.js';

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

describe('export of texts', () => {
  const vectorization = () => new TextVectorization({ vocabulary: ['a', 'b'], outputSequenceLength: 4 });
  const texts = (shape: number[]) => Input({ shape, dtype: 'string' });

  class Vectorizing extends Model {
    readonly vectorization = vectorization();
    override call(x: Tensor): Tensor {
      return this.vectorization(x) as Tensor;
    }
  }
  const called = (model: Model): Model => {
    model(tensor(['a b']));
    return model;
  };

  it.each<[string, () => Model]>([
    ['a sequential model', () => new Sequential([texts([1]), vectorization(), new Embedding(4, 3)])],
    ['one that was called', () => called(new Sequential([vectorization(), new Embedding(4, 3)]))],
    [
      'a functional model',
      () => {
        const x = texts([]);
        return new Model({ inputs: x, outputs: vectorization()(x) });
      },
    ],
    ['a subclass', () => called(new Vectorizing())],
    ['numbers of hashes', () => new Sequential([texts([1]), new Hashing(4)])],
    [
      'texts of numbers',
      () =>
        new Sequential([Input({ shape: [1], dtype: 'int64' }), new StringLookup({ vocabulary: ['a'], invert: true })]),
    ],
  ])('is refused: %s', async (_, make) => {
    const exported = make().export(await newFile('model.onnx'));
    await expect(exported).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringContaining('cannot be exported: layers of texts have no ONNX operators'),
    });
  });

  it('is refused for a signature of texts', async () => {
    const model = new Sequential([vectorization(), new Embedding(4, 3)]);
    const exported = model.export(await newFile('model.onnx'), { inputSignature: [new KerasTensor([null], 'string')] });
    await expect(exported).rejects.toThrow('layers of texts');
  });

  it('leaves other errors of such models as they are', async () => {
    class Wrong extends Vectorizing {
      override call(x: Tensor): Tensor {
        return this.vectorization(tensor(['a b'])).add(x) as Tensor;
      }
    }
    const model = new Wrong();
    model(tensor([1, 2, 3, 4], null, 'int32'));
    await expect(model.export(await newFile('model.onnx'))).rejects.toThrow('cannot be broadcast');
  });
});
