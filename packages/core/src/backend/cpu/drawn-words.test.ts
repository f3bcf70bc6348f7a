import '../../ops/methods.js';
import { evaluateGraph } from '../../graph/evaluate.js';
import { topologicalOrder } from '../../graph/node.js';
import { makesWords } from '../../graph/work.js';
import * as random from '../../random/index.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { runGraph } from '../../testing/run-graph.js';
import { vmap } from '../../transforms/vmap.js';
import { drawnWords } from './drawn-words.js';

declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

const keySpec = { shape: [2], dtype: 'uint32' } as const;
const key = tensor(new Uint32Array([3, 9]));
const namesOf = (outputs: readonly Tensor[]) => topologicalOrder(outputs).map(({ primitive }) => primitive.name);

/** Normal numbers for two keys made from one. */
function noise(from: Tensor): Tensor {
  const keys = random.split(from);
  return random.normal(keys.at(0), [40, 50]).add(random.normal(keys.at(1), [40, 50]));
}

test('words of a key that is an input, or made from one, are drawn first', () => {
  const input = placeholder(keySpec);
  const { before: words, graph } = drawnWords({ inputs: [input], outputs: [noise(input)] });
  expect(words.map(({ shape }) => shape)).toEqual([
    [40, 50],
    [40, 50],
  ]);
  expect(graph.inputs).toHaveLength(3);
  expect(topologicalOrder(graph.outputs).some(makesWords)).toBe(false);
});

test('both stages give what the whole gives', async () => {
  const input = placeholder(keySpec);
  const [inStages] = await runGraph({ inputs: [input], outputs: [noise(input)] }, [key.host!]);
  const [whole] = evaluateGraph([noise(key)]);
  Array.from(toNumbers(whole!)).forEach((value, i) => {
    expect(inStages!.data[i]).toBeCloseTo(value, 5);
  });
});

test('words of constant keys are drawn first as well, and what is made of them alone', () => {
  const { before, graph } = drawnWords({ inputs: [], outputs: [random.uniform(key, [3000])] });
  expect(before.map(({ dtype, shape }) => [dtype, shape])).toEqual([['float32', [3000]]]);
  expect(namesOf(graph.outputs)).toEqual([]);
});

test('a number that comes with the key is part of it, a tensor ends it', () => {
  const [input, scale] = [placeholder(keySpec), placeholder({ shape: [], dtype: 'float32' })];
  const row = placeholder({ shape: [50], dtype: 'float32' });
  const drawn = random.normal(input, [200, 50]).mul(scale);
  const stages = drawnWords({ inputs: [input, scale, row], outputs: [drawn.add(row), drawn] });
  expect(stages.before.map(({ dtype }) => dtype)).toEqual(['float32']);
  expect(namesOf(stages.graph.outputs)).toEqual(['add']);
  expect(stages.graph.outputs[1]).toBe(stages.graph.inputs[3]);
});

describe('what is drawn', () => {
  /** In float32, 1 - x² is rounded, which moves a normal number the further the rarer it is. */
  const close = (actual: ArrayLike<number>, expected: ArrayLike<number>) => {
    expect(actual).toHaveLength(expected.length);
    for (let i = 0; i < expected.length; i++) {
      const y = expected[i]!;
      const tolerance = 2 ** -20 * Math.max(1, Math.abs(y)) + 2 ** -24 * Math.exp((y * y) / 2);
      if (Math.abs(actual[i]! - y) > tolerance) expect(actual[i]).toBe(y);
    }
  };
  const cases: Record<string, (key: Tensor) => Tensor> = {
    normal: (k) => random.normal(k, [123, 77]),
    'normal of half precision': (k) => random.normal(k, [123, 77], { dtype: 'float16' }),
    truncated: (k) => random.truncatedNormal(k, -1, 2, [5001]),
    'a uniform with bounds': (k) => random.uniform(k, [5001], { minval: -3, maxval: 5 }),
    bernoulli: (k) => random.bernoulli(k, 0.3, [5001]).astype('float32'),
    'a mask that is put out': (k) => random.bernoulli(k, 0.3, [123, 77]),
    'a mask, and what it was compared from': (k) => {
      const u = random.uniform(k, [70, 80]);
      return u.lessEqual(0.25).astype('float32').mul(u);
    },
    words: (k) => random.bits(k, [5001]),
    'used twice': (k) => {
      const u = random.uniform(k, [70, 80]);
      return u.mul(2).sub(u).add(u.max(0));
    },
  };

  test.each(Object.keys(cases))('%s: as the plain evaluation has it', async (name) => {
    const input = placeholder(keySpec);
    const [ran] = await runGraph({ inputs: [input], outputs: [cases[name]!(input)] }, [key.host!]);
    const [plain] = evaluateGraph([cases[name]!(key)]);
    expect(ran!.dtype).toBe(plain!.dtype);
    close(toNumbers(ran!), toNumbers(plain!));
  });

  test('without the vectors of WebAssembly, the same', async () => {
    const validate = jest.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    const input = placeholder(keySpec);
    const [ran] = await runGraph({ inputs: [input], outputs: [random.normal(input, [4999])] }, [key.host!]);
    expect(validate).toHaveBeenCalled();
    validate.mockRestore();
    expect(ran).toEqual(evaluateGraph([random.normal(key, [4999])])[0]);
  });

  test('for several keys', async () => {
    const keys = tensor(new Uint32Array([1, 2, 3, 4, 5, 6]), [3, 2]);
    const draw = vmap((k: Tensor) => random.normal(k, [1501])) as (keys: Tensor) => Tensor;
    const [ran] = await runGraph({ inputs: [], outputs: [draw(keys)] });
    close(toNumbers(ran!), toNumbers(evaluateGraph([draw(keys)])[0]!));
  });

  test('twice a result has memory of its own each time', async () => {
    const input = placeholder(keySpec);
    const x = random.normal(input, [5000]);
    const [first, second] = await runGraph({ inputs: [input], outputs: [x, x] }, [key.host!]);
    expect(second).toEqual(first);
    expect(second!.data.buffer).not.toBe(first!.data.buffer);
  });
});

test('words of a key that much has to be computed for stay', () => {
  const input = placeholder({ shape: [5000], dtype: 'uint32' });
  const outputs = [random.uniform(random.foldIn(key, input.max()), [100])];
  const { before: words, graph } = drawnWords({ inputs: [input], outputs });
  expect(words).toEqual([]);
  expect(namesOf(graph.outputs)).toEqual(namesOf(outputs));
});

test('a graph without words stays as it is', () => {
  const outputs = [tensor([1, 2]).add(1)];
  const { before: words, graph } = drawnWords({ inputs: [], outputs });
  expect(words).toEqual([]);
  expect(graph.outputs[0]).toBe(outputs[0]);
});
