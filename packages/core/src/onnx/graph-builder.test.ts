import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ValueError } from '../errors.js';
import {
  buildModel,
  float,
  floats,
  GraphBuilder,
  graph,
  int,
  ints,
  string,
  strings,
  tensorAttr,
} from './graph-builder.js';
import { makeTensor } from './make-tensor.js';
import { AttributeType } from './proto.js';
import { readModel } from './read-model.js';

type Feeds = Record<string, Tensor>;

async function run(builder: GraphBuilder, feeds: Feeds): Promise<{ dims: readonly number[]; data: unknown }[]> {
  const session = await InferenceSession.create(buildModel(builder));
  const results = await session.run(feeds);
  await session.release();
  return session.outputNames.map((name) => ({ dims: results[name]!.dims, data: results[name]!.data }));
}

const x = new Tensor('float32', Float32Array.of(1, 2, 3), [3]);

/** Four iterations over x; `body` returns the carried value and the stacked ones. */
function loop(body: (builder: GraphBuilder, carried: string) => [string, ...string[]]): GraphBuilder {
  const main = new GraphBuilder('main');
  main.input('x', 'float32', [3]);
  const inner = new GraphBuilder('body', main);
  inner.input('i', 'int64', []);
  inner.output(inner.input('go', 'bool', []), 'bool', []);
  const values = body(inner, inner.input('v', 'float32', [3]));
  for (const value of values) inner.output(value, 'float32', [3]);
  const [last, ...stacked] = main.node('Loop', [main.scalar(4, 'int64'), '', 'x'], {
    outputs: values.length,
    attributes: { body: graph(inner.build()) },
  });
  main.output(last!, 'float32', [3]);
  for (const value of stacked) main.output(value, 'float32', ['n', 3]);
  return main;
}

