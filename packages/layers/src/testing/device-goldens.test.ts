/** Every layer against Python Keras on the other devices: all cases before a merge, a few in daily work. */
import { devices, setDevice } from '@org/core';
import { isThorough, thorough } from '@org/testing';
import '../index.js';
import { expectGolden } from './golden-case.js';
import { layerCases, layerFamilies } from './golden-families.js';

/** The environment may name another one. */
const { KERAS_DEVICE } = process.env;
const places = KERAS_DEVICE ? [KERAS_DEVICE] : thorough(['wasm', 'javascript', 'webgpu'], ['javascript', 'webgpu']);

describe.each(places)('on %s', (place) => {
  let missing: string | undefined;
  beforeAll(async () => {
    const [report] = await devices([place]);
    missing = report!.reason;
    if (missing) console.warn(`No layer is tried on '${place}', which is missing: ${missing}.`);
    else setDevice(place);
  });
  afterAll(() => setDevice('cpu'));

  describe.each(layerFamilies)('%s', (family) => {
    const cases = layerCases(family);
    const chosen = isThorough ? cases : cases.slice(0, 1);
    it.each(chosen.map((golden) => [golden.id, golden] as const))('%s', async (_id, golden) => {
      if (!missing) await expectGolden(golden);
    });
  });
});
