import { LambdaCallback } from '../callbacks/index.js';
import { lineModel, weightOf } from '../callbacks/testing/line-model.js';
import { PyDataset } from './py-dataset.js';

class Line extends PyDataset {
  readonly asked: number[] = [];
  epochs = 0;
  underWay = 0;
  most = 0;

  override get length(): number {
    return 4;
  }

  override async getItem(index: number): Promise<unknown> {
    this.asked.push(index);
    this.most = Math.max(this.most, ++this.underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.underWay -= 1;
    return [[[index + 1]], [[2 * (index + 1)]]];
  }

  override onEpochEnd(): void {
    this.epochs += 1;
  }
}

describe('PyDataset', () => {
  it('is data for fit, evaluate and predict', async () => {
    const model = lineModel({ optimizer: 'adam' });
    const data = new Line();
    const history = await model.fit(data, {
      epochs: 2,
      verbose: 0,
      shuffle: false,
      validationData: new Line() as never,
    });
    expect(data.asked).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(data.epochs).toBe(2);
    expect(history.params.steps).toBe(4);
    expect(history.history.val_loss).toHaveLength(2);
    model.setWeights([[[1]]]);
    // The mean of (i + 1)².
    expect(await model.evaluate(data, { verbose: 0 })).toBeCloseTo(7.5);
    expect(await (await model.predict(data, { verbose: 0 })).array()).toEqual([[1], [2], [3], [4]]);
  });

  it('shuffles batches', async () => {
    const data = new Line();
    await lineModel().fit(data, { epochs: 8, verbose: 0 });
    const epochs = Array.from({ length: 8 }, (_, i) => data.asked.slice(4 * i, 4 * i + 4));
    for (const each of epochs) expect([...each].sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(epochs.map(String)).size).toBeGreaterThan(1);
  });

  it('asks for several batches at a time if it may', async () => {
    const [one, several] = [new Line(), new Line({ workers: 3 })];
    for (const data of [one, several]) for await (const batch of data) expect(batch).toHaveLength(2);
    expect([one.most, several.most]).toEqual([1, 3]);
    expect(several.asked).toEqual([0, 1, 2, 3]);
  });

  it('may have no end', async () => {
    class Endless extends Line {
      override get numBatches(): null {
        return null;
      }
    }
    const seen: number[] = [];
    const data = new Endless();
    const callbacks = new LambdaCallback({ onEpochEnd: (epoch) => void seen.push(epoch) });
    await lineModel().fit(data, { epochs: 2, stepsPerEpoch: 3, verbose: 0, callbacks });
    expect(seen).toEqual([0, 1]);
    expect(data.asked).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('says what a subclass lacks, and what does not go with it', async () => {
    const empty = new PyDataset();
    expect(() => empty.getItem(0)).toThrow('PyDataset must define getItem(index).');
    expect(() => empty.length).toThrow('PyDataset must define length');
    await expect(lineModel().fit(new Line(), [[1]])).rejects.toThrow(/stands for all data[\s\S]*Received: y/);
    class Broken extends Line {
      override async getItem(): Promise<never> {
        throw new Error('no such file');
      }
    }
    await expect(lineModel().fit(new Broken({ workers: 3 }))).rejects.toThrow('no such file');
    expect(await weightOf(lineModel())).toBe(0);
  });
});
