import { Add, Dense, Input, type Layer } from '@org/layers';
import { Model } from '../model.js';
import { Sequential } from '../sequential.js';
import { modelToDot } from './model-to-dot.js';

/** The boxes by their ids, as text without tags, and the arrows between them. */
function parsed(text: string) {
  const labels = new Map(
    [...text.matchAll(/^(node\d+) \[label=<(.*)>, fontname/gm)].map(([, id, html]) => [
      id!,
      html!
        .replace(/<\/td>/g, '|')
        .replace(/<[^>]*>/g, '')
        .replace(/\|$/, ''),
    ]),
  );
  const edges = [...text.matchAll(/^(node\d+) -> (node\d+) \[penwidth=2\];$/gm)];
  return {
    labels: [...labels.values()],
    edges: edges.map(([, from, to]) => `${labels.get(from!)} -> ${labels.get(to!)}`),
  };
}

const dense = (units: number, name: string, options = {}) => new Dense(units, { name, ...options }) as Layer;

test('a stack of layers is a chain', () => {
  const model = new Sequential([Input([2]), dense(3, 'first', { activation: 'relu' }), dense(1, 'second')]);
  model.layers[1]!.trainable = false;
  const options = { showShapes: true, showDtype: true, showLayerActivations: true, showTrainable: true };
  const text = modelToDot(model, options).toString();
  expect(text).toMatch(
    /^digraph G \{\nrankdir=TB;\nconcentrate=true;\ndpi=200;\nsplines=ortho;\nnode \[shape=record\];\n/,
  );
  const first =
    'first (Dense)|Activation: relu|Input shape: (None, 2)|Output shape: (None, 3)|Output dtype: float32|Trainable';
  const second =
    'second (Dense)|Activation: linear|Input shape: (None, 3)|Output shape: (None, 1)|Output dtype: float32|Non-trainable';
  expect(parsed(text)).toEqual({ labels: [first, second], edges: [`${first} -> ${second}`] });
});

test('graphs have an arrow for each connection, and nested models are boxes, or around theirs', () => {
  const inner = new Sequential([Input([3]), dense(3, 'a'), dense(3, 'b')], { name: 'inner' });
  const inputs = Input({ shape: [3], name: 'x' });
  const nested = inner(inputs) as typeof inputs;
  const outputs = new Add({ name: 'sum' })([nested, inputs]) as typeof inputs;
  const model = new Model({ inputs, outputs });
  const { labels, edges } = parsed(modelToDot(model, { rankdir: 'LR' }).toString());
  expect(labels).toEqual(['x (InputLayer)', 'inner (Sequential)', 'sum (Add)']);
  expect(edges).toEqual([
    'x (InputLayer) -> inner (Sequential)',
    'inner (Sequential) -> sum (Add)',
    'x (InputLayer) -> sum (Add)',
  ]);
  const whole = modelToDot(model, { expandNested: true, showLayerNames: true }).toString();
  expect(whole).toMatch(/subgraph cluster_node\d+ \{\nstyle=dashed;\nlabel=inner;\nlabeljust=l;/);
  expect(new Set(parsed(whole).edges)).toEqual(
    new Set([
      'x (InputLayer) -> a (Dense)',
      'a (Dense) -> b (Dense)',
      'b (Dense) -> sum (Add)',
      'x (InputLayer) -> sum (Add)',
    ]),
  );
});

test('a model of a class of its own is one box, and is built', () => {
  class Own extends Model {
    override call(x: unknown) {
      return x;
    }
  }
  const own = new Own({ name: 'a<b' });
  expect(() => modelToDot(own)).toThrow(/has not yet been built/);
  own.build([null, 2]);
  expect(modelToDot(own, { showLayerNames: false, dpi: 96 }).toString()).toContain('<b>Own</b>');
  expect(modelToDot(own).toString()).toContain('<b>a&lt;b</b> (Own)');
});
