import { ValueError } from '../errors.js';
import { buildModel, float, GraphBuilder, graph, int } from './graph-builder.js';
import type { GraphProto, ModelProto } from './proto.js';
import { readModel } from './read-model.js';
import { readTensor } from './tensor-proto.js';
import { encode } from './wire.js';

const emptyGraph: GraphProto = { node: [], initializer: [], input: [], output: [] };
const model = (fields: Partial<ModelProto>): Uint8Array =>
  encode('ModelProto', { irVersion: 10, opsetImport: [{ version: 21 }], graph: emptyGraph, ...fields });

/** Linear(2, 1), weights [1.5, -2] and 0.25, then LeakyReLU(0.5), written by PyTorch 2.13's exporter. */
const pytorch = `
CAgSB3B5dG9yY2gaBjIuMTMuMDqZAgpmCgF4CggwLndlaWdodAoGMC5iaWFzEhAvMC9HZW1tX291dHB1dF8wGgcvMC9HZW1tIgRHZW1tKg8KBW
FscGhhFQAAgD+gAQEqDgoEYmV0YRUAAIA/oAEBKg0KBnRyYW5zQhgBoAECCj8KEC8wL0dlbW1fb3V0cHV0XzASAXkaDC8xL0xlYWt5UmVsdSIJ
TGVha3lSZWx1Kg8KBWFscGhhFQAAAD+gAQESCm1haW5fZ3JhcGgqGggBCAIQAUIIMC53ZWlnaHRKCAAAwD8AAADAKhIIARABQgYwLmJpYXNKBA
AAgD5aGAoBeBITChEIARINCgcSBWJhdGNoCgIIAmIYCgF5EhMKEQgBEg0KBxIFYmF0Y2gKAggBQgIQEQ==`;

function dense(): Uint8Array {
  const g = new GraphBuilder('dense');
  const kernel = g.constant(Float32Array.of(1, 2, 3), 'float32', [3, 1]);
  g.output(g.op('MatMul', [g.input('x', 'float32', ['batch', 3]), kernel]), 'float32', ['batch', 1]);
  return buildModel(g, { producer: 'test' });
}

describe('readModel', () => {
  it('reads nodes, types and weights', () => {
    const { irVersion, producerName, graph } = readModel(dense());
    expect({ irVersion, producerName, name: graph.name }).toEqual({
      irVersion: 10,
      producerName: 'test',
      name: 'dense',
    });
    expect(graph.node).toEqual([{ opType: 'MatMul', input: ['x', 'constant_0'], output: ['MatMul_1'], attribute: [] }]);
    expect(graph.input[0]!.type).toEqual({
      tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'batch' }, { dimValue: 3 }] } },
    });
    expect(readTensor(graph.initializer[0]!)).toEqual({
      dtype: 'float32',
      shape: [3, 1],
      data: Float32Array.of(1, 2, 3),
    });
  });

  it('reads what PyTorch writes', () => {
    const { graph, opsetImport, producerName } = readModel(Buffer.from(pytorch, 'base64'));
    expect({ opsetImport, producerName }).toEqual({ opsetImport: [{ version: 17 }], producerName: 'pytorch' });
    expect(graph.input.map(({ name, type }) => [name, type!.tensorType!.shape!.dim])).toEqual([
      ['x', [{ dimParam: 'batch' }, { dimValue: 2 }]],
    ]);
    expect(graph.node.map(({ opType, input, attribute }) => ({ opType, input, attribute }))).toEqual([
      {
        opType: 'Gemm',
        input: ['x', '0.weight', '0.bias'],
        attribute: [
          { name: 'alpha', ...float(1) },
          { name: 'beta', ...float(1) },
          { name: 'transB', ...int(1) },
        ],
      },
      { opType: 'LeakyRelu', input: ['/0/Gemm_output_0'], attribute: [{ name: 'alpha', ...float(0.5) }] },
    ]);
    expect(graph.initializer.map(readTensor)).toEqual([
      { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1.5, -2) },
      { dtype: 'float32', shape: [1], data: Float32Array.of(0.25) },
    ]);
  });

  it('reads from any view of the bytes', () => {
    const bytes = dense();
    const shifted = Buffer.concat([Buffer.of(0, 0, 0), bytes]).subarray(3);
    expect(readModel(shifted)).toEqual(readModel(bytes));
  });

  it('refuses a file that is cut short, at every length', () => {
    const bytes = dense();
    for (let n = 0; n < bytes.length; n++) expect(() => readModel(bytes.subarray(0, n))).toThrow(ValueError);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['text', new TextEncoder().encode('{"class_name": "Sequential"}'), /cut short or of another format/],
    ['a zip file', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0), /Cannot read the bytes as an ONNX ModelProto/],
    ['no operator sets', model({ opsetImport: [] }), /which operator sets/],
    ['sparse weights', model({ graph: { ...emptyGraph, sparseInitializer: [new Uint8Array()] } }), /sparse weights/],
    [
      'sparse weights in a sub-graph',
      model({
        graph: {
          ...emptyGraph,
          node: [
            {
              opType: 'Loop',
              input: [],
              output: [],
              attribute: [{ name: 'body', ...graph({ ...emptyGraph, sparseInitializer: [new Uint8Array()] }) }],
            },
          ],
        },
      }),
      /sparse weights/,
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readModel(bytes)).toThrow(message);
  });
});
