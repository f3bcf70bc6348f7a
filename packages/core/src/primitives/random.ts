/** Random bits as functions of a key and a counter. A key is two uint32 words; the same key always gives the same bits. */

import { PythonTypeError } from '../errors.js';
import type { Attributes, Node, Spec } from '../graph/node.js';
import { int, string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { emitOne, type Primitive, type Values } from '../op.js';
import { broadcastShapes, formatShape, requireShape, requireSizes, type Shape, sizeOf } from '../shape.js';
import { fromNumbers, type Numbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { definePrimitive } from './define-primitive.js';
import { GOLDEN, M1, M2 } from './hash-factors.js';
import { alignBatched, materializeBatch, reshape } from './movement.js';
import { broadcastOffsets } from './offsets.js';
import { PARITY, ROTATIONS, ROUNDS, threefry } from './threefry.js';

type Name = string;

/** uint32 arithmetic in an ONNX graph. */
class Words {
  constructor(private readonly lowering: Lowering) {}

  constant = (value: number): Name => this.lowering.scalar(value, 'uint32');
  add = (x: Name, y: Name): Name => this.lowering.op('Add', [x, y]);
  mul = (x: Name, factor: number): Name => this.lowering.op('Mul', [x, this.constant(factor)]);
  xor = (x: Name, y: Name): Name => this.lowering.op('BitwiseXor', [x, y]);
  shiftRight = (x: Name, by: number): Name =>
    this.lowering.op('BitShift', [x, this.constant(by)], { direction: string('RIGHT') });
  /** A product and a sum, since the runtime's bitwise kernels take several times as long. */
  rotateLeft = (x: Name, by: number): Name => this.add(this.mul(x, 2 ** by), this.shiftRight(x, 32 - by));

  /** Both words of a key, with `axes` of size 1 appended to their shape. */
  ofKey(key: Name, { shape }: Spec, axes: number): [Name, Name] {
    const lead = shape.length - 1;
    const trailing = Array.from({ length: axes }, (_, i) => lead + i);
    const word = (index: number): Name => {
      const gathered = this.lowering.op('Gather', [key, this.lowering.scalar(index, 'int64')], { axis: int(lead) });
      return lead === 0 || axes === 0
        ? gathered
        : this.lowering.op('Unsqueeze', [gathered, this.lowering.builder.ints(trailing)]);
    };
    return [word(0), word(1)];
  }

  /** The starts of counters, which are one or as many as keys, with the axes of the node's `shape` attribute behind. */
  spread(start: Name, { inputs, attributes }: Node<ShapeAttribute>): Name {
    const { rank } = inputs[1]!;
    if (rank === 0) return start;
    return this.lowering.op('Unsqueeze', [start, this.lowering.builder.ints(attributes.shape.map((_, i) => rank + i))]);
  }

  /** 0, 1, 2, ... in row-major order over the node's `shape` attribute. */
  counter(node: Node<ShapeAttribute>): Name {
    const { lowering } = this;
    const sizes = lowering.sizes(node, 'shape');
    const size = lowering.op('ReduceProd', [sizes], { keepdims: int(0) });
    const zero = lowering.scalar(0, 'int64');
    const flat = lowering.op('Range', [zero, size, lowering.scalar(1, 'int64')]);
    return lowering.op('Reshape', [lowering.cast(flat, 'uint32'), sizes], { allowzero: int(1) });
  }
}

function checkKey(op: string, { shape, dtype }: Spec): void {
  if (dtype === 'uint32' && shape[shape.length - 1] === 2) return;
  throw new PythonTypeError(`[${op}]: this is not a random key.`, {
    expected: 'a uint32 tensor of shape [2], or a batch of them',
    received: `${dtype} of shape ${formatShape(shape)}`,
    hint: 'make one by random.PRNGKey(seed).',
  });
}

/** The cipher as ONNX nodes. */
function threefryNodes(words: Words, [k0, k1]: [Name, Name], x: Name): [Name, Name] {
  const schedule = [k0, k1, words.xor(words.xor(k0, k1), words.constant(PARITY))];
  let x0 = k0;
  let x1 = words.add(x, k1);
  for (let round = 1; round <= ROUNDS; round++) {
    x0 = words.add(x0, x1);
    x1 = words.xor(words.rotateLeft(x1, ROTATIONS[(round - 1) & 7]!), x0);
    if ((round & 3) !== 0) continue;
    const group = round >> 2;
    x0 = words.add(x0, schedule[group % 3]!);
    x1 = words.add(x1, words.add(schedule[(group + 1) % 3]!, words.constant(group)));
  }
  return [x0, x1];
}

/** Whether each number is one more than the one before. */
function isCounted(values: Numbers): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]! + 1) return false;
  return true;
}

