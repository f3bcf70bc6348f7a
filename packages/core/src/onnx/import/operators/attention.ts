/** Attention as one node. */
import { NotImplementedError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { equal, greaterEqual } from '../../../primitives/compare.js';
import { add, div, mul, scalarLike, select, sub, tanh } from '../../../primitives/elementwise.js';
import { gather } from '../../../primitives/indexing.js';
import { iota } from '../../../primitives/iota.js';
import { concatenate, matrixTranspose, reshape, transpose } from '../../../primitives/movement.js';
import { max } from '../../../primitives/reduce.js';
import { softmax } from '../../../primitives/softmax.js';
import { range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

/** [batch, length, heads · size] to [batch, heads, length, size]. */
function apart(x: Tensor, heads: number): Tensor {
  if (x.rank === 4) return x;
  const [batch, length, width] = x.shape as readonly [number, number, number];
  return transpose(reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** Each head of keys and values for as many heads of queries as there are to one. */
const shared = (x: Tensor, heads: number): Tensor => (x.shape[1] === heads ? x : ops.repeat(x, heads / x.shape[1]!, 1));

const masked = (scores: Tensor, allowed: Tensor): Tensor =>
  select(allowed, scores, scalarLike(Number.NEGATIVE_INFINITY, scores));

/** Which keys a query may see where none may look ahead. */
function causal(queries: number, keys: number, past: number): Tensor {
  const rows = add(iota(queries), scalarLike(past, { dtype: 'int32' }));
  return greaterEqual(reshape(rows, [queries, 1]), reshape(iota(keys), [1, keys]));
}

/** A query that sees nothing gets zeros. */
function weightsOf(scores: Tensor): Tensor {
  const zero = scalarLike(0, scores);
  const seesNothing = equal(max(scores, [scores.rank - 1], true), scalarLike(Number.NEGATIVE_INFINITY, scores));
  return select(seesNothing, zero, softmax(select(seesNothing, zero, scores), scores.rank - 1));
}

const READ = ['scale', 'softcap', 'is_causal', 'q_num_heads', 'kv_num_heads', 'softmax_precision'];

function attention(
  node: OperatorNode,
  q: Tensor,
  k: Tensor,
  v: Tensor,
  mask?: Tensor,
  pastKey?: Tensor,
  pastValue?: Tensor,
  lengths?: Tensor,
): Tensor[] {
  const unread = node.proto.attribute.map(({ name }) => name).filter((name) => !READ.includes(name));
  if (unread.length > 0 || lengths || node.wants(3)) {
    throw new NotImplementedError('This form of Attention is not read.', {
      expected: `the attributes ${READ.join(', ')}`,
      received: [...unread, ...(lengths ? ['lengths'] : []), ...(node.wants(3) ? ['scores'] : [])].join(', '),
    });
  }
  const queries = apart(q, node.int('q_num_heads', 0));
  const join = (past: Tensor | undefined, now: Tensor): Tensor => (past ? concatenate([past, now], 2) : now);
  const keys = join(pastKey, apart(k, node.int('kv_num_heads', 0)));
  const values = join(pastValue, apart(v, node.int('kv_num_heads', 0)));
  const [, heads, length, size] = queries.shape as readonly [number, number, number, number];
  const factor = scalarLike(node.float('scale', 1 / Math.sqrt(size)), q);
  let scores = mul(ops.matmul(queries, matrixTranspose(shared(keys, heads))), factor);
  const cap = node.float('softcap', 0);
  if (cap > 0) scores = mul(tanh(div(scores, scalarLike(cap, scores))), scalarLike(cap, scores));
  if (mask) scores = mask.dtype === 'bool' ? masked(scores, mask) : add(scores, mask);
  if (node.flag('is_causal')) scores = masked(scores, causal(length, keys.shape[2]!, pastKey?.shape[2] ?? 0));
  const result = ops.matmul(weightsOf(scores), shared(values, heads));
  const width = heads * values.shape[3]!;
  const joined = q.rank === 4 ? result : reshape(transpose(result, [0, 2, 1, 3]), [q.shape[0]!, length, width]);
  return [joined, keys, values];
}

/** Pairs of the features turned by the angles of their positions: neighbours, or one from each half. */
function rotary(
  node: OperatorNode,
  input: Tensor,
  cosines: Tensor,
  sines: Tensor,
  positions: Tensor | undefined,
): Tensor {
  const heads = node.int('num_heads', 0);
  const x = apart(input, heads);
  const [batch, , length, size] = x.shape as readonly [number, number, number, number];
  const turned = node.int('rotary_embedding_dim', 0) || size;
  const half = turned / 2;
  const angles = (cache: Tensor): Tensor => {
    const rows = positions ? gather(cache, positions, 0) : cache;
    return reshape(ops.take(rows, range(half), rows.rank - 1), [batch, 1, length, half]);
  };
  const [cosine, sine] = [angles(cosines), angles(sines)];
  const isInterleaved = node.flag('interleaved');
  const firsts = range(half).map((i) => (isInterleaved ? 2 * i : i));
  const seconds = range(half).map((i) => (isInterleaved ? 2 * i + 1 : i + half));
  const [a, b] = [firsts, seconds].map((at) => ops.take(x, at, 3)) as [Tensor, Tensor];
  const [real, imaginary] = [sub(mul(a, cosine), mul(b, sine)), add(mul(a, sine), mul(b, cosine))];
  const joined = isInterleaved
    ? reshape(ops.stack([real, imaginary], 4), [...x.shape.slice(0, 3), turned])
    : concatenate([real, imaginary], 3);
  const others = range(size).slice(turned);
  const whole = others.length > 0 ? concatenate([joined, ops.take(x, others, 3)], 3) : joined;
  return input.rank === 4 ? whole : reshape(transpose(whole, [0, 2, 1, 3]), input.shape);
}

export const attentions: OperatorTable = {
  Attention: operator(3, attention),
  RotaryEmbedding: operator(3, rotary, { settings: [1, 2] }),
};
