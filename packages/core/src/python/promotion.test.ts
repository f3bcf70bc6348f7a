import { dtypeNames } from '../dtype.js';
import { tensor } from '../tensor/tensor.js';
import { convert, floatResult, promotableOf, promote, promoteToFloat, resultType, toFloat } from './promotion.js';

// Keras's result_type of each pair (int and float are numbers without a dtype); pairs with a 64-bit operand are those of
// jax.numpy.result_type with 64-bit types switched on, where a weak float is float32.
const TABLE = `
      bool uint8 uint16 uint32 uint64 int8 int16 int32 int64 bfloat16 float16 float32 float64 int float
bool     b   u8  u16  u32  u64   i8  i16  i32  i64 bf16  f16  f32  f64  i32  f32
uint8   u8   u8  u16  u32  u64  i16  i16  i32  i64 bf16  f16  f32  f64   u8  f32
uint16 u16  u16  u16  u32  u64  i32  i32  i32  i64 bf16  f16  f32  f64  u16  f32
uint32 u32  u32  u32  u32  u64  i32  i32  i32  i64 bf16  f16  f32  f64  u32  f32
uint64 u64  u64  u64  u64  u64  f32  f32  f32  f32 bf16  f16  f32  f64  u64  f32
int8    i8  i16  i32  i32  f32   i8  i16  i32  i64 bf16  f16  f32  f64   i8  f32
int16  i16  i16  i32  i32  f32  i16  i16  i32  i64 bf16  f16  f32  f64  i16  f32
int32  i32  i32  i32  i32  f32  i32  i32  i32  i64 bf16  f16  f32  f64  i32  f32
int64  i64  i64  i64  i64  f32  i64  i64  i64  i64 bf16  f16  f32  f64  i64  f32
bfloat16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16  f32  f32  f64 bf16 bf16
float16  f16  f16  f16  f16  f16  f16  f16  f16  f16  f32  f16  f32  f64  f16  f16
float32  f32  f32  f32  f32  f32  f32  f32  f32  f32  f32  f32  f32  f64  f32  f32
float64  f64  f64  f64  f64  f64  f64  f64  f64  f64  f64  f64  f64  f64  f64  f64
int    i32   u8  u16  u32  u64   i8  i16  i32  i64 bf16  f16  f32  f64  i32  f32
float  f32  f32  f32  f32  f32  f32  f32  f32  f32 bf16  f16  f32  f64  f32  f32
`;

const short: Record<string, string> = { u: 'uint', i: 'int', bf: 'bfloat', f: 'float' };
const long = (code: string) => (code === 'b' ? 'bool' : code.replace(/^[a-z]+/, (kind) => short[kind]!));
const [header, ...lines] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const pairs = lines.flatMap(([left, ...codes]) =>
  codes.map((code, i) => [left!, header![i]!, long(code)] as [string, string, string]),
);

test.each(pairs)('%s and %s give %s', (left, right, expected) => {
  expect(resultType(left as 'int', right as 'int')).toBe(expected);
});

test('the table knows every dtype', () => {
  expect(header).toEqual([...dtypeNames, 'int', 'float']);
});

test('the order of several operands does not matter', () => {
  expect(resultType('uint8', 'int8', 'bfloat16')).toBe('bfloat16');
  expect(resultType('bfloat16', 'uint8', 'int8')).toBe('bfloat16');
  expect(resultType('float16', 'int', 'bfloat16')).toBe('float32');
  expect(resultType()).toBe('float32');
});

test('numbers are weak, arrays are not', () => {
  const bytes = tensor([1, 2], null, 'uint8');
  expect(promotableOf(2)).toBe('int');
  expect(promotableOf(2.5)).toBe('float');
  expect(promotableOf(true)).toBe('bool');
  expect(promotableOf([1, 2])).toBe('int32');
  expect(promote(bytes, 2).map(({ dtype }) => dtype)).toEqual(['uint8', 'uint8']);
  expect(promote(bytes, [2]).map(({ dtype }) => dtype)).toEqual(['int32', 'int32']);
  expect(promote(bytes, 2.5).map(({ dtype }) => dtype)).toEqual(['float32', 'float32']);
  expect(promote(tensor([1], null, 'bfloat16'), 2.5)[1]!.dtype).toBe('bfloat16');
});

test('promotion to a floating type', () => {
  expect(promoteToFloat(tensor([1]), 2)[0]!.dtype).toBe('float32');
  expect(promoteToFloat(tensor([1], null, 'float16'), 2)[0]!.dtype).toBe('float16');
  expect(floatResult('int64')).toBe('float32');
  expect(toFloat(true).dtype).toBe('float32');
  expect(toFloat(tensor([1], null, 'float64')).dtype).toBe('float64');
});

test('conversion keeps a tensor of the right dtype', () => {
  const x = tensor([1, 2]);
  expect(convert(x, 'int32')).toBe(x);
  expect(convert(2, 'bfloat16').dtype).toBe('bfloat16');
});

test('null is the default floating type, and other names are none', () => {
  expect([resultType(null), resultType(null, 'int32'), resultType('int8', null)]).toEqual([
    'float32',
    'float32',
    'float32',
  ]);
  expect(() => resultType('int8', 'complex64' as never)).toThrow(/This is no dtype/);
});
