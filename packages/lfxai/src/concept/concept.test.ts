import { ops, random, type Tensor, tensor } from '@org/core';
import { Input, layers, Sequential } from '@org/models';
import { Linear, Module } from '../nn/index.js';
import { Classifier, Concept, DefaultClassifier, TCAV } from './index.js';

const noise = (seed: number, rows: number) => random.normal([rows, 4], { seed }) as Tensor;
/** Rows in which the first feature is large, or the second. */
const shifted = (seed: number, feature: number) => noise(seed, 40).add(ops.oneHot(feature, 4).mul(6));

const hidden = new layers.Dense(4, { kernelInitializer: 'identity' });
const out = new layers.Dense(2);
const model = new Sequential([Input([4]), hidden, out]);
// Output 0 grows with the first feature, output 1 with the second.
out.setWeights([
  tensor(
    [
      [2, -1],
      [-1, 2],
      [0, 0],
      [0, 0],
    ],
    null,
    'float32',
  ),
  ops.zeros([2]),
]);

describe('DefaultClassifier', () => {
  it('tells what can be told apart, the same each time', async () => {
    const x = ops.concatenate([shifted(1, 0), shifted(2, 1)], 0);
    const y = [...new Array<number>(40).fill(3), ...new Array<number>(40).fill(7)];
    const [one, two] = [new DefaultClassifier(), new DefaultClassifier()];
    expect(await one.trainAndEval(x, y)).toEqual({ accs: 1 });
    await two.trainAndEval(x, y);
    expect(one.classes()).toEqual([3, 7]);
    const weights = (await one.weights().array()) as number[][];
    expect(weights).toEqual(await two.weights().array());
    expect(weights[0]![0]).toBeGreaterThan(5 * Math.abs(weights[0]![2]!));
    expect(weights[0]![1]).toBeLessThan(-5 * Math.abs(weights[0]![3]!));
  });

  it('needs two classes', async () => {
    await expect(new DefaultClassifier().trainAndEval(noise(1, 3), [0, 0, 0])).rejects.toThrow(/two classes/);
    expect(() => new DefaultClassifier().weights()).toThrow(/not trained/);
  });
});

describe('TCAV', () => {
  const first = new Concept(0, 'first', [shifted(3, 0)]);
  const second = new Concept(1, 'second', [[shifted(4, 1)]]);

  it('finds which concept an output owes to', async () => {
    const tcav = new TCAV(model, [hidden]);
    const name = '0-1';
    const scores = await tcav.interpret(noise(5, 10), [[first, second]], { target: 0 });
    expect(scores[name]![hidden.name]).toEqual({ signCount: [1, 0], magnitude: [1, 0] });
    const other = await tcav.interpret(noise(5, 10), [[second, first]], { target: 1 });
    expect(other['1-0']![hidden.name]!.signCount).toEqual([1, 0]);
  });

  it('takes layers by their names, and one without a list', async () => {
    class Held extends Module {
      readonly parts = [new Linear(4, 3), new Linear(3, 2)];
      forward(x: Tensor): Tensor {
        return this.parts.reduce((value, part) => part(value), x);
      }
    }
    const held = new Held();
    const given = [noise(5, 10), [[first, second]], { target: 0 }] as const;
    const byName = await new TCAV(held, ['parts.0']).interpret(...given);
    const byLayer = await new TCAV(held, held.parts[0]!).interpret(...given);
    expect(byName['0-1']!['parts.0']).toEqual(byLayer['0-1']![held.parts[0]!.name]);
    expect(Object.keys((await new TCAV(model, hidden.name).interpret(...given))['0-1']!)).toEqual([hidden.name]);
    expect(() => new TCAV(held, 'other')).toThrow(/no layer "other"/);
  });

  it('trains once, or when it is told to, with any classifier', async () => {
    let trainings = 0;
    class Fixed extends Classifier {
      override async trainAndEval() {
        trainings += 1;
        return null;
      }
      override weights() {
        return tensor(
          [
            [1, 0, 0, 0],
            [0, 1, 0, 0],
          ],
          null,
          'float32',
        );
      }
      override classes() {
        return [0, 1];
      }
    }
    const tcav = new TCAV(model, [hidden], { classifier: () => new Fixed() });
    const sets = [[first, second]];
    await tcav.interpret(noise(5, 4), sets, { target: 0 });
    await tcav.interpret(noise(5, 4), sets, { target: 1 });
    expect(trainings).toBe(1);
    await tcav.computeCavs(sets, { forceTrain: true });
    expect(trainings).toBe(2);
  });

  it('needs sets of concepts that differ', async () => {
    const twin = new Concept(first.id, 'twin', [noise(6, 3)]);
    for (const wrong of [[first], [first, twin, second], ['first', 'second'], first])
      await expect(new TCAV(model, [hidden]).computeCavs([wrong as never])).rejects.toThrow(/id of its own/);
  });

  it('needs examples', async () => {
    await expect(new TCAV(model, [hidden]).computeCavs([[new Concept(0, 'none', []), second]])).rejects.toThrow(
      /no examples[\s\S]*only once/,
    );
    await expect(new TCAV(model, [hidden]).computeCavs([[new Concept(0, 'none', null), second]])).rejects.toThrow(
      /no examples/,
    );
  });
});
