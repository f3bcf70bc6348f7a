import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ops, type Tensor } from '@org/core';
import { unzipSync, zipSync } from 'fflate';
import { EncoderMnist } from '../models/encoder-mnist.js';
import { fill } from '../testing/generated.js';
import { load, save } from './index.js';

const fixture = (name: string) => join(__dirname, 'fixtures', name);
const valuesOf = async (tensors: Record<string, Tensor>) =>
  Object.fromEntries(
    await Promise.all(Object.entries(tensors).map(async ([name, x]) => [name, [x.dtype, await x.array()]])),
  );

test('a state dict that torch wrote', async () => {
  const state = await load(fixture('encoder.pt'));
  const model = new EncoderMnist(2);
  expect(Object.keys(state)).toEqual(Object.keys(model.stateDict()));
  model.loadStateDict(state);
  expect(await valuesOf(model.stateDict())).toEqual(await valuesOf(fill(new EncoderMnist(2), 1600).stateDict()));
});

// The second as torch before 1.6 wrote it (`_use_new_zipfile_serialization=False`).
test.each([
  ['mixed.pt', fixture('mixed.pt')],
  ['old.pt', fixture('old.pt')],
  ['a Buffer of old.pt', readFileSync(fixture('old.pt'))],
])('every type of numbers, views, and what stands beside tensors: %s', async (_name, source) => {
  interface Mixed {
    model: Record<string, Tensor>;
  }
  const { model, ...others } = await load<Mixed>(source);
  expect(others).toEqual({ epoch: 7, lr: 1e-3, name: 'é', none: null, list: [1, [true, 2 ** 40]] });
  expect(await valuesOf(model)).toEqual({
    half: ['float16', [1.5, -2, 2 ** -24]],
    brain: ['bfloat16', [1.5, -2]],
    double: ['float64', [[0.1, 0.2]]],
    long: ['int64', [2 ** 40, -1]],
    flags: ['bool', [true, false]],
    bytes: ['uint8', [255, 0]],
    transposed: [
      'float32',
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
    ],
    part: ['float32', [3, 5]],
    parameter: ['float32', [1, 1]],
    empty: ['float32', []],
  });
});

test('what we write is what we read', async () => {
  const state = new EncoderMnist(3).stateDict();
  expect(await valuesOf(await load(await save(state)))).toEqual(await valuesOf(state));
});

describe('refused', () => {
  const text = (value: string) => new TextEncoder().encode(value);

  test('objects of other classes, by their names', async () => {
    await expect(load(fixture('custom.pt'))).rejects.toThrow(/received: __main__ Custom/i);
  });

  test("torch's older format, cut off", async () => {
    const whole = new Uint8Array(readFileSync(fixture('old.pt')));
    for (let size = 15; size < whole.length; size += 37) {
      await expect(load(whole.subarray(0, size))).rejects.toThrow(/no state dict/);
    }
  });

  test('what is no file of torch', async () => {
    await expect(load(text('{"weight": 1}'))).rejects.toThrow(/none of torch/);
  });

  /** The file of a state dict with another pickle. */
  const withPickle = (pickle: Uint8Array): Uint8Array => {
    const entries = unzipSync(readFileSync(fixture('encoder.pt')));
    const name = Object.keys(entries).find((each) => each.endsWith('/data.pkl'))!;
    return zipSync({ ...entries, [name]: pickle });
  };
  test.each([
    ['a function', 'cos\nsystem\n(X\x02\x00\x00\x00lstR.', /os system/],
    ['opcodes that state dicts have not', '\x80\x02Igloo\n.', /opcode 0x49/],
    ['a pickle without end', '\x80\x02}', /behind its end/],
    ['values that it has not made', 'h\x05.', /value 5/],
    ['a text longer than the file', 'X\xff\xff\xff\x7f.', /behind its end/],
    ['a call of something that is no function', '}(tR.', /no function/],
    ['a text that is none', 'X\x01\x00\x00\x00\xff.', /no state dict[\s\S]*damaged/],
  ])('%s', async (_what, opcodes, message) => {
    const pickle = Uint8Array.from(opcodes, (character) => character.charCodeAt(0));
    await expect(load(withPickle(pickle))).rejects.toThrow(message);
  });

  test('tensors that reach behind their storage', async () => {
    const pickle = unzipSync(readFileSync(fixture('encoder.pt')));
    const bytes = Object.entries(pickle).find(([name]) => name.endsWith('/data.pkl'))![1];
    // The offset of the first tensor, behind its storage: BININT1 0 becomes 255.
    const at = bytes.findIndex((byte, i) => byte === 0x51 && bytes[i + 1] === 0x4b);
    const changed = bytes.slice();
    changed[at + 2] = 255;
    await expect(load(withPickle(changed))).rejects.toThrow(/in a storage of/);
  });

  test('damaged archives', async () => {
    const whole = readFileSync(fixture('encoder.pt'));
    const halved = Object.entries(unzipSync(whole)).map(([name, part]) => [
      name,
      part.subarray(0, name.includes('/data/') ? 3 : undefined),
    ]);
    await expect(load(zipSync(Object.fromEntries(halved)))).rejects.toThrow(/no state dict/);
    await expect(load(new Uint8Array(whole.subarray(0, 500)))).rejects.toThrow(/no state dict/);
    await expect(load(text('PK nothing'))).rejects.toThrow(/no state dict/);
  });

  test('a state dict of another model', async () => {
    const state = await load(fixture('encoder.pt'));
    expect(() => new EncoderMnist(3).loadStateDict(state)).toThrow(/"encoder_lin.2.weight" has another shape/);
    const { 'encoder_cnn.0.bias': _, ...rest } = state;
    expect(() => new EncoderMnist(2).loadStateDict({ ...rest, other: ops.zeros([1]) })).toThrow(
      /encoder_cnn.0.bias(.|\n)*other/,
    );
    expect(new EncoderMnist(2).loadStateDict({ ...rest, other: ops.zeros([1]) }, { strict: false })).toEqual({
      missingKeys: ['encoder_cnn.0.bias'],
      unexpectedKeys: ['other'],
    });
  });
});

test('we write the file that torch was seen to open', async () => {
  // `goldens/make_training.py` opens it.
  const state = { weight: ops.reshape(ops.arange(6, { dtype: 'float32' }), [2, 3]), count: ops.cast(7, 'int64') };
  expect(Buffer.from(await save(state)).equals(readFileSync(fixture('ours.pt')))).toBe(true);
});
