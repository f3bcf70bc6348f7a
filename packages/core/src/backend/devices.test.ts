// Alone: modules are loaded anew.
import '../ops/methods.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { jit } from '../tracing/compiled.js';
import { device, deviceNames, devices, openBackend, registerDevice, setDevice } from './devices.js';
import { evaluateTensors } from './evaluate.js';
import { javascript } from './javascript.js';
import { sessions } from './session-cache.js';

afterEach(() => setDevice('cpu'));

const large = () => tensor(new Float32Array(200_000).fill(2));

/** The sessions that the CPU made meanwhile. */
async function sessionsOf(run: () => unknown): Promise<number> {
  const before = sessions.created;
  await run();
  return sessions.created - before;
}

test('there is a device for each provider that builds of ONNX Runtime have, and plain JavaScript', () => {
  expect(deviceNames()).toEqual(['cpu', 'wasm', 'javascript', 'webgpu', 'cuda', 'coreml', 'dml', 'webnn']);
  expect(device()).toBe('cpu');
});

test('a device is set by its name, in the forms that Keras knows as well', () => {
  for (const name of ['javascript', 'CPU', 'cpu:0']) setDevice(name);
  expect(device()).toBe('cpu');
});

test('an unknown device is refused, with the names that exist', () => {
  const message =
    /There is no such device\.\n {2}Expected: 'cpu' or 'wasm' or .*\n {2}Received: 'tpu'\n {2}Hint: await keras/;
  expect(() => setDevice('tpu')).toThrow(
    expect.objectContaining({ name: 'ValueError', message: expect.stringMatching(message) }),
  );
  expect(() => setDevice('gpu:0')).toThrow(/Hint: a GPU is 'webgpu', or 'cuda'/);
  for (const name of [undefined, 3])
    expect(() => setDevice(name as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  expect(() => registerDevice('npu', undefined as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  expect(() => device('tpu', () => 1)).toThrow(expect.objectContaining({ name: 'ValueError' }));
  expect(device()).toBe('cpu');
});

test('a device that the machine lacks says so when it is used, and how to find one that works', async () => {
  let attempts = 0;
  registerDevice('npu', async () => {
    attempts += 1;
    throw new Error('no driver found');
  });
  const failing = () => device('npu', () => large().add(1).data());
  await expect(failing()).rejects.toThrow(
    expect.objectContaining({
      name: 'ValueError',
      message: expect.stringMatching(/'npu' is not available: no driver found\..*keras\.config\.devices\(\)/s),
    }),
  );
  // It may be there the next time.
  await expect(failing()).rejects.toThrow();
  expect(attempts).toBe(2);
});

describe('what devices() reports', () => {
  test('of those that work', async () => {
    expect(await devices(['cpu', 'JavaScript'])).toEqual([
      { name: 'cpu', available: true },
      { name: 'javascript', available: true },
    ]);
  });

  test('of one that another system has: which one that is', async () => {
    const [report] = await devices([process.platform === 'darwin' ? 'dml' : 'coreml']);
    expect(report).toMatchObject({
      available: false,
      reason: expect.stringContaining('onnxruntime-node does not have it'),
    });
    expect(report!.needs).toMatch(/^(Windows|macOS)\.$/);
  });

  test('of what a program has added', async () => {
    registerDevice('broken', () => Promise.reject(new Error('no driver found')));
    expect(await devices(['broken'])).toEqual([{ name: 'broken', available: false, reason: 'no driver found' }]);
  });

  test('of one whose error is of a class of another copy of the package', async () => {
    registerDevice('doubled', () => Promise.reject(Object.assign(new Error('no card'), { remedy: 'a card.' })));
    expect(await devices(['doubled'])).toEqual([
      { name: 'doubled', available: false, reason: 'no card', needs: 'a card.' },
    ]);
  });

  test('is an error where there is no such device', async () => {
    await expect(devices(['tpu'])).rejects.toThrow(expect.objectContaining({ name: 'ValueError' }));
  });
});

// Where there are a GPU and the libraries, the device is tested by `npm run device-check`.
test('without its libraries CUDA is an error that says what to install, and no fall-back', async () => {
  const [report] = await devices(['cuda']);
  if (report!.available) return;
  expect(report!.needs).toMatch(/CUDA 12 and cuDNN 9/);
  await expect(device('cuda', () => large().add(1).data())).rejects.toThrow(
    expect.objectContaining({
      name: 'ValueError',
      message: expect.stringMatching(/^The device 'cuda' is not available: .*\n {2}Expected: .*CUDA 12/),
    }),
  );
});

test('the environment names the device of a process', () => {
  const inProcessWith = (name: string | undefined) => {
    let found = '';
    jest.isolateModules(() => {
      if (name !== undefined) process.env.KERAS_DEVICE = name;
      try {
        found = (require('./devices.js') as typeof import('./devices.js')).device();
      } finally {
        delete process.env.KERAS_DEVICE;
      }
    });
    return found;
  };
  expect([inProcessWith('javascript'), inProcessWith(undefined), inProcessWith('')]).toEqual([
    'javascript',
    'cpu',
    'cpu',
  ]);
  expect(() => inProcessWith('abacus')).toThrow("'abacus'");
});

describe('a scope', () => {
  test('holds for its body and what that returns', async () => {
    const [inside, y] = device('javascript', () => [device(), large().mul(3)] as const);
    expect([inside, device()]).toEqual(['javascript', 'cpu']);
    registerDevice('counted', async () => ({ ...javascript, name: 'counted', compile: counted }));
    const z = device('counted', () => ({ deep: [large().add(y)] }));
    expect((await z.deep[0]!.data())[0]).toBe(8);
    expect(compiled).toBe(1);
  });
  let compiled = 0;
  const counted: typeof javascript.compile = (graph) => {
    compiled += 1;
    return javascript.compile(graph);
  };

  test('ends when its body fails', () => {
    const failing = () =>
      device('javascript', () => {
        throw new Error('body');
      });
    expect(failing).toThrow('body');
    expect(device()).toBe('cpu');
  });

  test('of a promise lasts until that is settled, whatever the order', async () => {
    const ends: (() => void)[] = [];
    const open = (name: string) => device(name, () => new Promise<void>((resolve) => ends.push(resolve)));
    const [first, second] = [open('javascript'), open('cpu')];
    expect(device()).toBe('cpu');
    ends[0]!();
    await first;
    expect(device()).toBe('cpu');
    ends[1]!();
    await second;
    expect(device()).toBe('cpu');
  });

  test('of a promise ends alone, where others name the same device', async () => {
    const ends: (() => void)[] = [];
    const open = (name: string) => device(name, () => new Promise<void>((resolve) => ends.push(resolve)));
    const running = ['javascript', 'cpu', 'javascript'].map(open);
    ends[0]!();
    await running[0];
    expect(device()).toBe('javascript');
    for (const end of ends) end();
    await Promise.all(running);
    expect(device()).toBe('cpu');
  });

  test('chooses what a compiled function runs on', async () => {
    const square = jit((x: Tensor) => x.mul(x));
    await square(large()).data();
    expect(await sessionsOf(() => device('cpu', () => evaluateTensors([square(large())])))).toBe(0);
    const y = device('javascript', () => square(large()));
    expect((await y.data())[0]).toBe(4);
  });
});

test('a name belongs to one device', () => {
  expect(() => registerDevice('cpu', async () => javascript)).toThrow(expect.objectContaining({ name: 'ValueError' }));
});

test('a backend is opened once', async () => {
  expect(await openBackend('cpu')).toBe(await openBackend('cpu'));
});

test('another device loads no native runtime', async () => {
  jest.resetModules();
  jest.doMock('onnxruntime-node', () => {
    throw new Error('the native runtime was loaded');
  });
  const fresh = require('../index.js') as typeof import('../index.js');
  await fresh.device('javascript', async () => {
    expect((await fresh.tensor(new Float32Array(500_000).fill(2)).add(1).data())[0]).toBe(3);
  });
  jest.dontMock('onnxruntime-node');
});
