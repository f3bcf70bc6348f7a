/** Errors of a run tell the line that asked for what failed. Here, because lines of the packages themselves are not the user's. */
import * as keras from '@org/models';

const { jit, layers, ops, tensor, vmap } = keras;

/** The line below the one that calls this. */
function nextLine(): string {
  const [, file, line] = /\(?([^\s()]+):(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[2]!)!;
  return `${file}:${Number(line) + 1}:`;
}
const messageOf = (y: keras.Tensor): Promise<string> =>
  y.array().then(
    () => 'nothing failed',
    (error: Error) => error.message,
  );

const x = tensor([1, 2, 3], null, 'float32');
/** Not known before it runs. */
const far = () => tensor([7]).add(0);

describe.each(['cpu', 'javascript'])('on %s', (device) => {
  beforeAll(() => keras.config.setDevice(device));
  afterAll(() => keras.config.setDevice('cpu'));

  it('the line of an op, called as a function or a method', async () => {
    const line = nextLine();
    const message = await messageOf(ops.take(x, far(), 0));
    expect(message).toContain('[gather]: index 7 is out of range for an axis of size 3.');
    expect(message).toContain(`In: take (${line}`);
    const next = nextLine();
    expect(await messageOf(x.at(far()))).toContain(`In: get_item (${next}`);
  });

  it('of the graph that ran, not of an equal one before it', async () => {
    const large = ops.ones([500, 500]);
    const lines: string[] = [];
    for (const at of [tensor([1]), tensor([600])]) {
      lines.push(nextLine());
      const picked = at.host!.data[0] === 1 ? ops.take(large, at.add(0), 0) : null;
      lines.push(nextLine());
      const other = picked ?? ops.take(large, at.add(0), 0);
      lines.push(await messageOf(other.matmul(large)));
    }
    expect(lines[2]).toBe('nothing failed');
    expect(lines[5]).toContain(lines[4]);
  });

  it('in compiled and vectorised functions', async () => {
    const lines = [nextLine()];
    const pick = (at: keras.Tensor) => ops.take(x, at, 0);
    expect(await messageOf(jit(pick)(tensor([7])))).toContain(lines[0]);
    expect(await messageOf(vmap(pick)(tensor([[1], [7]])))).toContain(lines[0]);
  });

  it('in the code of a layer, with the layer', async () => {
    const lines = [nextLine()];
    const lookup = new layers.Lambda((at: keras.Tensor) => ops.take(x, at, 0), { name: 'lookup' });
    expect(await messageOf(lookup(far()))).toContain(`In: lookup (Lambda) → take (${lines[0]}`);
  });
});

/** The file and line of a frame. */
const placeOf = (frame = ''): string => /\(?([^\s()]+:\d+:)\d+\)?$/.exec(frame)?.[1] ?? 'none';
/** The line that calls this. */
const here = (): string => placeOf(new Error().stack!.split('\n')[2]);
const firstFrame = ({ stack = '' }: Error): string => placeOf(stack.split('\n').find((line) => /^\s+at /.test(line)));

describe('the stack of an error begins with the line of the user', () => {
  const wide = ops.ones([2, 3]);
  const compiled = () => {
    const model = new keras.Sequential([keras.Input([4]), new layers.Dense(1)]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    return model;
  };
  const quiet = { verbose: 0 } as const;
  class Product extends layers.Layer {
    static line = '';
    override call(x: keras.Tensor) {
      const [line, y] = [here(), () => x.matmul(x)];
      Product.line = line;
      return y();
    }
  }

  it.each<[string, string, () => unknown]>([
    ['an op', here(), () => ops.matmul(wide, wide)],
    ['a method', here(), () => wide.matmul(wide)],
    ['data that is no tensor', here(), () => tensor([[1], [1, 2]])],
    ['the constructor of a layer', here(), () => new layers.Dense(-1)],
    ['the call of a layer', here(), () => new layers.Conv2D(1, 3)(wide)],
    ['the call of a model', here(), () => compiled()(wide)],
    ['compile', here(), () => compiled().compile({ optimizer: 'nobody' as 'sgd' })],
    ['a loss', here(), () => new keras.losses.MeanSquaredError()(wide, ops.ones([2, 4]))],
    ['a metric', here(), () => new keras.metrics.MeanSquaredError().updateState(wide, ops.ones([2, 4]))],
    ['a variable', here(), () => new keras.Variable([1, 2]).assign([1])],
    ['a function that is compiled', here(), () => jit((x: keras.Tensor) => ops.matmul(x, x))(wide)],
    ['a value', here(), () => ops.take(x, far(), 0).data()],
    ['a value that is computed by the runtime', here(), () => ops.take(ops.ones([500, 9]), far().mul(99), 0).array()],
    ['an item', here(), () => wide.item()],
    ['data that does not fit', here(), () => compiled().fit(wide, [[1], [2]], quiet)],
    ['data of different lengths', here(), () => compiled().fit(ops.ones([2, 4]), [[1]], quiet)],
    ['data that is none', here(), () => compiled().predict('data' as never, quiet)],
    ['evaluation', here(), () => compiled().evaluate(wide, [[1], [2]], quiet)],
    ['a step', here(), () => compiled().trainOnBatch(wide, [[1], [2]])],
    ['a file that is not there', here(), () => compiled().loadWeights('/nowhere.weights.h5')],
  ])('%s', async (_name, line, action) => {
    const error = await (async () => action())().then(
      () => new Error('nothing failed'),
      (thrown: Error) => thrown,
    );
    expect([error.constructor === Error, firstFrame(error)]).toEqual([false, line]);
  });

  it('in the code of a layer', () => {
    expect(() => new Product()(wide)).toThrow(
      expect.objectContaining({ stack: expect.stringContaining(Product.line) }),
    );
  });

  it('where nobody waits yet when it goes wrong', async () => {
    const [line, fitted] = [here(), compiled().fit(wide, [[1], [2]], quiet)];
    const frame = await new Promise((resolve) => fitted.catch((error: Error) => resolve(firstFrame(error))));
    expect(frame).toBe(line);
  });

  it('unless all frames are asked for', () => {
    keras.config.disableTracebackFiltering();
    const error = (() => {
      try {
        return ops.matmul(wide, wide);
      } catch (thrown) {
        return thrown as Error;
      }
    })() as Error;
    expect(firstFrame(error)).toMatch(/packages\/core\/src/);
    keras.config.enableTracebackFiltering();
    expect(firstFrame(error)).not.toMatch(/packages\/core\/src/);
    expect(error.stack).toMatch(/^ValueError: \[matmul\]/);
  });
});
