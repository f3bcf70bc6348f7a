/** Attention as one node. */
import { NotImplementedError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { equal, greaterEqual } from '../../../primitives/compare.js';
import { add, div, mul, scalarLike, select, tanh } from '../../../primitives/elementwise.js';
import { iota } from '../../../primitives/iota.js';
import { concatenate, matrixTranspose, reshape, transpose } from '../../../primitives/movement.js';
import { max } from '../../../primitives/reduce.js';
import { softmax } from '../../../primitives/softmax.js';
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

export const attentions: OperatorTable = { Attention: operator(3, attention) };
