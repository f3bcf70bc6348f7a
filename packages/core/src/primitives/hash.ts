/** Hashes of whole numbers, as TensorFlow has them: which of some bins a number, or several numbers together, belong to. */

import type { Attributes } from '../graph/node.js';
import { crossWords, hashCross } from '../hashing/cross-hash.js';
import { farmHash64, hash1To3, hash4To7, hash8To16, hash17To32, hashBucketFast } from '../hashing/farmhash.js';
import { type HashKey, hashBucketStrong, type SipState, sipAbsorb, sipFinish, sipStart } from '../hashing/siphash.js';
import { wrap } from '../hashing/uint64.js';
import type { Lowering } from '../onnx/lowering.js';
import { definePrimitive, emitOne, type Primitive } from '../op.js';
import { broadcastShapes, type Shape } from '../shape.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { cast } from './cast.js';
import { type DecimalText, decimalText } from './decimal-text.js';
import { alignBatched } from './movement.js';
import { broadcastOffsets, pick } from './offsets.js';
import { type Name, words64 } from './words64.js';

/** FarmHash of texts of up to 20 bytes: the forms for all their lengths, of which each text takes its own. */
function farmHashNodes(lowering: Lowering, { length, word }: DecimalText): Name {
  const words = words64(lowering);
  const at = (position: number): Name => lowering.scalar(position, 'int64');
  const fromEnd = (count: number): Name => lowering.op('Sub', [length, at(count)]);
  const size = lowering.cast(length, 'uint64');
  const middle = lowering.op('Div', [length, at(2)]);
  const [head, tail] = [word(at(0), 8), word(fromEnd(8), 8)];
  const forms: [upTo: number, hash: Name][] = [
    [3, hash1To3(words, [word(at(0), 1), word(middle, 1), word(fromEnd(1), 1)], size)],
    [7, hash4To7(words, word(at(0), 4), word(fromEnd(4), 4), size)],
    [16, hash8To16(words, head, tail, size)],
  ];
  const longest = hash17To32(words, [head, word(at(8), 8), tail, word(fromEnd(16), 8)], size);
  return forms.reduceRight(
    (longer, [upTo, hash]) => select(lowering, lowering.op('LessOrEqual', [length, at(upTo)]), hash, longer),
    longest,
  );
}

/** SipHash of texts of up to 20 bytes: two words of eight bytes, where there are so many, and the rest. */
function sipHashNodes(lowering: Lowering, { length, word }: DecimalText, key: HashKey): Name {
  const words = words64(lowering);
  const at = (position: number): Name => lowering.scalar(position, 'int64');
  let state = sipStart(words, key);
  for (const start of [0, 8]) {
    const isWhole = lowering.op('GreaterOrEqual', [length, at(start + 8)]);
    const next = sipAbsorb(words, state, word(at(start), 8));
    state = state.map((word, i) => select(lowering, isWhole, next[i]!, word)) as unknown as SipState<Name>;
  }
  const rest = lowering.op('Mul', [lowering.op('Div', [length, at(8)]), at(8)]);
  return sipFinish(words, state, word(rest, 8), lowering.cast(length, 'uint64'));
}

/** The runtime chooses among signed words alone. */
function select(lowering: Lowering, condition: Name, x: Name, y: Name): Name {
  const chosen = lowering.op('Where', [condition, lowering.cast(x, 'int64'), lowering.cast(y, 'int64')]);
  return lowering.cast(chosen, 'uint64');
}

/** What remains of a hash, as int64. */
function binOf(lowering: Lowering, hash: Name, bins: number): Name {
  return lowering.cast(lowering.op('Mod', [hash, words64(lowering).constant(BigInt(bins))]), 'int64');
}

interface BucketAttributes extends Attributes {
  readonly bins: number;
  /** The halves of a key, as text. */
  readonly key: readonly string[] | null;
}

const keyOf = ({ key }: BucketAttributes): HashKey | null => key && [wrap(BigInt(key[0]!)), wrap(BigInt(key[1]!))];

/** Among them the shortest and the longest text for each form that a hash has. */
const NUMBERS = [0, -1, 7, 42, -99, 1234, -123456, 9999999, -12345678, 123456789012345, -9007199254740991] as const;
const numbers = { shape: [NUMBERS.length], dtype: 'int64', exactType: true, values: NUMBERS } as const;

