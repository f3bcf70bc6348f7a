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
