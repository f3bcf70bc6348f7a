import { evaluateGraph } from '../../../graph/evaluate.js';
import type { Graph } from '../../../graph/node.js';
import type { HostArray } from '../../../tensor/host-array.js';
import { placeholder, type Tensor } from '../../../tensor/tensor.js';
import { HostValue, type Value } from '../../../tensor/value.js';
import type { Session } from '../../backend.js';
import { endingOf, type Part } from './ending.js';
import type { ResidentValue } from './resident-value.js';
import '../../../index.js';

const SIZE = 30_000;
const array = () => placeholder({ shape: [SIZE], dtype: 'float32' });
const number = () => placeholder({ shape: [], dtype: 'float32' });

const host = (seed: number): HostArray => ({
  dtype: 'float32',
  shape: [SIZE],
  data: Float32Array.from({ length: SIZE }, (_, i) => Math.sin(seed + i)),
});
const scalar = (value: number): HostArray => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });

const evaluated = ({ inputs, outputs }: Graph, hosts: readonly HostArray[]): HostArray[] =>
  evaluateGraph(outputs, new Map(inputs.map((x, i) => [x, hosts[i]!])));

/** What the runtime would do, in plain JavaScript. */
const plain = async (graph: Graph): Promise<Part> => ({
  async run(inputs, into) {
    const made = evaluated(graph, inputs);
    if (!into) return made;
    made.forEach(({ data }, i) => {
      (into[i]!.data as Float32Array).set(data as Float32Array);
    });
    return [...into];
  },
  release: async () => {},
});

async function sessionFor(graph: Graph, sides?: 1 | 2) {
  const ending = endingOf(graph, plain, sides)!;
  return { ending, session: await ending.compile(ending.graph) };
}

/** w and m, an input x of which the gradient is made, and a rate; a momentum's update and a sum. */
function momentum(): Graph {
  const [w, m, x, rate] = [array(), array(), array(), number()];
  const gradient = x.exp().mul(w) as Tensor;
  const next = m.mul(0.9).sub(gradient.mul(rate));
  return { inputs: [w, m, x, rate], outputs: [gradient.sum(), next, w.add(next)] };
}

const given = (): HostArray[] => [host(1), host(2), host(3), scalar(0.1)];