const threefryPrimitive: Primitive = definePrimitive({
  name: 'threefry2x32',
  words: 'given',
  infer: ([key, counter]) => {
    checkKey('threefry2x32', key!);
    return {
      shape: [...broadcastShapes('threefry2x32', key!.shape.slice(0, -1), counter!.shape), 2],
      dtype: 'uint32',
    };
  },
  batch: ([key, counter], [keyBatched, counterBatched]) => {
    // The key's last axis is no axis of the result: aligned with a counter of one axis more, it stays last.
    const wide = reshape(counter!, [...counter!.shape, 1]);
    const [k, c] = alignBatched([key!, wide], [keyBatched!, counterBatched!]);
    return [emitOne(threefryPrimitive, [k!, reshape(c!, c!.shape.slice(0, -1))], {})];
  },
  lower: (lowering, [key, counter], { inputs }) => {
    const words = new Words(lowering);
    const last = (name: Name) => lowering.op('Unsqueeze', [name, lowering.builder.ints([-1])]);
    const pair = threefryNodes(words, words.ofKey(key!, inputs[0]!, 0), counter!);
    return lowering.op('Concat', pair.map(last), { axis: int(-1) });
  },
  evaluate: ([key, counter], _attributes, [out]) => {
    const shape = out!.shape.slice(0, -1);
    const result = new Uint32Array(sizeOf(out!.shape));
    if (key!.values.length === 2 && isCounted(counter!.values)) {
      threefry(key!.values[0]!, key!.values[1]!, counter!.values[0]!, result, 'pairs');
      return result;
    }
    const keys = broadcastOffsets(key!.shape.slice(0, -1), shape);
    const counters = broadcastOffsets(counter!.shape, shape);
    const pair = new Uint32Array(2);
    for (let i = 0; i < keys.length; i++) {
      const k = 2 * keys[i]!;
      threefry(key!.values[k]!, key!.values[k + 1]!, counter!.values[counters[i]!]!, pair, 'pairs');
      // Of two numbers a copy one by one is many times quicker than that of an array.
      result[2 * i] = pair[0]!;
      result[2 * i + 1] = pair[1]!;
    }
    return result;
  },
  samples: [
    {
      inputs: [
        { shape: [2], dtype: 'uint32', values: [1, 4000000000] },
        { shape: [3], dtype: 'uint32', values: [0, 1, 4294967295] },
      ],
    },
    {
      inputs: [
        { shape: [2, 2], dtype: 'uint32', values: [0, 1, 2, 3] },
        { shape: [], dtype: 'uint32', values: [5] },
      ],
    },
  ],
});

/** The pair of words that each key makes of each counter; keys `[..., 2]` and counters are broadcast, the result is `[..., 2]`. */
export const threefry2x32 = (key: Tensor, counter: Tensor): Tensor => emitOne(threefryPrimitive, [key, counter], {});

interface ShapeAttribute extends Attributes {
  readonly shape: Shape;
}

/**
 * A source of `shape` words for each key: `[..., 2]` gives `[..., ...shape]`. A second input, a uint32 for all or for each of the
 * keys, is the first counter, for words that are made piece by piece; left out, it is 0.
 */
function bitSource(
  name: string,
  rule: {
    words: 'counted' | 'hashed';
    /** Operations for a word. */
    operations: number;
    nodes: (words: Words, key: [Name, Name], counter: Name) => Name;
    /** Fills `out` with the words for the counters from `start` on. */
    fill: (k0: number, k1: number, out: Uint32Array, start: number) => void;
  },
): (key: Tensor, shape: Shape, start?: number) => Tensor {
  const primitive: Primitive<ShapeAttribute> = definePrimitive<ShapeAttribute>({
    name,
    infer: ([key], { shape }) => {
      checkKey(name, key!);
      requireShape(name, shape);
      requireSizes(name, shape);
      return { shape: [...key!.shape.slice(0, -1), ...shape], dtype: 'uint32' };
    },
    // Keys with leading axes are what the op takes anyway.
    batch: (inputs, batched, attributes, size) => {
      const each = inputs.length > 1 && (batched[1] || inputs[1]!.rank > 0);
      return [emitOne(primitive, each ? materializeBatch(inputs, batched, size) : inputs, attributes)];
    },
    lower: (lowering, [key, start], node) => {
      const words = new Words(lowering);
      const pair = words.ofKey(key!, node.inputs[0]!, node.attributes.shape.length);
      const counter = words.counter(node);
      return rule.nodes(words, pair, start ? words.add(counter, words.spread(start, node)) : counter);
    },
    words: rule.words,
    work: ({ outputs: [output] }) => rule.operations * output!.size,
    evaluate: ([key, start], { shape }) => forEachKey(key!, sizeOf(shape), start?.values ?? [0], rule.fill),
    samples: [
      {
        inputs: [
          { shape: [2], dtype: 'uint32', values: [7, 11] },
          { shape: [], dtype: 'uint32', values: [40] },
        ],
        attributes: { shape: [2, 3] },
      },
      { inputs: [{ shape: [2], dtype: 'uint32', values: [7, 11] }], attributes: { shape: [2, 3] } },
      { inputs: [{ shape: [2], dtype: 'uint32', values: [0, 42] }], attributes: { shape: [] } },
      { inputs: [{ shape: [2, 2], dtype: 'uint32', values: [1, 2, 3, 4] }], attributes: { shape: [3] } },
    ],
  });
  return (key, shape, start) =>
    emitOne(primitive, start ? [key, fromHost(fromNumbers([start], 'uint32', []))] : [key], { shape });
}

