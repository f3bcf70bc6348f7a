import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { DType } from '../../dtype.js';
import { NotImplementedError, ValueError } from '../../errors.js';
import * as ops from '../../ops/index.js';
import { type HostArray, toNumbers } from '../../tensor/host-array.js';
import { fromHost, type Tensor, tensor } from '../../tensor/tensor.js';
import { Variable } from '../../tensor/variable.js';
import { assertOutputs } from '../../testing/recorded-models.js';
import { runModel } from '../../testing/run-graph.js';
import { jit } from '../../tracing/compiled.js';
import { grad, vmap } from '../../transforms/index.js';
import { exportFunction } from '../export-function.js';
import { type Attribute, buildModel, float, GraphBuilder, int, ints, string } from '../graph-builder.js';
import { type GraphProto, type ModelProto, type NodeProto, TensorDataType } from '../proto.js';
import { readModel } from '../read-model.js';
import { encode } from '../wire.js';
import { importModel } from './imported-model.js';

const close = () => ({ rtol: 1e-4, atol: 1e-5 });

const waves = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + i * 1.7)),
    shape,
  );

/** What ONNX Runtime makes of a file, against what is read of it. */
async function checkAgainstRuntime(bytes: Uint8Array, inputs: readonly HostArray[]): Promise<void> {
  const model = importModel(bytes);
  const names = {
    inputNames: model.inputs.map(({ name }) => name),
    outputNames: model.outputs.map(({ name }) => name),
  };
  const expected = await runModel(bytes, names, inputs);
  await assertOutputs('model', model.run(inputs.map(fromHost)), expected, close);
}

/** A model of one node on float32 inputs. */
function oneNode(
  type: string,
  shapes: readonly (readonly number[])[],
  attributes: Record<string, Attribute>,
  options: { opset?: number; outputs?: number; rank?: number } = {},
): Uint8Array {
  const g = new GraphBuilder('one');
  const names = shapes.map((shape, i) => g.input(`x${i}`, 'float32', shape));
  const { outputs = 1, opset = 21, rank = shapes[0]!.length } = options;
  for (const name of g.node(type, names, { outputs, attributes }))
    g.output(name, 'float32', new Array<null>(rank).fill(null));
  return buildModel(g, { opset });
}

describe('what our own exporter writes is read back', () => {
  const [w, u, b] = [waves(3, 4), waves(4, 4), waves(4)];
  const kernel = waves(3, 3, 3, 2);
  const programs: Record<string, readonly [(x: Tensor) => Tensor[], (number | null)[], number[], DType?]> = {
    'a dense network': [(x) => [ops.softmax(ops.add(ops.matmul(ops.relu(ops.matmul(x, w)), u), b))], [null, 3], [5, 3]],
    'a loop over time': [
      (x) => {
        const [last, all] = ops.scan(
          (h: Tensor, xt: Tensor) => {
            const next = ops.tanh(ops.add(ops.matmul(xt, w), ops.matmul(h, u)));
            return [next, next];
          },
          ops.zeros([x.shape[0]!, 4]) as Tensor,
          ops.transpose(x, [1, 0, 2]),
        );
        return [last, all];
      },
      [null, null, 3],
      [2, 5, 3],
    ],
    'a loop that stops by values': [
      (x) =>
        ops.whileLoop(
          (y) => ops.less(ops.sum(ops.abs(y)), 100),
          (y) => [ops.multiply(y, 2)],
          [x],
        ) as Tensor[],
      [null, 3],
      [2, 3],
    ],
    'a branch': [
      (x) => [
        ops.cond(
          ops.greater(ops.sum(x), 0),
          () => ops.exp(x),
          () => ops.negative(x),
        ),
      ],
      [null, 3],
      [2, 3],
    ],
    'convolution and pooling': [
      (x) => [
        ops.maxPool(ops.conv(x, kernel, 1, 'same'), 2),
        ops.averagePool(ops.conv(x, kernel, 2, 'same'), 2, 1, 'same'),
        ops.convTranspose(x, ops.transpose(kernel, [0, 1, 3, 2]), 2, 'same'),
      ],
      [null, 6, 6, 3],
      [2, 6, 6, 3],
    ],
    'order and indices': [
      (x) => [
        ...(ops.topK(x, 2) as Tensor[]),
        ops.take(x, [2, 0], 1),
        ops.argmax(x, 1),
        ops.cumsum(x, 1),
        ops.sort(x, 1),
        ops.oneHot(ops.argmax(x, 1), 3),
        ops.flip(x, 1),
      ],
      [null, 3],
      [4, 3],
    ],
    'functions of elements': [
      (x) =>
        [
          ops.gelu,
          ops.silu,
          ops.erf,
          ops.log1p,
          ops.expm1,
          ops.selu,
          ops.elu,
          ops.hardSwish,
          ops.round,
          ops.sign,
          ops.arctan,
        ].map((fn) => (fn as (x: Tensor) => Tensor)(ops.abs(x))),
      [null, 3],
      [2, 3],
    ],
    statistics: [
      (x) => [
        ops.layerNormalization(x, ops.ones([3]), ops.zeros([3])),
        ops.var(x, 0),
        ops.logsumexp(x, 1),
        ops.prod(x, 1, true),
        ops.max(x, [0, 1]),
        ops.median(x, 1),
      ],
      [null, 3],
      [4, 3],
    ],
    'integers and conditions': [
      (x) => [ops.floorDivide(x, 2), ops.mod(x, 3), ops.where(ops.greater(x, 1), x, 0), ops.cast(x, 'float32')],
      [null, 3],
      [2, 3],
      'int32',
    ],
  };

  it.each(Object.entries(programs))('%s', async (_name, [fn, open, shape, dtype = 'float32']) => {
    const x =
      dtype === 'float32'
        ? waves(...shape)
        : tensor(
            Int32Array.from({ length: 6 }, (_, i) => i - 2),
            shape,
          );
    const names = fn(x).map((_, i) => `y${i}`);
    const bytes = await exportFunction(fn, [{ name: 'x', shape: open, dtype }], names);
    await checkAgainstRuntime(bytes, [x.host!]);
    const expected: HostArray[] = [];
    for (const y of fn(x))
      expected.push({ dtype: y.dtype, shape: y.shape, data: await (y as Tensor).read().then(({ data }) => data) });
    await assertOutputs('model', importModel(bytes).run([x]), expected, close);
  });
});

