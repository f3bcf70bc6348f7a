/**
 * The dtype of a result from those of its operands: the promotion lattice of JAX, which Keras follows. Numbers without a type
 * are weak: they take the other operand's type as long as its kind holds them.
 */
import { floatx } from '../config.js';
import { type DType, isDType, isFloat, isInteger, itemSize, noNumbers } from '../dtype.js';
import { ValueError } from '../errors.js';
import { cast, scalar } from '../primitives/elementwise.js';
import { asTensor, isTensor, isTypedArray, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { holds, isInt32 } from '../tensor/whole-numbers.js';

/** A dtype, or the kind of a JavaScript number without one. */
export type Promotable = DType | 'int' | 'float';

const NEXT: Readonly<Record<Promotable, readonly Promotable[]>> = {
  bool: ['int'],
  int: ['uint8', 'int8'],
  uint8: ['int16', 'uint16'],
  uint16: ['int32', 'uint32'],
  uint32: ['int64', 'uint64'],
  uint64: ['float'],
  int8: ['int16'],
  int16: ['int32'],
  int32: ['int64'],
  int64: ['float'],
  float: ['bfloat16', 'float16'],
  bfloat16: ['float32'],
  float16: ['float32'],
  float32: ['float64'],
  float64: [],
  string: [],
};

const upperBounds = (type: Promotable): Set<Promotable> =>
  new Set([type, ...NEXT[type].flatMap((next) => [...upperBounds(next)])]);

/** What each type may become. */
const bounds = new Map((Object.keys(NEXT) as Promotable[]).map((type) => [type, upperBounds(type)]));

function boundsOf(type: Promotable): ReadonlySet<Promotable> {
  const found = bounds.get(type);
  if (!found) throw new ValueError('This is no dtype.', { received: String(type) });
  return found;
}

function leastUpperBound(types: readonly Promotable[]): Promotable {
  const [one, other] = types as [Promotable, Promotable];
  if (types.length === 2 && boundsOf(one).has(other)) return other;
  if (types.length === 2 && boundsOf(other).has(one)) return one;
  const [first, ...others] = types.map(boundsOf);
  const common = [...first!].filter((type) => others.every((above) => above.has(type)));
  return common.find((type) => common.every((other) => bounds.get(type)!.has(other)))!;
}

/**
 * The result dtype of an operation on `types`. As JAX does by default, 64-bit types do not arise from smaller ones; they stay
 * where an operand has one. null is the default floating type.
 *
 * @example
 * resultType('int32', 'float'); // 'float32'
 * resultType('bfloat16', 'float16'); // 'float32'
 */
export function resultType(...given: readonly (Promotable | null)[]): DType {
  const [only] = given;
  if (only === undefined) return floatx();
  // Mostly all are one dtype.
  if ((isDType(only) || only === 'string') && given.every((type) => type === only)) return only;
  if (given.includes('string')) throw noNumbers('Only numbers have a common type');
  const types = given.includes(null) ? given.map((type) => type ?? floatx()) : (given as readonly Promotable[]);
  const bound = leastUpperBound(types);
  if (bound === 'float') return floatx();
  if (bound === 'int') return 'int32';
  const has64 = types.some((type) => type !== 'int' && type !== 'float' && itemSize(type) === 8);
  if (has64) return bound;
  return ({ int64: 'int32', uint64: 'uint32', float64: 'float32' } as const)[bound as 'int64'] ?? bound;
}

/** What an operand contributes to the promotion: a bare number only its kind, which is 'float' where int32 does not hold it. */
export function promotableOf(x: TensorLike): Promotable {
  if (typeof x === 'number') return isInt32(x) ? 'int' : 'float';
  return typeof x === 'boolean' ? 'bool' : asTensor(x).dtype;
}

/** Operands in one operation: a large whole number is an 'int' beside a tensor of integers that holds it. */
function promotablesOf(operands: readonly TensorLike[]): Promotable[] {
  const isHeld = (x: number) =>
    operands.some((other) => {
      if (typeof other !== 'object') return false;
      const { dtype } = asTensor(other);
      return isInteger(dtype) && holds(dtype, x);
    });
  return operands.map((x) =>
    typeof x === 'number' && Number.isInteger(x) && !isInt32(x) && isHeld(x) ? 'int' : promotableOf(x),
  );
}

/** The operands as tensors of their common dtype. */
export function promote(...operands: readonly TensorLike[]): Tensor[] {
  const dtype = resultType(...promotablesOf(operands));
  return operands.map((x) => convert(x, dtype));
}

/** The operands as tensors of their common dtype, which is made a floating one. */
export function promoteToFloat(...operands: readonly TensorLike[]): Tensor[] {
  const dtype = floatResult(resultType(...promotablesOf(operands)));
  return operands.map((x) => convert(x, dtype));
}

/** Integers and bools become floatx (int64 as well, as in Keras). */
export const floatResult = (dtype: DType): DType => (isFloat(dtype) ? dtype : floatx());

/**
 * A tensor of the given dtype; numbers are made in it without a cast. A bare one wraps around in a smaller integer type, as in JAX.
 *
 * @throws OverflowError for a number that the type does not hold
 */
export function convert(x: TensorLike, dtype: DType): Tensor {
  if (typeof x === 'number' && isInt32(x)) return scalar(x, dtype);
  return cast(asTensor(x, isTypedArray(x) ? null : dtype), dtype);
}

/** Anything tensor-like as a floating tensor. */
export const toFloat = (x: TensorLike): Tensor =>
  convert(x, isTensor(x) && isFloat(x.dtype) ? x.dtype : floatResult(resultType(promotableOf(x))));

export const isIntegral = (x: Tensor): boolean => isInteger(x.dtype) || x.dtype === 'bool';