const bucketPrimitive: Primitive<BucketAttributes> = definePrimitive<BucketAttributes>({
  name: 'hash_bucket',
  elementwise: true,
  infer: ([x]) => ({ shape: x!.shape, dtype: 'int64' }),
  batch: ([x], _batched, attributes) => [emitOne(bucketPrimitive, [x!], attributes)],
  lower: (lowering, [x], { attributes }) => {
    const key = keyOf(attributes);
    const text = decimalText(lowering, x!);
    return binOf(lowering, key ? sipHashNodes(lowering, text, key) : farmHashNodes(lowering, text), attributes.bins);
  },
  evaluate: ([x], attributes) => {
    const key = keyOf(attributes);
    const { bins } = attributes;
    const bin = (text: string) => (key ? hashBucketStrong(text, bins, key) : hashBucketFast(text, bins));
    return Float64Array.from(x!.values, (value) => bin(String(BigInt(value))));
  },
  samples: [null, ['133', '-137']].flatMap((key) => [
    { inputs: [numbers], attributes: { bins: 1e9 + 7, key } },
    { inputs: [{ ...numbers, shape: [], values: [-42] }], attributes: { bins: 10, key } },
  ]),
});

/**
 * Which of `bins` each whole number belongs to, by the hash of its decimal text: that of `hashBucketFast`, or with a key that of
 * `hashBucketStrong`. As int64.
 */
export function hashBucket(x: Tensor, bins: number, key: HashKey | null = null): Tensor {
  const whole = cast(x, 'int64');
  return x.size === 0 ? whole : emitOne(bucketPrimitive, [whole], { bins, key: key?.map(String) ?? null });
}

const pair = { bins: 1e9 + 7, halved: [false, false] };
const triple = { bins: 10, halved: [false, true] };

const broadcast = (a: Shape, b: Shape): Shape => broadcastShapes('hash_cross', a, b);

interface CrossAttributes extends Attributes {
  readonly bins: number;
  /** Which words come in two halves of 32 bits, the higher one first, as two inputs: those that no float64 holds. */
  readonly halved: readonly boolean[];
}

/** The words of a node, each made of its input or of its halves. */
const wordsOf = <Input, Word>(
  inputs: readonly Input[],
  { halved }: CrossAttributes,
  whole: (x: Input) => Word,
  joined: (high: Input, low: Input) => Word,
): Word[] => {
  let next = 0;
  const input = (): Input => inputs[next++]!;
  return halved.map((isHalved) => (isHalved ? joined(input(), input()) : whole(input())));
};

const crossPrimitive: Primitive<CrossAttributes> = definePrimitive<CrossAttributes>({
  name: 'hash_cross',
  elementwise: true,
  infer: (inputs) => ({ shape: inputs.map(({ shape }) => shape).reduce(broadcast), dtype: 'int64' }),
  batch: (inputs, batched, attributes) => [emitOne(crossPrimitive, alignBatched(inputs, batched), attributes)],
  lower: (lowering, inputs, { attributes }) => {
    const words = words64(lowering);
    const whole = (x: Name): Name => lowering.cast(x, 'uint64');
    const joined = (high: Name, low: Name): Name =>
      words.add(words.mul(whole(high), words.constant(2n ** 32n)), whole(low));
    return binOf(lowering, crossWords(words, wordsOf(inputs, attributes, whole, joined)), attributes.bins);
  },
  evaluate: (inputs, attributes, [out]) => {
    const columns = inputs.map(({ values, shape }) => pick(values, broadcastOffsets(shape, out!.shape)));
    const joined = (high: number, low: number): bigint => (BigInt(high) << 32n) + BigInt(low);
    return Float64Array.from({ length: columns[0]!.length }, (_, i) => {
      const row = columns.map((column) => column[i]!);
      return hashCross(wordsOf<number, bigint>(row, attributes, BigInt, joined), attributes.bins);
    });
  },
  samples: [
    { inputs: [numbers, { ...numbers, values: [...NUMBERS].reverse() }], attributes: pair },
    { inputs: [numbers, { ...numbers, shape: [2, 1], values: [3, -4] }, numbers], attributes: triple },
  ],
});

/** Texts as numbers that {@link hashCrossed} takes: the halves of their hashes. */
export function hashesOfTexts(texts: readonly string[], shape: Shape): [high: Tensor, low: Tensor] {
  const hashes = texts.map(farmHash64);
  const tensorOf = (half: (hash: bigint) => bigint): Tensor =>
    fromHost({ dtype: 'int64', shape, data: BigInt64Array.from(hashes, half) });
  return [tensorOf((hash) => hash >> 32n), tensorOf((hash) => hash & 0xffffffffn)];
}

/**
 * Which of `bins` each combination belongs to: what lies at the same place of several tensors of whole numbers, or halves of the hashes of
 * texts. As int64.
 */
export function hashCrossed(columns: readonly (Tensor | readonly [high: Tensor, low: Tensor])[], bins: number): Tensor {
  const inputs = columns.flat() as Tensor[];
  return emitOne(
    crossPrimitive,
    inputs.map((x) => cast(x, 'int64')),
    { bins, halved: columns.map(Array.isArray) },
  );
}