function expectEqual(found: readonly HostArray[], wanted: readonly HostArray[]): void {
  expect(found.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  for (const [i, { data }] of wanted.entries()) {
    const values = found[i]!.data as Float32Array;
    const apart = (data as Float32Array).filter(
      (value, k) => Math.abs(value - values[k]!) > 1e-5 * Math.abs(value) + 1e-6,
    );
    expect(apart).toHaveLength(0);
  }
}

const hostsOf = (values: readonly Value[]): HostArray[] => values.map((value) => value.host!);

test('runs give what the graph gives, on values from anywhere and on their own', async () => {
  const graph = momentum();
  const { session } = await sessionFor(graph);
  let values: Value[] = given().map((each) => new HostValue(each));
  for (let step = 0; step < 3; step++) {
    const wanted = evaluated(graph, hostsOf(values));
    const made = await session.run(values);
    expectEqual(hostsOf(made), wanted);
    values = [made[2]!, made[1]!, ...values.slice(2)];
  }
});

test('from one place to another nothing is copied that is given up behind each run, and what is not is kept', async () => {
  const graph = momentum();
  const { session } = await sessionFor(graph, 2);
  let values: Value[] = given().map((each) => new HostValue(each));
  let hosts = given();
  const states = [values];
  const all = [hosts];
  for (let step = 0; step < 6; step++) {
    const made = await session.run(values);
    if (step !== 2) for (const value of values.slice(0, 2)) value.abandon?.();
    values = [made[2]!, made[1]!, ...values.slice(2)];
    const wanted = evaluated(graph, hosts);
    hosts = [wanted[2]!, wanted[1]!, ...hosts.slice(2)];
    states.push(values);
    all.push(hosts);
  }
  const areCopied = states.slice(1).map(([w]) => (w as ResidentValue).isCopied);
  expect(areCopied).toEqual([false, true, false, false, false, false]);
  await session.release();
  for (const k of [2, 6]) expectEqual(hostsOf(states[k]!.slice(0, 2)), all[k]!.slice(0, 2));
});

test('a run from one place to another that fails has changed nothing', async () => {
  const graph = momentum();
  let fails = false;
  const ending = endingOf(
    graph,
    async (before) => {
      const part = await plain(before);
      return { ...part, run: (...args) => (fails ? Promise.reject(new Error('no')) : part.run(...args)) };
    },
    2,
  )!;
  const session = await ending.compile(ending.graph);
  const first = await session.run(given().map((each) => new HostValue(each)));
  const values = [first[2]!, first[1]!, new HostValue(host(3)), new HostValue(scalar(0.1))];
  fails = true;
  await expect(session.run(values)).rejects.toThrow('no');
  fails = false;
  const wanted = evaluated(graph, given());
  const again = evaluated(graph, [wanted[2]!, wanted[1]!, host(3), scalar(0.1)]);
  expectEqual(hostsOf(await session.run(values)), again);
});

test('what is not used up stays as it is, whether it was read or not, and when the session goes', async () => {
  const graph = momentum();
  const { session } = await sessionFor(graph);
  let inputs: Value[] = given().map((each) => new HostValue(each));
  const kept: { values: readonly Value[]; wanted: readonly HostArray[] }[] = [];
  let hosts = given();
  for (let step = 0; step < 4; step++) {
    const wanted = evaluated(graph, hosts);
    const values = await session.run(inputs);
    if (step % 2 === 0) void values[1]!.host;
    kept.push({ values, wanted });
    inputs = [values[2]!, values[1]!, ...inputs.slice(2)];
    hosts = [wanted[2]!, wanted[1]!, ...hosts.slice(2)];
  }
  await session.release();
  for (const { values, wanted } of kept) expectEqual(hostsOf(values), wanted);
});

test('what may be asked for later alone is computed again, bit by bit, in any order, and when the session is gone', async () => {
  // An input of a step takes less than a third of the state.
  const [w, m, x, rate] = [array(), array(), placeholder({ shape: [1000], dtype: 'float32' }), number()];
  const gradient = w.mul(x.exp().sum()).tanh() as Tensor;
  const next = m.mul(0.9).sub(gradient.mul(rate));
  const graph = { inputs: [w, m, x, rate], outputs: [gradient.sum(), next, w.add(next)] };
  const count = 140;
  const run = async (session: Session, keeps: boolean) => {
    let state: Value[] = [host(1), host(2)].map((each) => new HostValue(each));
    const states = [state];
    for (let step = 0; step < count; step++) {
      const short: HostArray = { ...host(step), shape: [1000], data: host(step).data.slice(0, 1000) };
      const fates = keeps ? undefined : new Map(state.map((value) => [value, 'in history' as const]));
      const made = await session.run([...state, new HostValue(short), new HostValue(scalar(0.1))], fates);
      state = [made[2]!, made[1]!];
      states.push(state);
    }
    return states;
  };
  const { session: plainly } = await sessionFor(graph);
  const wanted = (await run(plainly, true)).map(hostsOf);
  const { session } = await sessionFor(graph);
  const states = await run(session, false);
  const isAway = states.map((state) => state.map(({ host }) => host === null));
  expect(isAway.filter(([w, m]) => w && m).length).toBeGreaterThan(130);
  for (const [k, step] of [139, 140, 0, 1, 2, 80, 81, 20, 110].entries()) {
    if (k === 5) await session.release();
    const found = await Promise.all(states[step]!.map((value) => value.read()));
    expect(found.map(({ data }) => data)).toEqual(wanted[step]!.map(({ data }) => data));
  }
});

test('sessions that are given what the other has made keep logs of it, and compute what was there again', async () => {
  const [w, m, other] = [array(), array(), array()];
  const next = m.mul(0.9).sub((w.mul(other.exp().mean()).tanh() as Tensor).mul(0.1));
  const graph = { inputs: [w, m, other], outputs: [w.sum(), next, w.add(next)] };
  const run = async (sessions: readonly Session[], keeps: boolean) => {
    const states = [host(1), host(2)].map((each): Value[] => [new HostValue(each), new HostValue(host(3))]);
    const all: Value[] = [];
    for (let step = 0; step < 12; step++) {
      const k = step % 2;
      const values = [...states[k]!, states[1 - k]![0]!];
      all.push(...values);
      const fates = keeps ? undefined : new Map(values.map((value) => [value, 'in history' as const]));
      const made = await sessions[k]!.run(values, fates);
      states[k] = [made[2]!, made[1]!];
    }
    return all;
  };
  const pair = async () => [(await sessionFor(graph)).session, (await sessionFor(graph)).session];
  const wanted = hostsOf(await run(await pair(), true));
  const sessions = await pair();
  const found = await run(sessions, false);
  expect(found.filter((value) => value.host === null).length).toBeGreaterThan(12);
  for (let i = found.length - 1; i >= 0; i--) {
    if (i === 20) for (const session of sessions) await session.release();
    expect((await found[i]!.read()).data).toEqual(wanted[i]!.data);
  }
});

test('states that are asked for from the last to the first take few runs each', async () => {
  const [w, m, rate] = [array(), array(), number()];
  const next = m.mul(0.9).sub((w.tanh() as Tensor).mul(rate));
  const graph = { inputs: [w, m, rate], outputs: [w.sum(), next, w.add(next)] };
  let runs = 0;
  const counted = async (before: Graph): Promise<Part> => {
    const part = await plain(before);
    return {
      ...part,
      run: (...given) => {
        runs += 1;
        return part.run(...given);
      },
    };
  };
  const ending = endingOf(graph, counted)!;
  const session = await ending.compile(ending.graph);
  let state: Value[] = [host(1), host(2)].map((each) => new HostValue(each));
  const states: Value[][] = [];
  for (let step = 0; step < 100; step++) {
    states.push(state);
    const fates = new Map(state.map((value) => [value, 'in history' as const]));
    const made = await session.run([...state, new HostValue(scalar(0.1))], fates);
    state = [made[2]!, made[1]!];
  }
  runs = 0;
  for (const values of states.reverse()) for (const value of values) await value.read();
  expect(runs).toBeGreaterThan(100);
  expect(runs).toBeLessThan(1000);
});

test('where each step is given more than it changes, what may be asked for later is copied', async () => {
  const graph = momentum();
  const { session } = await sessionFor(graph);
  let values: Value[] = given().map((each) => new HostValue(each));
  const left: Value[] = [];
  for (let step = 0; step < 5; step++) {
    const made = await session.run(values, new Map(values.map((value) => [value, 'in history'])));
    left.push(...values.slice(0, 2));
    values = [made[2]!, made[1]!, new HostValue(host(step)), values[3]!];
  }
  expect(left.map((value) => value.host)).not.toContain(null);
});

test('an array that two updates read has one place', async () => {
  const [a, b, x] = [array(), array(), array()];
  const gradient = x.exp() as Tensor;
  const graph = { inputs: [a, b, x], outputs: [a.sub(gradient), b.add(gradient.mul(2)), gradient.sum()] };
  const { session } = await sessionFor(graph);
  const hosts = [host(1), host(2), host(3)];
  expectEqual(hostsOf(await session.run(hosts.map((each) => new HostValue(each)))), evaluated(graph, hosts));
});

test('an input that is a result, too, is given as it was', async () => {
  const [w, x] = [array(), array()];
  const graph = { inputs: [w, x], outputs: [w, w.sub((x.exp() as Tensor).mul(2).mul(0.5)), x.sum()] };
  const { session } = await sessionFor(graph);
  const hosts = [host(1), host(2)];
  const wanted = evaluated(graph, hosts);
  const made = await session.run(hosts.map((each) => new HostValue(each)));
  expectEqual(hostsOf(made), wanted);
  await session.run([made[1]!, new HostValue(hosts[1]!)]);
  expectEqual(hostsOf(made), wanted);
});

test('a new session of the same ending leaves the values of the last one alone', async () => {
  const graph = momentum();
  const { ending, session } = await sessionFor(graph);
  const wanted = evaluated(graph, given());
  const made = await session.run(given().map((each) => new HostValue(each)));
  const next = await ending.compile(ending.graph);
  await session.release();
  await next.run([host(7), host(8), host(9), scalar(1)].map((each) => new HostValue(each)));
  expectEqual(hostsOf(made), wanted);
});

test.each([
  [0.9, 'becomes zero'],
  [0.999, 'stays'],
])('what is subnormal in a trace that decays by %s %s', async (decay, outcome) => {
  const [m, x] = [array(), array()];
  const gradient = x.tanh() as Tensor;
  const graph = { inputs: [m, x], outputs: [m.mul(decay).sub(gradient.mul(0.1)), gradient.sum()] };
  const { session } = await sessionFor(graph);
  const filled = (values: readonly number[]): Value =>
    new HostValue({ ...host(1), data: Float32Array.from({ length: SIZE }, (_, i) => values[i % values.length]!) });
  const [made] = hostsOf(await session.run([filled([1e-39, -1e-39, 1e-30, Number.NaN]), filled([0])]));
  const decayed = (value: number): number => Math.fround(Math.fround(value) * Math.fround(decay));
  const small = outcome === 'stays' ? [1e-39, -1e-39].map(decayed) : [0, 0];
  expect([...(made!.data as Float32Array).slice(0, 4)]).toEqual([...small, decayed(1e-30), Number.NaN]);
});

test('graphs that end otherwise, or in little, are left to the runtime', () => {
  const [w, x] = [array(), array()];
  expect(endingOf({ inputs: [w, x], outputs: [w.sub(x).exp().sum()] }, plain)).toBeNull();
  const [few, others] = [1, 2].map(() => placeholder({ shape: [100], dtype: 'float32' })) as [Tensor, Tensor];
  expect(endingOf({ inputs: [few, others], outputs: [few.sub(others.exp())] }, plain)).toBeNull();
});
