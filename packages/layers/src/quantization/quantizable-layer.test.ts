import { Dense } from '../index.js';

class Custom extends Dense {}
class Named extends Dense {
  static override readonly kerasName = 'Dense';
}

const built = (layer: Dense): Dense => {
  layer.build([null, 4]);
  return layer;
};

test.each([Custom, Named])('the layer %p of a user is quantized if asked for without a check of its class', (type) => {
  const layer = built(new type(3));
  expect(() => layer.quantize('int8')).toThrow(expect.objectContaining({ name: 'NotImplementedError' }));
  layer.quantize('int8', false);
  expect(layer.weights.map(({ dtype }) => dtype)).toContain('int8');
});

test('layers of the library are', () => {
  const layer = built(new Dense(3));
  layer.quantize('int8');
  expect(layer.weights.map(({ dtype }) => dtype)).toContain('int8');
});
