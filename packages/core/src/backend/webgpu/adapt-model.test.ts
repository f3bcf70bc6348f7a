/** Models are written for WebGPU with operators that the processor has as well, so it shows that they compute the same. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { thorough } from '@org/testing';
import { evaluateGraph } from '../../graph/evaluate.js';
import { expand } from '../../graph/passes/expand.js';
import { optimize } from '../../graph/passes/optimize.js';
import { GraphBuilder, int, ints } from '../../onnx/graph-builder.js';
import { type GraphProto, onnxTypes } from '../../onnx/proto.js';
import { readModel } from '../../onnx/read-model.js';
import { emit, primitives } from '../../op.js';
import { cos, sin } from '../../primitives/transcendental.js';
import { toNumbers } from '../../tensor/host-array.js';
import { fromHost, placeholder } from '../../tensor/tensor.js';
import { assertClose, toleranceOf } from '../../testing/close.js';
import { type Case, casesOf } from '../../testing/conformance.js';
import { runModel } from '../../testing/run-graph.js';
import { convert } from '../cpu/cpu.js';
import { devices } from '../devices.js';
import { build } from '../ort-node.js';
import { adaptModel } from './adapt-model.js';
import type { Traits } from './kernels.js';
import { capabilitiesOf, modelForWebgpu } from './model-for-webgpu.js';
import { narrowType } from './narrow-types.js';

const folder = join(__dirname, '../../primitives');
for (const file of readdirSync(folder, { recursive: true }).map(String)) {
  if (file.endsWith('.ts') && !file.endsWith('.test.ts')) require(join(folder, file));
}

const EXACT = { float16: true, rough: new Set<string>(), wide: true, emulated: false };
const ROUGH = {
  float16: true,
  rough: new Set(['Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan']),
  wide: true,
  emulated: false,
};

const NARROW = { ...EXACT, wide: false };

function adapted(test: Case, traits: Traits = EXACT) {
  const inputs = test.inputs.map(placeholder);
  const graph = optimize(expand({ inputs, outputs: emit(test.primitive, inputs, test.sample.attributes ?? {}) }));
  const feeds = test.inputs.map((host) => convert(host, capabilitiesOf(traits).boundary(host.dtype)));
  return { ...modelForWebgpu(graph, traits), feeds };
}

const isFinite = (values: ArrayLike<number>): boolean => Array.from(values).every(Number.isFinite);

const cases = [...primitives().values()].flatMap((primitive) => casesOf(primitive, true));
const finite = cases.filter(({ inputs }) => inputs.every((input) => isFinite(toNumbers(input))));

/** Fails where what is written for WebGPU, run by the processor, is not what the evaluation gives. */
async function expectSame(c: Case, traits?: Traits): Promise<void> {
  const { bytes, inputNames, outputNames, feeds } = adapted(c, traits);
  const results = await runModel(bytes, { inputNames, outputNames }, feeds);
  const expected = evaluateGraph(emit(c.primitive, c.inputs.map(fromHost), c.sample.attributes ?? {}));
  expected.forEach((wanted, i) => {
    const numbers = toNumbers(wanted);
    if (!isFinite(numbers)) return;
    const half = c.inputs.some(({ dtype }) => dtype === 'float16' || dtype === 'bfloat16');
    const known = toleranceOf(wanted.dtype);
    const { rtol, atol } = half ? toleranceOf('bfloat16') : known;
    // float64 reaches the kernels that WebGPU has as float32.
    assertClose(c.name, toNumbers(convert(results[i]!, wanted.dtype)), numbers, {
      rtol: Math.max(known.rtol, rtol, wanted.dtype === 'float64' ? 1e-5 : 0),
      atol: Math.max(known.atol, atol, wanted.dtype === 'float64' ? 1e-6 : 0),
    });
  });
}

test.each(
  thorough(
    finite,
    finite.filter((_, i) => i % 16 === 0),
  ),
)('the same is computed: $name', (c) => expectSame(c));

const ofAngles = finite.filter(
  ({ primitive: { name }, inputs: [x] }) => /^a?(sin|cos|tan)2?$/.test(name) && x!.dtype === 'float32',
);
test.each(ofAngles)('and by devices that are rough at it: $name', async (c) => {
  expect(adapted(c, ROUGH).nodes.map(({ opType }) => opType)).not.toContainEqual(
    expect.stringMatching(/^A?(sin|cos|tan)$/i),
  );
  await expectSame(c, ROUGH);
});

const ofWideTypes = finite.filter(({ inputs }) => inputs.some(({ dtype }) => narrowType(dtype) !== dtype));
test.each(
  thorough(
    ofWideTypes,
    ofWideTypes.filter((_, i) => i % 8 === 0),
  ),
)('and by a runtime without float64, bfloat16 and integers of 16 bits: $name', async (c) => {
  const { graph } = readModel(adapted(c, NARROW).bytes);
  expect([...typesIn(graph)].filter((type) => WIDE.has(type))).toEqual([]);
  await expectSame(c, NARROW);
});

const WIDE = new Set<number>([onnxTypes.float64, onnxTypes.bfloat16, onnxTypes.int16, onnxTypes.uint16]);

/** Of inputs, outputs, constants and casts, those of bodies as well. */
function typesIn({ input, output, initializer, node }: GraphProto): Set<number> {
  const attributes = node.flatMap(({ attribute }) => attribute);
  return new Set([
    ...[...input, ...output].map(({ type }) => type!.tensorType!.elemType),
    ...initializer.map(({ dataType }) => dataType),
    ...attributes.flatMap(({ name, i, t, g }) => [
      ...(name === 'to' ? [Number(i)] : []),
      ...(t ? [t.dataType] : []),
      ...(g ? typesIn(g) : []),
    ]),
  ]);
}

