import { add, cast, mul, scalar, sin } from '../primitives/elementwise.js';
import { largeForms } from '../primitives/large-forms.js';
import { broadcastTo, reshape } from '../primitives/movement.js';
import { argMax, mean, sum } from '../primitives/reduce.js';
import { topK } from '../primitives/sort.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import { GraphBuilder } from './graph-builder.js';
import { type DynamicSizes, Lowering } from './lowering.js';
import { onnxTypes } from './proto.js';

/** The ONNX ops that compute `output` from `x`, in order. */
function lowered(x: Tensor, outputs: readonly Tensor[], sizes?: DynamicSizes) {
  const builder = new GraphBuilder('test');
  const lowering = new Lowering(builder, { dynamicSizes: sizes, large: largeForms });
  lowering.bind(x, builder.input('x', x.dtype, x.shape));
  const names = lowering.lower(outputs);
  const { node, initializer } = builder.build();
  return { names, nodes: node!, initializers: initializer!, types: node!.map(({ opType }) => opType) };
}
const float = (shape: number[] = [2, 3]) => placeholder({ shape, dtype: 'float32' });

test('every node is lowered once, after its inputs', () => {
  const x = float();
  const square = mul(x, x);
  const { types, nodes, names } = lowered(x, [add(sin(square), square)]);
  expect(types).toEqual(['Mul', 'Sin', 'Add']);
  expect(names).toEqual(nodes[2]!.output);
});

test('sums over axes of one number are none', () => {
  const x = float([2, 1, 3]);
  expect(lowered(x, [sum(x, [1])]).types).toEqual(['Reshape']);
  expect(lowered(x, [sum(x, [1, 2])]).types).toEqual(['ReduceSum']);
});

test('a mean of rows is a product with ones in one shape, not twice', () => {
  const x = float([100, 3]);
  expect(lowered(x, [mean(x, [0], true)]).types).toEqual(['MatMul', 'Reshape', 'Div']);
});

test('an output may be an input', () => {
  const x = float();
  expect(lowered(x, [x])).toMatchObject({ names: ['x'], types: [] });
});

test('concrete tensors become constants, equal ones are shared', () => {
  const x = float();
  const { initializers, types } = lowered(x, [add(mul(x, scalar(2, 'float32')), scalar(2, 'float32'))]);
  expect(types).toEqual(['Mul', 'Add']);
  expect(initializers).toHaveLength(1);
});

describe('types without kernels', () => {
  const casts = (nodes: ReturnType<typeof lowered>['nodes']) =>
    nodes.filter(({ opType }) => opType === 'Cast').map(({ attribute }) => attribute![0]!.i);

  test('are cast there and back', () => {
    const x = placeholder({ shape: [2], dtype: 'bfloat16' });
    const { types, nodes } = lowered(x, [sin(x)]);
    expect(types).toEqual(['Cast', 'Sin', 'Cast']);
    expect(casts(nodes)).toEqual([onnxTypes.float32, onnxTypes.bfloat16]);
  });

  test('outputs of another type are left alone', () => {
    const x = placeholder({ shape: [2, 3], dtype: 'uint32' });
    const { types, nodes } = lowered(x, topK(x, 2));
    expect(types.filter((type) => type !== 'Cast')).toEqual(['TopK']);
    expect(casts(nodes)).toEqual([onnxTypes.int64, onnxTypes.int32, onnxTypes.uint32]);
    expect(lowered(x, [argMax(x, 1)]).types).toEqual(['Cast', 'ArgMax', 'Cast']);
  });

  test('a sum of rows is a product with ones, where it is one of floats', () => {
    const x = float();
    expect(lowered(x, [sum(x, [0])]).types).toEqual(['MatMul']);
    expect(lowered(x, [sum(x, [0], true)]).types).toEqual(['MatMul']);
    const many = placeholder({ shape: [3000, 4], dtype: 'float32' });
    expect(lowered(many, [sum(many, [0])]).types).toEqual(
      ['Reshape', 'MatMul', 'Reshape', 'Cast', 'ReduceSum', 'Cast', 'Reshape'], // 24 blocks
    );
    const integers = placeholder({ shape: [2, 3], dtype: 'int32' });
    // In float64, so that they wrap around.
    expect(lowered(integers, [sum(integers, [0])]).types).toEqual(['Cast', 'ReduceSum', 'Cast', 'Mod', 'Cast']);
  });

  test('none are cast where kernels exist', () => {
    const x = float();
    expect(lowered(x, [sum(x, [1])]).types).toEqual(['ReduceSum']);
    expect(lowered(x, [cast(x, 'float64')]).types).toEqual(['Cast']);
  });
});

test('sizes may be computed when the model runs', () => {
  const x = float();
  const asked: string[] = [];
  const { nodes } = lowered(x, [broadcastTo(reshape(x, [6]), [4, 6])], (node, attribute, builder) => {
    asked.push(`${node.primitive.name}.${attribute}`);
    return node.primitive.name === 'reshape' ? builder.op('Shape', ['x']) : null;
  });
  expect(asked).toEqual(['reshape.shape', 'broadcast_to.shape']);
  expect(nodes.map(({ opType }) => opType)).toEqual(['Shape', 'Reshape', 'Expand']);
});

test('a body is lowered in place; its values are its own', () => {
  const builder = new GraphBuilder('test');
  const lowering = new Lowering(builder);
  const a = float();
  const body = { inputs: [a], outputs: [mul(a, a)] };
  const [x, y] = [builder.input('x', 'float32', [2, 3]), builder.input('y', 'float32', [2, 3])];
  const [first] = lowering.lowerBody(body, [x]);
  const [second] = lowering.lowerBody(body, [y]);
  expect(first).not.toBe(second);
  expect(builder.build().node!.map(({ input }) => input)).toEqual([
    ['x', 'x'],
    ['y', 'y'],
  ]);
});

test('a sub-graph sees the values around it', () => {
  const builder = new GraphBuilder('test');
  const lowering = new Lowering(builder);
  const x = float();
  lowering.bind(x, builder.input('x', 'float32', [2, 3]));
  const inner = lowering.subgraph('inner');
  const large = fromHost(fromNumbers(new Float32Array(6), 'float32', [2, 3]));
  inner.lower([add(sin(x), large)]);
  expect(inner.builder.build().node!.map(({ opType }) => opType)).toEqual(['Sin', 'Add']);
  // Constants live in the outermost graph.
  expect(builder.build()).toMatchObject({ node: [], initializer: [{ dims: [2, 3] }] });
});

test('a placeholder that is not bound is an internal error', () => {
  expect(() => lowered(float(), [sin(float())])).toThrow('lowered before its inputs');
});