describe('GraphBuilder', () => {
  it('builds a Gemm that ONNX Runtime runs, at any batch size', async () => {
    const g = new GraphBuilder('dense');
    const weights = g.constant(Float32Array.of(1, 2, 3, 4, 5, 6), 'float32', [3, 2]);
    const bias = g.constant(Float32Array.of(10, 20), 'float32', [2]);
    const y = g.op('Gemm', [g.input('x', 'float32', ['batch', 3]), weights, bias], { alpha: float(2) });
    g.output(y, 'float32', ['batch', 2]);
    const batch = (n: number) => ({ x: new Tensor('float32', new Float32Array(3 * n).fill(1), [n, 3]) });
    expect(await run(g, batch(1))).toEqual([{ dims: [1, 2], data: Float32Array.of(28, 44) }]);
    expect(await run(g, batch(2))).toEqual([{ dims: [2, 2], data: Float32Array.of(28, 44, 28, 44) }]);
  });

  it('runs a Loop whose body uses outer values and constants', async () => {
    const g = loop((body, carried) => {
      const next = body.op('Add', [body.op('Mul', [carried, body.scalar(2, 'float32')]), 'x']);
      return [next, carried];
    });
    const [last, stacked] = await run(g, { x });
    expect(last!.data).toEqual(Float32Array.of(31, 62, 93));
    expect(stacked).toEqual({ dims: [4, 3], data: Float32Array.of(1, 2, 3, 3, 6, 9, 7, 14, 21, 15, 30, 45) });
    const model = readModel(buildModel(g));
    expect(model.graph.initializer).toHaveLength(2);
    expect(model.graph.node[0]!.attribute[0]!.g!.initializer).toEqual([]);
  });

  it('puts out outer values of a sub-graph, and one value twice', async () => {
    const constant = loop((body) => [body.constant(Float32Array.of(7, 8, 9), 'float32', [3]), 'x']);
    const [last, stacked] = await run(constant, { x });
    expect(last!.data).toEqual(Float32Array.of(7, 8, 9));
    expect(stacked!.data).toEqual(Float32Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3));
    const twice = loop((_, carried) => [carried, carried]);
    expect((await run(twice, { x }))[1]!.dims).toEqual([4, 3]);
  });

  it('runs nested sub-graphs', async () => {
    const g = loop((body, carried) => {
      const branch = (name: string, op: string) => {
        const inner = new GraphBuilder(name, body);
        inner.output(inner.op(op, [carried, 'x']), 'float32', [3]);
        return graph(inner.build());
      };
      const isFirst = body.op('Equal', ['i', body.scalar(0, 'int64')]);
      return [body.op('If', [isFirst], { then_branch: branch('then', 'Mul'), else_branch: branch('else', 'Add') })];
    });
    expect((await run(g, { x }))[0]!.data).toEqual(Float32Array.of(4, 10, 18));
  });

  it('imports the operator sets that nodes use, also inside sub-graphs', async () => {
    const g = loop((body, carried) => body.node('Gelu', [carried], { domain: 'com.microsoft' }) as [string]);
    expect(readModel(buildModel(g, { opset: 20, customDomains: { 'my.ops': 3 } })).opsetImport).toEqual([
      { domain: '', version: 20 },
      { domain: 'com.microsoft', version: 1 },
      { domain: 'my.ops', version: 3 },
    ]);
    expect((await run(g, { x }))[0]!.dims).toEqual([3]);
  });

  it('shares equal constants, in whatever graph they are asked for', () => {
    const g = new GraphBuilder('g');
    const inner = new GraphBuilder('inner', g);
    expect(inner.scalar(1, 'float32')).toBe(g.scalar(1, 'float32'));
    expect(g.ints([1, -1])).toBe(g.constant(BigInt64Array.of(1n, -1n), 'int64', [2]));
    expect(g.scalar(0, 'float32')).not.toBe(g.scalar(-0, 'float32'));
    expect(g.scalar(0, 'float32')).not.toBe(g.scalar(0, 'int32'));
    expect(g.scalar(0, 'int32')).not.toBe(g.constant(Int32Array.of(0), 'int32', [1]));
    const weights = new Float32Array(1000);
    expect(g.constant(weights, 'float32', [1000])).toBe(inner.constant(weights, 'float32', [1000]));
    expect(g.constant(weights, 'float32', [1000])).not.toBe(g.constant(weights, 'float32', [10, 100]));
    expect(g.constant(weights, 'float32', [1000])).not.toBe(g.constant(weights.slice(), 'float32', [1000]));
    expect(new Set(g.build().initializer.map(({ name }) => name)).size).toBe(g.build().initializer.length);
    expect(g.build().initializer).toHaveLength(9);
  });

  it('rounds scalars to their type', () => {
    const g = new GraphBuilder('g');
    for (const dtype of ['float16', 'bfloat16', 'bool', 'uint64'] as const) g.scalar(1, dtype);
    expect(g.build().initializer.map(({ rawData }) => [...rawData!])).toEqual([
      [0x00, 0x3c],
      [0x80, 0x3f],
      [1],
      [1, 0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('keeps names apart', () => {
    const g = new GraphBuilder('g');
    g.input('Add_0', 'float32', [null, 'n', 2]);
    expect(g.op('Add', ['Add_0', 'Add_0'])).not.toBe('Add_0');
    expect(g.node('Split', ['Add_0'], { outputs: ['a', '', 'b'] })).toEqual(['a', '', 'b']);
    expect(() => g.input('a', 'float32', [])).toThrow(/'a' is already taken/);
    expect(new GraphBuilder('body', g).input('a', 'float32', [])).toMatch(/^a_\d+$/);
    expect(g.build().input[0]!.type!.tensorType!.shape!.dim).toEqual([{}, { dimParam: 'n' }, { dimValue: 2 }]);
  });

  it('refuses values that do not exist where they are used', () => {
    const g = new GraphBuilder('g');
    const inner = new GraphBuilder('inner', g);
    const hidden = inner.op('RandomNormal', [], { shape: ints([1]) });
    expect(() => g.op('Neg', [hidden])).toThrow(
      /\[Neg\]: the value 'RandomNormal_0' is not defined in the ONNX graph 'g'/,
    );
    expect(() => g.op('Neg', ['y'])).toThrow(ValueError);
    expect(() => g.output('y', 'float32', [])).toThrow(ValueError);
    expect(() => buildModel(inner)).toThrow(/sub-graph/);
  });

  it('writes every kind of attribute', () => {
    const g = new GraphBuilder('g');
    const t = makeTensor(Float32Array.of(5), 'float32', [1]);
    const utf8 = (text: string) => new TextEncoder().encode(text);
    const attributes = {
      int: int(1),
      float: float(1),
      string: string('é'),
      ints: ints([1, -2, 2n ** 62n]),
      floats: floats([1, 0.5]),
      strings: strings(['a', '']),
      tensor: tensorAttr(t),
    };
    g.node('Op', [], { attributes, name: 'dense_1/op' });
    const [node] = readModel(buildModel(g, { producer: 'test' })).graph.node;
    expect(node!.name).toBe('dense_1/op');
    expect(node!.attribute).toEqual([
      { name: 'int', type: AttributeType.INT, i: 1 },
      { name: 'float', type: AttributeType.FLOAT, f: 1 },
      { name: 'string', type: AttributeType.STRING, s: utf8('é') },
      { name: 'ints', type: AttributeType.INTS, ints: [1, -2, 2n ** 62n] },
      { name: 'floats', type: AttributeType.FLOATS, floats: [1, 0.5] },
      { name: 'strings', type: AttributeType.STRINGS, strings: [utf8('a'), utf8('')] },
      { name: 'tensor', type: AttributeType.TENSOR, t },
    ]);
    expect(() => int(1.5)).toThrow(ValueError);
  });
});
