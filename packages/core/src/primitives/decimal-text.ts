import { int } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';
import { type Name, words64 } from './words64.js';

/** As many characters as a whole number of 64 bits has: a sign and 19 digits. */
const MOST = 20;
const [MINUS, ZERO] = [45, 48];

/** Whole numbers in decimal, as bytes in an ONNX graph. */
export interface DecimalText {
  /** How many characters each number has, as int64. */
  readonly length: Name;
  /** Up to eight bytes from a position (int64) on as one uint64, the first byte lowest; 0 for those beyond the end. */
  word(from: Name, bytes: number): Name;
}

/** The decimal text of int64 numbers. */
export function decimalText(lowering: Lowering, x: Name): DecimalText {
  const op = (type: string, ...inputs: Name[]): Name => lowering.op(type, inputs);
  const integer = (value: number): Name => lowering.scalar(value, 'int64');
  const integers = (count: number, valueAt: (i: number) => bigint): Name =>
    lowering.constant({
      dtype: 'int64',
      shape: [count],
      data: BigInt64Array.from({ length: count }, (_, i) => valueAt(i)),
    });
  const column = (value: Name): Name => lowering.op('Unsqueeze', [value, lowering.builder.ints([-1])]);
  const sumLast = (value: Name): Name =>
    lowering.op('ReduceSum', [value, lowering.builder.ints([-1])], { keepdims: int(0) });

  // Digits from the right on. Division rounds towards zero, so that the lowest number needs no case of its own.
  const highest = BigInt(MOST - 2);
  const powers = integers(MOST, (k) => 10n ** (BigInt(k) < highest ? BigInt(k) : highest));
  // 10 to the 19th is too large for a divisor.
  const quotients = op(
    'Div',
    op('Div', column(x), powers),
    integers(MOST, (k) => (BigInt(k) > highest ? 10n : 1n)),
  );
  const tens = op('Mul', op('Div', quotients, integer(10)), integer(10));
  const digits = op('Abs', op('Sub', quotients, tens));
  const isThere = lowering.cast(op('Not', op('Equal', quotients, integer(0))), 'int64');
  const count = op('Max', sumLast(isThere), integer(1));
  const isNegative = op('Less', x, integer(0));
  const length = op('Add', count, lowering.cast(isNegative, 'int64'));
  const isSign = op('And', op('Equal', column(count), integers(MOST, BigInt)), column(isNegative));
  const characters = op('Where', isSign, integer(MINUS), op('Add', digits, integer(ZERO)));

  /** The runtime adds whole numbers in float64, which is exact for four bytes. */
  const half = (from: Name, bytes: number): Name => {
    const places = op(
      'Sub',
      column(op('Sub', length, from)),
      integers(bytes, (i) => BigInt(i + 1)),
    );
    const inside = op('Clip', places, integer(0), integer(MOST - 1));
    const there = lowering.op('GatherElements', [characters, inside], { axis: int(-1) });
    const text = op('Where', op('Less', places, integer(0)), integer(0), there);
    return lowering.cast(
      sumLast(
        op(
          'Mul',
          text,
          integers(bytes, (i) => 256n ** BigInt(i)),
        ),
      ),
      'uint64',
    );
  };
  const word = (from: Name, bytes: number): Name => {
    if (bytes <= 4) return half(from, bytes);
    const { add, mul, constant } = words64(lowering);
    return add(half(from, 4), mul(half(op('Add', from, integer(4)), bytes - 4), constant(2n ** 32n)));
  };
  return { length, word };
}
