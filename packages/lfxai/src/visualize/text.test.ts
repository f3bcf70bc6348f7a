import { tensor } from '@org/core';
import { VisualizationDataRecord, visualizeText } from './index.js';

const record = (words: readonly string[], attributions: ConstructorParameters<typeof VisualizationDataRecord>[0]) =>
  new VisualizationDataRecord(attributions as number[], 0.875, 'pos', 1, 'pos', 1.5, words, 0.01);
const colors = (html: string) =>
  [...html.matchAll(/<mark style="background-color: (hsl\([^)]*\))/g)].map(([, it]) => it);

test('words stand on colours of their attributions, which are those of captum', async () => {
  const values = [-2, -1, -0.51, -0.01, 0, 0.01, 0.333, 0.99, 1, 3];
  const words = values.map((_, i) => `w${i}`);
  // _get_color of captum 0.8 for these values.
  const expected = [60, 60, 80, 100, 100, 100, 84, 51, 50, 50].map(
    (light, i) => `hsl(${i > 4 ? 120 : 0}, 75%, ${light}%)`,
  );
  expect(colors(await visualizeText([record(words, values)]))).toEqual(expected);
  expect(colors(await visualizeText([record(words, tensor(values))]))).toEqual(expected);
});

test('a row tells classes and scores; special tokens are shown, and no text becomes HTML', async () => {
  const html = await visualizeText([record(['<pad>', 'a<b>c', '<<x>>'], [0, 0.5, 1])]);
  const [, row] = html.split('<tr>').slice(1);
  const texts = row!
    .replace(/<[^>]*>/g, '|')
    .split(/\|+/)
    .filter((text) => text.trim() !== '');
  expect(texts.map((text) => text.trim())).toEqual(['1', 'pos (0.88)', 'pos', '1.50', '#pad', 'a&lt;b&gt;c', '#x']);
});

test('the legend can be left out, and records take names', async () => {
  const named = new VisualizationDataRecord({
    ...{ wordAttributions: [], predProb: 1, predClass: 0, trueClass: 0, attrClass: 0, attrScore: 0, rawInputIds: [] },
  });
  expect(await visualizeText([named])).toContain('Legend: ');
  expect(await visualizeText([named], false)).toMatch(/^<table style="width: 100%"><tr>.*<td><\/td><\/tr><\/table>$/);
});

test.each([
  ['words without attributions', [0.1], /at least 2 attributions.*Received: 1/s],
  [
    'attributions of embeddings',
    tensor([
      [1, 2],
      [3, 4],
    ]),
    /shape \[words\].*Received: shape \[2, 2\]/s,
  ],
])('rejects %s', async (_what, attributions, message) => {
  await expect(visualizeText([record(['a', 'b'], attributions as number[])])).rejects.toMatchObject({
    name: 'ValueError',
    message: expect.stringMatching(message),
  });
});