function forEachKey(
  { values }: Values,
  size: number,
  starts: Numbers,
  fill: (k0: number, k1: number, out: Uint32Array, start: number) => void,
): Numbers {
  const out = new Uint32Array((values.length / 2) * size);
  for (let i = 0; i < values.length / 2; i++)
    fill(values[2 * i]!, values[2 * i + 1]!, out.subarray(i * size, (i + 1) * size), starts[i % starts.length]!);
  return out;
}

/** The bits of JAX's default generator, threefry2x32 in its partitionable form: word i is both halves of counter i, xored. */
export const randomBits = bitSource('random_bits', {
  words: 'counted',
  operations: 120,
  nodes: (words, key, counter) => words.xor(...threefryNodes(words, key, counter)),
  fill: (k0, k1, out, first) => threefry(k0, k1, first, out, 'joint'),
});

/** The finaliser; `between` is added after its first multiplication. */
function mix(value: number, between = 0): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), M1) + between;
  x = Math.imul(x ^ (x >>> 15), M2);
  return (x ^ (x >>> 16)) >>> 0;
}

function mixNodes(words: Words, value: Name, between?: Name): Name {
  const fold = (x: Name, by: number) => words.xor(x, words.shiftRight(x, by));
  const first = words.mul(fold(value, 16), M1);
  return fold(words.mul(fold(between ? words.add(first, between) : first, 15), M2), 16);
}

/** Cheap random bits for dropout and noise: good enough for masks, not for simulation. Not the bits of any other framework. */
export const hashBits = bitSource('hash_bits', {
  words: 'hashed',
  operations: 20,
  nodes: (words, [k0, k1], counter) => {
    const start = mixNodes(words, words.add(k1, mixNodes(words, words.add(k0, words.constant(GOLDEN)))));
    const between = mixNodes(words, words.xor(start, k0));
    return mixNodes(words, words.add(counter, start), between);
  },
  fill: (k0, k1, out, first) => {
    const start = mix(k1 + mix(k0 + GOLDEN));
    const between = mix(start ^ k0);
    for (let i = 0; i < out.length; i++) out[i] = mix(first + i + start, between);
  },
});

interface FractionAttributes extends Attributes {
  readonly width: number;
  readonly digits: number;
}

const fractionPrimitive: Primitive<FractionAttributes> = definePrimitive<FractionAttributes>({
  name: 'bits_to_fraction',
  elementwise: true,
  infer: ([bits]) => ({ shape: bits!.shape, dtype: 'float32' }),
  batch: ([bits], _batched, attributes) => [emitOne(fractionPrimitive, [bits!], attributes)],
  lower: (lowering, [bits], { attributes: { width, digits } }) => {
    const kept = lowering.scalar(2 ** width - 2 ** (width - digits), 'uint32');
    const leading = lowering.cast(lowering.op('BitwiseAnd', [bits!, kept]), 'float32');
    return lowering.op('Mul', [leading, lowering.scalar(2 ** -width, 'float32')]);
  },
  evaluate: ([bits], { width, digits }) => {
    const { values } = bits!;
    const result = new Float32Array(values.length);
    for (let i = 0; i < result.length; i++) result[i] = ((values[i]! % 2 ** width) >>> (width - digits)) / 2 ** digits;
    return result;
  },
  samples: [
    {
      inputs: [{ shape: [3], dtype: 'uint32', values: [0, 4294967295, 12345] }],
      attributes: { width: 32, digits: 23 },
    },
    {
      inputs: [{ shape: [3], dtype: 'uint32', values: [0, 4294967295, 12345] }],
      attributes: { width: 16, digits: 10 },
    },
  ],
});

/** The `digits` leading bits of the lowest `width` ones of each word, as a float32 fraction in [0, 1). */
export const bitsToFraction = (bits: Tensor, width: number, digits: number): Tensor =>
  emitOne(fractionPrimitive, [bits], { width, digits });
