import { type KerasFunction as Graph, tree } from '@org/core';
import { deserializeGraph, type FunctionalConfig, serializeGraph } from './functional-config.js';
import * as keras from './index.js';
import { graphOf } from './model-graph.js';

const { Input, Model, layers } = keras;

function shared(): Graph {
  const x = Input([2], { name: 'x' });
  const layer = new layers.Dense(2, { name: 'shared' });
  // Not part of the model, so the calls that follow count from 0 all the same.
  layer(Input([2]));
  const hidden = layer(x);
  const dropped = new layers.Dropout(0.5, { name: 'drop' })(hidden, { training: true });
  return graphOf(new Model({ x }, { y: new layers.Add({ name: 'sum' })([layer(dropped), x]), h: hidden }))!;
}

const config = (): FunctionalConfig =>
  JSON.parse(JSON.stringify({ name: 'model', trainable: true, ...serializeGraph(shared()) }));

const reference = (...history: [string, number, number]) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 2], dtype: 'float32', keras_history: history },
});

describe('the config of a graph', () => {
  it('has the calls of every layer, as Python Keras 3.15 writes them', () => {
    const { layers, input_layers, output_layers } = config();
    expect(input_layers).toEqual({ x: ['x', 0, 0] });
    expect(output_layers).toEqual({ y: ['sum', 0, 0], h: ['shared', 0, 0] });
    expect(Object.fromEntries(layers.map(({ name, inbound_nodes }) => [name, inbound_nodes]))).toEqual({
      x: [],
      shared: [
        { args: [reference('x', 0, 0)], kwargs: {} },
        { args: [reference('drop', 0, 0)], kwargs: {} },
      ],
      drop: [{ args: [reference('shared', 0, 0)], kwargs: { training: true } }],
      sum: [{ args: [[reference('shared', 1, 0), reference('x', 0, 0)]], kwargs: {} }],
    });
  });

  it('has what was given by name among the keywords, the first input as well', async () => {
    const [x, y] = [Input([2, 4], { name: 'x' }), Input([3, 4], { name: 'y' })];
    const attention = new layers.MultiHeadAttention(1, 2, { name: 'attention' });
    const lstm = new layers.LSTM(4, { name: 'lstm' });
    const outputs = [
      attention({ query: x, value: y, useCausalMask: true }),
      lstm({ sequences: x, initialState: [y.at(':', 0), y.at(':', 1)] }),
      new layers.Dense(2, { name: 'dense' })({ inputs: x }),
    ];
    const model = new Model([x, y], outputs as keras.KerasTensor[]);
    const nodesOf = (graph: keras.Model) =>
      JSON.parse(JSON.stringify(serializeGraph(graphOf(graph)!).layers)).map(
        ({ name, inbound_nodes }: FunctionalConfig['layers'][number]) => [
          name,
          inbound_nodes.map(({ args, kwargs }) => [args.length, Object.keys(kwargs)]),
        ],
      );
    for (const graph of [model, keras.models.cloneModel(model) as keras.Model]) {
      const nodes = Object.fromEntries(nodesOf(graph));
      expect(nodes.attention).toEqual([[0, ['query', 'value', 'use_causal_mask']]]);
      expect(nodes.lstm).toEqual([[0, ['sequences', 'initial_state']]]);
      expect(nodes.dense).toEqual([[0, ['inputs']]]);
    }
  });

  it('becomes the same graph again', () => {
    const { inputs, outputs } = deserializeGraph(config());
    expect(Object.keys(inputs as object)).toEqual(['x']);
    const copy = new Model(inputs, outputs);
    expect(JSON.parse(JSON.stringify(serializeGraph(graphOf(copy)!)))).toEqual(
      JSON.parse(JSON.stringify(serializeGraph(shared()))),
    );
    expect(tree.flatten(outputs)).toHaveLength(2);
  });

  it('is refused where a call can never be made', () => {
    const broken = config();
    const [, dense] = broken.layers;
    Object.assign(dense!.inbound_nodes[0]!, { args: [reference('sum', 0, 0)] });
    expect(() => deserializeGraph(broken)).toThrow(/cannot be connected[\s\S]*shared/);
  });

  it('is refused where an output does not exist', () => {
    const broken = { ...config(), output_layers: ['nobody', 0, 0] };
    expect(() => deserializeGraph(broken)).toThrow(/does not define[\s\S]*nobody/);
  });

  it('is refused where it counts the calls of a model inside from 0', () => {
    const [x, y] = [Input([2]), Input([2])];
    const inner = new Model(x, new layers.Dense(2)(x), { name: 'inner' });
    const { name: _name, trainable: _trainable, ...graph } = new Model(y, inner(y)).getConfig();
    expect(graph.output_layers).toEqual(['inner', 1, 0]);
    const broken = { ...graph, output_layers: ['inner', 0, 0] } as unknown as FunctionalConfig;
    expect(() => deserializeGraph(broken)).toThrow(/does not define[\s\S]*"inner",0,0/);
  });

  it('is refused where a layer is something else', () => {
    const { layers: list, ...rest } = config();
    const zeros = { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null };
    const broken = { ...rest, layers: [...list, { ...zeros, name: 'zeros', inbound_nodes: [] }] };
    expect(() => deserializeGraph(broken)).toThrow('"zeros" in the file is not a layer');
  });
});
