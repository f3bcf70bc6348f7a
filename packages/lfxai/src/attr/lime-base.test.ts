/** A function that adds up what words are worth: a regression on which words there are finds exactly that. */
import { ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { LimeBase, type LimeBaseOptions, SkLearnLinearRegression } from './index.js';

const worth = tensor([0, 2, -1, 0.5, 4]);
const text = tensor([[1, 4, 2, 3]], null, 'int32');
const sumOfWords = (words: Tensor): Tensor => ops.sum(ops.take(worth, words, { axis: 0 }), 1);

/** Every set of words but the empty one. */
function* sets(): Generator<Tensor> {
  for (let set = 1; set < 16; set++) yield tensor([[set & 1, (set >> 1) & 1, (set >> 2) & 1, (set >> 3) & 1]]);
}

/** The words that there are; texts get shorter. */
async function present(set: Tensor, words: Tensor): Promise<Tensor> {
  const kept = Array.from((await set.data()) as Float32Array).flatMap((there, i) => (there ? [i] : []));
  return ops.take(words, kept, { axis: 1 });
}

const limeOf = (options: Partial<LimeBaseOptions>) =>
  new LimeBase(sumOfWords, {
    interpretableModel: new SkLearnLinearRegression(),
    similarityFunc: (original, perturbed) => ops.exp(original.shape[1]! - perturbed.shape[1]!),
    perturbFunc: sets,
    perturbInterpretableSpace: true,
    fromInterpRepTransform: present,
    ...options,
  });

it.each([undefined, 1, 3])(
  'texts without some of their words, %p at once; the generator ends early',
  async (perturbationsPerEval) => {
    const attributions = await limeOf({}).attribute(text, { nSamples: 50, perturbationsPerEval });
    expectClose(await attributions.data(), [2, 4, -1, 0.5], { atol: 1e-5 });
  },
);

it('samples that a function draws one by one, of inputs that are changed', async () => {
  const drawn = sets();
  const lime = limeOf({
    perturbFunc: async (words) => present(drawn.next().value, words),
    perturbInterpretableSpace: false,
    fromInterpRepTransform: null,
    toInterpRepTransform: (changed, words) =>
      ops.cast(ops.any(ops.equal(ops.transpose(changed), words), 0, true), 'float32'),
    similarityFunc: () => 1,
  });
  const attributions = await lime.attribute(text, { nSamples: 15 });
  expectClose(await attributions.data(), [2, 4, -1, 0.5], { atol: 1e-5 });
});

it('no samples, no transform, several inputs', async () => {
  await expect(limeOf({ perturbFunc: function* () {} }).attribute(text)).rejects.toThrow('no samples');
  expect(() => limeOf({ fromInterpRepTransform: null })).toThrow('fromInterpRepTransform');
  await expect(limeOf({}).attribute([text, text])).rejects.toThrow('one input');
});
