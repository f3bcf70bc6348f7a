import { ops, type Tensor } from '@org/core';
import * as nn from '../../nn/index.js';
import { uniforms } from '../../testing/generated.js';
import { GuidedGradCam } from '../guided-grad-cam.js';
import { LayerGradCam } from './layer-grad-cam.js';

class Net extends nn.Module {
  readonly conv = new nn.Conv2d(1, 3, 3, { padding: 1 });
  readonly relu = new nn.ReLU();
  readonly fc = new nn.Linear(3, 2);
  forward(x: Tensor): Tensor {
    return this.fc(ops.mean(this.relu(this.conv(x)) as Tensor, [2, 3]));
  }
}

const net = new Net();
const images = uniforms(5, [2, 1, 6, 5]);

describe("torch's modules", () => {
  it.each([
    ['a module', net.conv, net],
    ['a layer of Keras in one', net.relu, net],
    ['a module in a function', net.conv, (x: Tensor) => net<Tensor>(x)],
  ])('have channels in front of the pixels: %s', async (_, layer, explained) => {
    const map = await new LayerGradCam(explained, layer).attribute(images, { target: 1 });
    expect(map.shape).toEqual([2, 1, 6, 5]);
    const same = await new LayerGradCam(explained, layer).attribute(images, {
      target: 1,
      dataFormat: 'channels_first',
    });
    expect(await map.data()).toEqual(await same.data());
    expect((await new GuidedGradCam(explained, layer).attribute(images, { target: 1 })).shape).toEqual([2, 1, 6, 5]);
  });
});