describe('windows and sampling agree with ONNX Runtime', () => {
  const small = (min: number, max: number) => fc.integer({ min, max });
  const pads = fc.array(small(0, 1), { minLength: 4, maxLength: 4 });

  it('in poolings', async () => {
    const type = fc.constantFrom('MaxPool', 'AveragePool', 'LpPool');
    const settings = fc.record({
      type,
      taps: fc.tuple(small(2, 3), small(2, 3)),
      strides: fc.tuple(small(1, 3), small(1, 3)),
      dilations: fc.tuple(small(1, 2), small(1, 2)),
      pads,
      same: fc.constantFrom('NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
      ceil: small(0, 1),
      counted: small(0, 1),
      size: fc.tuple(small(5, 8), small(5, 8)),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ type, taps, strides, dilations, pads, same, ceil, counted, size }) => {
        const spread = same === 'NOTSET';
        // ONNX Runtime refuses windows side by side with gaps between them here.
        fc.pre(spread || strides.every((step, i) => step <= taps[i]!));
        const bytes = oneNode(type, [[2, 2, ...size]], {
          kernel_shape: ints(taps),
          strides: ints(strides),
          ...(spread && { dilations: ints(dilations), pads: ints(pads), ceil_mode: int(ceil) }),
          ...(!spread && { auto_pad: string(same) }),
          ...(type === 'AveragePool' && { count_include_pad: int(counted) }),
        });
        await checkAgainstRuntime(bytes, [waves(2, 2, ...size).host!]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('in convolutions, and transposed ones', async () => {
    const settings = fc.record({
      strides: fc.tuple(small(1, 3), small(1, 2)),
      dilations: fc.tuple(small(1, 2), small(1, 2)),
      pads,
      same: fc.constantFrom('NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
      groups: fc.constantFrom(1, 2),
      isTransposed: fc.boolean(),
      extra: small(0, 1),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ strides, dilations, pads, same, groups, isTransposed, extra }) => {
        const spread = same === 'NOTSET';
        const filled = isTransposed && strides[0] > extra && strides[1] > extra;
        const bytes = oneNode(
          isTransposed ? 'ConvTranspose' : 'Conv',
          [[1, 4, 6, 7], isTransposed ? [4, 2, 3, 2] : [4, 4 / groups, 3, 2]],
          {
            strides: ints(strides),
            group: int(groups),
            ...(spread && { dilations: ints(dilations), pads: ints(pads) }),
            ...(!spread && { auto_pad: string(same) }),
            ...(spread && filled && { output_padding: ints([extra, extra]) }),
          },
        );
        const shape = isTransposed ? [4, 2, 3, 2] : [4, 4 / groups, 3, 2];
        await checkAgainstRuntime(bytes, [waves(1, 4, 6, 7).host!, waves(...shape).host!]);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('in Resize', async () => {
    const settings = fc.record({
      mode: fc.constantFrom('nearest', 'linear', 'cubic'),
      form: fc.constantFrom('half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric', 'half_pixel_symmetric'),
      nearest: fc.constantFrom('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'),
      scales: fc.tuple(fc.constantFrom(0.5, 1, 2, 3), fc.constantFrom(0.5, 1, 1.5, 2)),
      excludes: small(0, 1),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ mode, form, nearest, scales, excludes }) => {
        const g = new GraphBuilder('resize');
        const x = g.input('x', 'float32', [1, 1, 6, 4]);
        const factors = g.constant(Float32Array.of(1, 1, ...scales), 'float32', [4]);
        const y = g.op('Resize', [x, '', factors], {
          mode: string(mode),
          coordinate_transformation_mode: string(form),
          nearest_mode: string(nearest),
          ...(mode === 'cubic' && { exclude_outside: int(excludes), cubic_coeff_a: float(-0.5) }),
        });
        g.output(y, 'float32', [1, 1, null, null]);
        await checkAgainstRuntime(buildModel(g, {}), [waves(1, 1, 6, 4).host!]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('a model that is read', () => {
  test('refuses more windows than there is memory for', () => {
    const pooled = oneNode('AveragePool', [[1, 1, 2 ** 31]], { kernel_shape: ints([1]) });
    expect(() => importModel(pooled).run([ops.broadcastTo(ops.ones([1, 1, 1]), [1, 1, 2 ** 31])])).toThrow(
      /So many windows/,
    );
  });

  function dense(): Uint8Array {
    const g = new GraphBuilder('dense');
    const x = g.input('x', 'float32', ['batch', 3]);
    const weights = g.constant(waves(3, 2).host!.data, 'float32', [3, 2]);
    const bias = g.constant(Float32Array.of(0.5, -0.5), 'float32', [2]);
    g.output(g.op('Tanh', [g.op('Add', [g.op('MatMul', [x, weights]), bias])]), 'float32', ['batch', 2]);
    return buildModel(g, {});
  }

  it('says what it takes, gives and holds', () => {
    const { inputs, outputs, parameters } = importModel(dense());
    expect(inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['batch', 3] }]);
    expect(outputs.map(({ shape }) => shape)).toEqual([['batch', 2]]);
    expect(parameters.map(({ value, isSetting }) => [value.shape, isSetting])).toEqual([
      [[3, 2], false],
      [[2], false],
    ]);
  });

  it('is differentiated with respect to inputs and parameters', async () => {
    const model = importModel(dense());
    const [weights, bias] = model.parameters.map(({ value }) => value) as [Tensor, Tensor];
    const own = (x: Tensor, w: Tensor): Tensor => ops.sum(ops.tanh(ops.add(ops.matmul(x, w), bias)));
    const read = (x: Tensor, w: Tensor): Tensor =>
      ops.sum(model.run([x], new Map([[model.parameters[0]!.name, w]]))[0]!);
    const x = waves(4, 3);
    for (const position of [0, 1]) {
      const [expected, actual] = [own, read].map((fn) => grad(fn, position)(x, weights) as Tensor);
      await assertOutputs('gradient', [actual!], [await expected!.read()], close);
    }
  });

  it('runs inside of jit and vmap', async () => {
    const model = importModel(dense());
    const call = (x: Tensor): Tensor => model.run({ x })[0]!;
    const x = waves(5, 2, 3);
    const expected = await vmap(call)(x).read();
    expect(expected.shape).toEqual([5, 2, 2]);
    const direct = await call(x.reshape([10, 3])).read();
    expect(toNumbers(expected)).toEqual(toNumbers(direct));
    const w = new Variable(waves(10, 3));
    const compiled = jit(() => call(w.value));
    await assertOutputs('jit', [(await compiled()) as Tensor], [await call(waves(10, 3)).read()], close);
  });

  it('casts its inputs to the types that it declares', async () => {
    const [y] = importModel(dense()).run([[[1, 2, 3]]]);
    expect([y!.dtype, y!.shape]).toEqual(['float32', [1, 2]]);
  });

  it.each<[string, Parameters<ReturnType<typeof importModel>['run']>[0], RegExp]>([
    ['too many inputs', [waves(1, 3), waves(1, 3)], /takes other inputs/],
    ['another name', { y: waves(1, 3) }, /takes other inputs[\s\S]*Expected: x/],
    ['another size', [waves(1, 4)], /The input 'x' has a shape[\s\S]*\[null, 3\][\s\S]*\[1, 4\]/],
  ])('refuses %s', (_, inputs, message) => {
    expect(() => importModel(dense()).run(inputs)).toThrow(message);
  });

  it('takes a function of the model for a node, with the attributes of the call', async () => {
    const node = (type: string, input: string[], output: string[], others: Partial<NodeProto> = {}): NodeProto => ({
      opType: type,
      input,
      output,
      attribute: [],
      ...others,
    });
    const graph: GraphProto = {
      node: [node('Leak', ['x'], ['y'], { domain: 'own', attribute: [{ name: 'slope', ...float(0.5) }] })],
      initializer: [],
      input: [
        { name: 'x', type: { tensorType: { elemType: TensorDataType.FLOAT, shape: { dim: [{ dimValue: 2 }] } } } },
      ],
      output: [{ name: 'y' }],
    };
    const leak = node('LeakyRelu', ['a'], ['b'], { attribute: [{ name: 'alpha', type: 1, refAttrName: 'slope' }] });
    const model: ModelProto = {
      irVersion: 8,
      opsetImport: [{ version: 17 }, { domain: 'own', version: 1 }],
      functions: [
        {
          name: 'Leak',
          domain: 'own',
          input: ['a'],
          output: ['b'],
          attribute: ['slope'],
          node: [leak],
          opsetImport: [{ version: 17 }],
        },
      ],
      graph,
    };
    expect(
      await importModel(encode('ModelProto', model))
        .run([[-2, 3]])[0]!
        .array(),
    ).toEqual([-1, 3]);
    leak.opType = 'Leak';
    leak.domain = 'own';
    expect(() => importModel(encode('ModelProto', model)).run([[-2, 3]])).toThrow(/in a circle/);
  });

  it('reads tensors from files beside it, and from nowhere else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'onnx-external-'));
    try {
      const proto = readModel(dense());
      const data = Float32Array.from([1, 0, 0, 1, 0, 0]);
      const external = (location: string, offset = 4) => ({
        ...proto.graph.initializer[0]!,
        rawData: undefined,
        dataLocation: 1,
        externalData: [
          { key: 'location', value: location },
          { key: 'offset', value: String(offset) },
          { key: 'length', value: '24' },
        ],
      });
      const write = (location: string, offset?: number): string => {
        const path = join(folder, 'model.onnx');
        proto.graph.initializer[0] = external(location, offset);
        writeFileSync(path, encode('ModelProto', proto));
        return path;
      };
      const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(data.buffer)]);
      writeFileSync(join(folder, 'weights.bin'), bytes);
      const path = write('weights.bin');
      expect(await importModel(path).parameters[0]!.value.array()).toEqual([
        [1, 0],
        [0, 1],
        [0, 0],
      ]);
      const model = encode('ModelProto', proto);
      const given = importModel(model, { externalData: { 'weights.bin': bytes } });
      expect(await given.parameters[0]!.value.array()).toEqual([
        [1, 0],
        [0, 1],
        [0, 0],
      ]);
      expect(() => importModel(model)).toThrow(/is in another file, 'weights.bin'/);
      expect(() => importModel(write('weights.bin', 8))).toThrow(/reaches past the end/);
      expect(() => importModel(write('../weights.bin'))).toThrow(ValueError);
      expect(() => importModel(write('/etc/hostname'))).toThrow(/outside of its folder/);
      expect(() => importModel(write('missing.bin'))).toThrow(/Can't read/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('names all operators that are missing in one error', () => {
    const g = new GraphBuilder('unread');
    const x = g.input('x', 'float32', [2]);
    g.output(g.op('Bernoulli', [g.op('MelWeightMatrix', [x])]), 'float32', [2]);
    expect(() => importModel(buildModel(g, {}))).toThrow(NotImplementedError);
    expect(() => importModel(buildModel(g, {}))).toThrow(
      /operators that are not read[\s\S]*Bernoulli, MelWeightMatrix/,
    );
  });

  it('refuses versions of the operator set whose rules differ', () => {
    expect(() => importModel(oneNode('Relu', [[2]], {}, { opset: 6 }))).toThrow(/7 to 28[\s\S]*Received: 6/);
  });

  it('says which node asks for shapes that only a run knows', () => {
    const g = new GraphBuilder('dynamic');
    const x = g.input('x', 'float32', [null]);
    g.output(g.op('NonZero', [x]), 'int64', [1, null]);
    const model = importModel(buildModel(g, {}));
    expect(() => jit((y: Tensor) => model.run([y])[0]!)(waves(3))).toThrow(
      /NonZero depends on values that are known only/,
    );
  });

  it('asks for no more memory than a damaged file may have', () => {
    const g = new GraphBuilder('huge');
    const x = g.input('x', 'float32', [null]);
    const size = g.constant(BigInt64Array.of(2n ** 33n), 'int64', [1]);
    g.output(g.op('Reshape', [x, g.op('ConstantOfShape', [size])]), 'float32', [null]);
    expect(() => importModel(buildModel(g, {})).run([waves(3)])).toThrow(/more than 16777216 elements/);
  });
});
