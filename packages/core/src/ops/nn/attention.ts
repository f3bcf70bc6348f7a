/** Attention of keras.ops. */
import { dtypeRange } from '../../dtype.js';
import { NotImplementedError, ValueError } from '../../errors.js';
import { greaterEqual, logicalAnd } from '../../primitives/compare.js';
import { add, cast, mul, scalarLike, select } from '../../primitives/elementwise.js';
import { iota } from '../../primitives/iota.js';
import { product } from '../../primitives/matmul.js';
import { reshape, transpose } from '../../primitives/movement.js';
import { softmax } from '../../primitives/softmax.js';
import { convert, promoteToFloat } from '../../python/promotion.js';
import { formatShape } from '../../shape.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/tensor.js';
import { computeType, floatSymbol } from '../support/arguments.js';
import { opFamily } from '../support/define.js';

const op = opFamily('nn');

/** True for every source position that is not after the target position, [targets, sources]. */
const causalMask = (targets: number, sources: number): Tensor =>
  greaterEqual(reshape(iota(targets), [targets, 1]), iota(sources));

/** Brings a mask or bias, broadcastable to [batch, heads, targets, sources], into [batch, groups, heads, targets, sources]. */
function grouped(name: string, x: Tensor, groups: number, heads: number): Tensor {
  const lead = new Array<number>(Math.max(4 - x.rank, 0)).fill(1);
  const [batch, own, targets, sources] = [...lead, ...x.shape] as [number, number, number, number];
  if (x.rank > 4 || (own !== 1 && own !== groups * heads)) {
    throw new ValueError(`[dot_product_attention]: the ${name} does not fit the heads.`, {
      expected: `[batch, 1 or ${groups * heads}, targets, sources]`,
      received: formatShape(x.shape),
    });
  }
  return reshape(x, [batch, ...(own === 1 ? [1, 1] : [groups, heads]), targets, sources]);
}

/**
 * softmax(query · keyᵀ · scale + bias) · value for each head (https://arxiv.org/abs/1706.03762). Where there are fewer key than
 * query heads, consecutive query heads share one (https://arxiv.org/abs/2305.13245).
 *
 * @param query [batch, targets, heads, size]
 * @param key,value [batch, sources, heads or a divisor of them, size]
 * @param bias added to the logits, broadcastable to [batch, heads, targets, sources]
 * @param mask true where a source may be attended to, of the same form
 * @param scale null for 1 / √size
 * @param isCausal whether targets see no later sources
 * @returns [batch, targets, heads, size]
 * @throws ValueError if the shapes do not fit
 * @example
 * ops.dotProductAttention(query, keys, values, { isCausal: true });
 */
export const dotProductAttention = op(
  'dot_product_attention',
  ['query', 'key', 'value', 'bias', 'mask', 'scale', 'isCausal', 'flashAttention', 'attnLogitsSoftCap'],
  (
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    bias: TensorLike | null = null,
    mask: TensorLike | null = null,
    scale: number | null = null,
    isCausal: boolean = false,
    flashAttention: boolean | null = null,
    attnLogitsSoftCap: number | null = null,
  ): Tensor => {
    if (flashAttention || attnLogitsSoftCap !== null) {
      throw new NotImplementedError('[dot_product_attention]: flash attention and soft caps are not supported.', {
        hint: 'leave flash_attention and attn_logits_soft_cap out.',
      });
    }
    const [q, k, v] = promoteToFloat(query, key, value) as [Tensor, Tensor, Tensor];
    const [batch, targets, heads, size] = q.shape as [number, number, number, number];
    const [, sources, groups] = k.shape as [number, number, number];
    const fits = [q, k, v].every((x) => x.rank === 4 && x.shape[0] === batch) && k.shape[3] === size;
    if (!fits || heads % groups !== 0 || v.shape[1] !== sources || v.shape[2] !== groups) {
      throw new ValueError('[dot_product_attention]: query, key and value do not fit together.', {
        expected:
          '[batch, length, heads, size] with key and value of one length, and heads that divide those of the query',
        received: [q, k, v].map((x) => formatShape(x.shape)).join(', '),
      });
    }
    const perGroup = heads / groups;
    const split = reshape(q, [batch, targets, groups, perGroup, size]);
    const scaled = mul(transpose(split, [0, 2, 3, 1, 4]), convert(scale ?? 1 / Math.sqrt(size), q.dtype));
    const byHead = (x: Tensor) => reshape(transpose(x, [0, 2, 1, 3]), [batch, groups, 1, sources, x.shape[3]!]);
    const logits = cast(product(scaled, byHead(k), false, true), computeType(q.dtype));
    const biased = bias === null ? logits : add(logits, grouped('bias', convert(bias, logits.dtype), groups, perGroup));
    const allowed = [
      ...(mask === null ? [] : [grouped('mask', cast(asTensor(mask), 'bool'), groups, perGroup)]),
      ...(isCausal ? [causalMask(targets, sources)] : []),
    ];
    const lowest = scalarLike(-0.7 * dtypeRange(logits.dtype)[1], logits);
    const masked = allowed.length === 0 ? biased : select(allowed.reduce(logicalAnd), biased, lowest);
    const attended = product(cast(softmax(masked, 4), v.dtype), byHead(v));
    return reshape(transpose(attended, [0, 3, 1, 2, 4]), [batch, targets, heads, v.shape[3]!]);
  },
  {
    tensors: 6,
    spec: (query: TensorLike, key: TensorLike, value: TensorLike) =>
      floatSymbol([...asTensor(query).shape.slice(0, -1), asTensor(value).shape.at(-1)!], query, key, value),
  },
);