test('angles up to ten thousand have all the digits of float32', async () => {
  const angles = Float32Array.from({ length: 20_001 }, (_, i) => i - 10_000 + Math.fround(Math.PI) / 7);
  const x = placeholder({ shape: [angles.length], dtype: 'float32' });
  for (const [make, evaluate] of [
    [sin, Math.sin],
    [cos, Math.cos],
  ] as const) {
    const { bytes, ...names } = modelForWebgpu({ inputs: [x], outputs: [make(x)] }, ROUGH);
    const [result] = await runModel(bytes, names, [{ shape: [angles.length], dtype: 'float32', data: angles }]);
    const errors = angles.map((angle, i) => Math.abs(Number(result!.data[i]) - evaluate(angle)));
    expect(Math.max(...errors)).toBeLessThan(2 ** -22);
  }
});

function modelOf(write: (graph: GraphBuilder) => string, dtype: 'float32' | 'float16' | 'bool') {
  const graph = new GraphBuilder('model');
  graph.output(write(graph), dtype, [4]);
  return graph.build();
}

test('what has a kernel stays as it is', () => {
  const proto = modelOf((graph) => graph.op('Tanh', [graph.input('x', 'float32', [4])]), 'float32');
  const { graph, onProcessor } = adaptModel(proto, { ...EXACT, float16: false });
  expect(graph.node.map(({ opType }) => opType)).toEqual(['Tanh']);
  expect(onProcessor).toEqual([]);
});

test('what has none becomes nodes that have one', () => {
  const proto = modelOf(
    (graph) => graph.op('Or', [graph.input('x', 'bool', [4]), graph.input('y', 'bool', [4])]),
    'bool',
  );
  const { graph, onProcessor } = adaptModel(proto, { ...EXACT, float16: false });
  expect(graph.node.map(({ opType }) => opType)).toEqual(['Cast', 'Cast', 'Max', 'Cast']);
  expect(graph.node.at(-1)!.output).toEqual(proto.node[0]!.output);
  expect(onProcessor).toEqual([]);
});

test('float16 is the processor’s where the device has no shaders for it', () => {
  const proto = modelOf((graph) => {
    const half = graph.op('Cast', [graph.input('x', 'float32', [4])], { to: int(onnxTypes.float16) });
    return graph.op('Add', [half, half]);
  }, 'float16');
  const left = (float16: boolean) => adaptModel(proto, { ...EXACT, float16 }).onProcessor.map(({ opType }) => opType);
  expect(left(true)).toEqual([]);
  expect(left(false)).toEqual(['Cast', 'Add']);
});

test('the runtime’s profiler says the same of where nodes run', async () => {
  const [report] = await devices(['webgpu']);
  if (!report!.available) {
    console.warn(`Not compared with the profiler, since WebGPU is missing: ${report!.reason}.`);
    return;
  }
  const first = cases.filter(({ name }, i) => i === 0 || !name.startsWith(`${cases[i - 1]!.primitive.name}(`));
  for (const c of thorough(first, first.slice(0, 3))) {
    const { bytes, inputNames, outputNames, feeds, onProcessor } = adapted(c);
    if (onProcessor.length > 0) continue;
    const runs = await build.profile!(bytes, { inputNames, outputNames, parallel: false }, 'webgpu', feeds);
    const elsewhere = runs.filter(({ provider, inputs }) => provider.startsWith('CPU') && !inputs.includes('int64'));
    expect([c.name, elsewhere.map(({ operator, inputs }) => `${operator} ${inputs}`)]).toEqual([c.name, []]);
  }
}, 300_000);

test('the runtime is told of few nodes, by short names', () => {
  const proto = modelOf((graph) => {
    const half = graph.op('Cast', [graph.input('x', 'float32', [4])], { to: int(onnxTypes.float16) });
    // WebGPU has no kernel for this one.
    return graph.op('Mod', [graph.op('Add', [half, half]), half], { fmod: int(1) });
  }, 'float16');
  const { onProcessor, refused } = adaptModel(proto, { ...EXACT, float16: false });
  expect(onProcessor.map(({ opType }) => opType)).toEqual(['Cast', 'Add', 'Mod']);
  expect(refused).toEqual(onProcessor.slice(0, 2).map(({ name }) => name));
  expect(Math.max(...refused.map(({ length }) => length))).toBeLessThan(10);
});

test.each([
  [[1, 1, 1, 1], ['Conv']],
  [
    [0, 0, 1, 1],
    ['Pad', 'Conv'],
  ],
])('a convolution padded by %j becomes %j', (pads, expected) => {
  const proto = modelOf((graph) => {
    const [x, kernel] = [graph.input('x', 'float32', [1, 1, 2, 2]), graph.input('kernel', 'float32', [1, 1, 2, 2])];
    return graph.op('Conv', [x, kernel], { pads: ints(pads), strides: ints([1, 1]) });
  }, 'float32');
  expect(adaptModel(proto, EXACT).graph.node.map(({ opType }) => opType)).toEqual(expected);
});

test.each([
  [1, {}, 'NHWC'],
  [2, {}, 'NCHW'],
  [2, { kernel_shape: ints([1]) }, 'NHWC'],
])('a transposed convolution of %i groups, with %j, is computed in the layout %s', (groups, attributes, layout) => {
  const proto = modelOf((graph) => {
    const [x, kernel] = [graph.input('x', 'float32', [1, 2, 2]), graph.input('kernel', 'float32', [2, 1, 2])];
    return graph.op('ConvTranspose', [x, kernel], { group: int(groups), strides: ints([1]), ...attributes });
  }, 'float32');
  expect(adaptModel(proto, EXACT).layout).toBe(layout);
});
