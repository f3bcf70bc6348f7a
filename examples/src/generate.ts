/**
 * A small language model of characters, as today's are built: rotary embeddings, RMS normalization, gated feed-forward. It learns from the
 * documentation of this repository and writes a few lines in its manner. Each new character takes one compiled step, which looks at the
 * cached keys and values of those before.
 */
import { readFileSync } from 'node:fs';
import * as keras from '@org/models';
import { jit, ops, random, type Tensor, tensor } from '@org/models';

const { layers } = keras;
type KeyValueCache = keras.layers.KeyValueCache;

const WIDTH = 96;
const LENGTH = 64;
const WINDOW = 48;
const BATCH = 32;
const STEPS = 600;

class Block extends layers.Layer {
  // Nothing looks further back than in training, however long the text becomes.
  private readonly attention = new layers.MultiHeadAttention(4, WIDTH / 4, {
    useBias: false,
    slidingWindow: WINDOW,
    rotaryWavelength: 10000,
  });
  private readonly feedForward = new layers.GatedFeedForward(2 * WIDTH);
  private readonly attentionNorm = new layers.RMSNormalization();
  private readonly feedForwardNorm = new layers.RMSNormalization();

  override call(x: Tensor, { cache = null, index = 0 }: { cache?: KeyValueCache | null; index?: Tensor | 0 } = {}) {
    const normed = this.attentionNorm(x);
    const options = { useCausalMask: true, cache, cacheUpdateIndex: index };
    const attended = this.attention<Tensor | [Tensor, KeyValueCache]>(normed, normed, options);
    const [seen, next] = Array.isArray(attended) ? attended : [attended, null];
    const y = x.add(seen);
    const output = y.add(this.feedForward(this.feedForwardNorm(y)));
    return next ? [output, next] : output;
  }

  emptyCache(): KeyValueCache {
    return this.attention.emptyCache(1, 512);
  }
}

interface DecodingOptions {
  training?: boolean | null;
  caches?: KeyValueCache[] | null;
  /** How many characters the caches have seen. */
  index?: Tensor | 0;
}

class CharacterModel extends keras.Model {
  private readonly embedding: keras.layers.ReversibleEmbedding;
  private readonly blocks = [new Block(), new Block()];
  private readonly norm = new layers.RMSNormalization();

  constructor(readonly characters: readonly string[]) {
    super();
    this.embedding = new layers.ReversibleEmbedding(characters.length, WIDTH);
  }

  /** Logits of the next character at each place; with caches also these, grown by the characters. */
  override call(tokens: Tensor, { caches = null, index = 0 }: DecodingOptions = {}) {
    let x = this.embedding(tokens);
    const grown: KeyValueCache[] = [];
    this.blocks.forEach((block, i) => {
      const result = block<Tensor | [Tensor, KeyValueCache]>(x, { cache: caches?.[i] ?? null, index });
      if (Array.isArray(result)) grown.push(result[1]);
      x = Array.isArray(result) ? result[0] : result;
    });
    const logits = this.embedding(this.norm(x), { reverse: true });
    return caches ? [logits, grown] : logits;
  }

  /** Writes `length` more characters, drawn from the model's distribution; the lower the temperature, the likelier ones. */
  async generate(prompt: string, length: number, temperature = 0.6): Promise<string> {
    const seed = new keras.random.SeedGenerator(7);
    const step = jit((token: Tensor, caches: KeyValueCache[], index: Tensor) => {
      const [logits, grown] = this<[Tensor, KeyValueCache[]]>(token, { caches, index });
      const last = ops.reshape(logits, [1, this.characters.length]).div(temperature);
      return [random.categorical(last, 1, { seed, dtype: 'int32' }), grown] as [Tensor, KeyValueCache[]];
    });
    let caches = this.blocks.map((block) => block.emptyCache());
    let text = prompt;
    for (let i = 0; i < prompt.length + length - 1; i++) {
      const token = tensor([[this.characters.indexOf(text[i]!)]], [1, 1], 'int32');
      const [next, grown] = step(token, caches, tensor(i, [], 'int32'));
      caches = grown;
      if (i >= prompt.length - 1) text += this.characters[(await next.data())[0] as number];
    }
    return text;
  }
}

const text = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
const characters = [...new Set(text)].sort();
const codes = Int32Array.from(text, (character) => characters.indexOf(character));

// Windows of the text at random places, and the same moved on by one character.
const starts = await random.randint([BATCH * STEPS], 0, text.length - LENGTH - 1, { seed: 1 }).data();
const windows = (shift: number) =>
  tensor(
    Int32Array.from({ length: starts.length * LENGTH }, (_, i) => {
      return codes[Number(starts[Math.floor(i / LENGTH)]) + (i % LENGTH) + shift]!;
    }),
    [starts.length, LENGTH],
  );

keras.utils.setRandomSeed(1);
const model = new CharacterModel(characters);
model.compile({
  optimizer: new keras.optimizers.Adam(0.004, { clipnorm: 1 }),
  loss: new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
});
console.log(`Learning from ${text.length} characters, ${characters.length} different ones.\n`);
await model.fit(windows(0), windows(1), { batchSize: BATCH, epochs: 1, verbose: 2 });

const start = performance.now();
const written = await model.generate('Decisions are ', 360);
const perCharacter = (performance.now() - start) / 360;
console.log(`\n${written.replaceAll(/(.{1,78})(\s|$)/g, '  $1\n')}`);
console.log(`${perCharacter.toFixed(1)} ms a character.`);
