import '../../ops/methods.js';
import { evaluateGraph } from '../../graph/evaluate.js';
import { topologicalOrder } from '../../graph/node.js';
import { makesWords } from '../../primitives/random.js';
import * as random from '../../random/index.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { runGraph } from '../../testing/run-graph.js';
import { drawnWords } from './drawn-words.js';

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

test('words of constant keys are drawn first as well', () => {
  const { before: words, graph } = drawnWords({ inputs: [], outputs: [random.uniform(key, [3000])] });
  expect(words).toHaveLength(1);
  expect(namesOf(graph.outputs)).toEqual(['bits_to_fraction']);
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
