/**
 * Which kernels of the runtime a step consists of, and how far they are from what the processor does at most:
 * `npm run bench kernels [row...]`, where a row is a workload, a function, `realnvp` or `realnvp-conv`.
 */
import { cpus } from 'node:os';
import { jit, type Tensor, tensor } from '@org/core';
import { ourFit } from './fit.js';
import { functions, ourFunction } from './functions.js';
import { peak, peakText } from './peak.js';
import { IN_WEBASSEMBLY, type KernelTime, operationsOf, profiled } from './profiler.js';
import { realNVPSteps } from './realnvp.js';
import { milliseconds, table } from './table.js';
import { type Contestant, timed } from './timing.js';
import { workloads } from './workloads.js';

/** Those that are behind, or were last. */
const BEHIND = ['mlp_large', 'mlp_batch32', 'vae', 'predict', 'vmap_grad', 'descent'];
const ROUNDS = 5;
/** Kernels of a table: each takes at least this part of the time of all. */
const SHARE = 0.03;

/** What a processor does at most by the runtime: 10^9 operations a second, or bytes. */
interface Limits {
  readonly products: number;
  /** Of what fits the second cache, and of what fits none. */
  readonly near: number;
  readonly far: number;
}

/** Products of N x N matrices, short enough that some are not interrupted, and have all threads, on a busy machine as well. */
const N = 512;
const REPEATS = { products: 500, passes: 20 };
const [NEAR, FAR] = [2 ** 15, 2 ** 24];
/** Bytes of a kernel from which on they are taken for far. */
const FAR_BYTES = 2 ** 22;

/** Billions a second, by the fastest kernel of an operator. */
const best = (kernels: readonly KernelTime[], operator: RegExp, amount: (kernel: KernelTime) => number): number =>
  Math.max(...kernels.filter((each) => operator.test(each.operator)).map((each) => amount(each) / each.least / 1e6));

async function limitsOf(threads?: number): Promise<Limits> {
  const filled = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i) / N);
  const square = tensor(filled(N * N), [N, N]);
  const measure = (compute: (x: Tensor) => Tensor, x: Tensor, repeats = REPEATS.passes) =>
    profiled(async () => {
      // A number in the graph keeps the sessions of one thread and of several apart.
      const total = jit((each: Tensor) => compute(each.mul(1 + (threads ?? 0))).sum());
      for (let i = 0; i < repeats; i++) await total(x).item();
    }, threads);
  const pass = (x: Tensor) => x.add(1).square().add(2);
  const [products, near, far] = [
    await measure((x) => x.matmul(square).matmul(square), square, REPEATS.products),
    await measure(pass, tensor(filled(NEAR))),
    await measure(pass, tensor(filled(FAR))),
  ];
  return {
    products: best(products, /MatMul$|Gemm$/, (kernel) => operationsOf(kernel)!),
    near: best(near, /^(Add|Mul)$/, ({ bytes }) => bytes),
    far: best(far, /^(Add|Mul)$/, ({ bytes }) => bytes),
  };
}

async function contestantOf(name: string): Promise<{ steps: number; contestant: Contestant }> {
  const [workload, own] = [workloads[name], functions[name]];
  if (workload) return { steps: workload.steps, contestant: await ourFit(workload) };
  if (own) return { steps: own.calls, contestant: ourFunction(own) };
  if (!name.startsWith('realnvp')) throw new Error(`There is no row '${name}'.`);
  const steps = 10;
  const run = await realNVPSteps(name === 'realnvp', steps, 128);
  return { steps, contestant: { name, round: () => timed(steps, run), close: async () => {} } };
}

/** Milliseconds of a step, of the clock and by kernel. */
async function stepOf(name: string): Promise<{ wall: number; kernels: KernelTime[] }> {
  const { steps, contestant } = await contestantOf(name);
  const rounds = async () => {
    const walls: number[] = [];
    for (let i = 0; i < ROUNDS; i++) walls.push((await contestant.round()).wall);
    return Math.min(...walls);
  };
  const all = await profiled(rounds);
  // What runs but a few times makes weights, or begins a run.
  const kernels = all
    .filter(({ runs }) => runs >= steps)
    .map((each) => ({
      ...each,
      milliseconds: (each.milliseconds * each.runs) / (ROUNDS * steps),
      least: (each.least * each.runs) / (ROUNDS * steps),
      runs: each.runs / (ROUNDS * steps),
    }));
  // The profile has ended: its cost does not count.
  return { wall: await rounds(), kernels: joined(kernels) };
}

const textOf = ({ operator, inputs, output }: KernelTime): string =>
  inputs.length === 0
    ? `${operator}, ${text(output)} numbers`
    : `${operator} ${inputs.slice(0, 2).map(text).join(', ')} → ${text(output)}`;

/** Those that do the same as one. */
function joined(kernels: readonly KernelTime[]): KernelTime[] {
  const groups = new Map<string, KernelTime>();
  for (const kernel of kernels) {
    const key = `${textOf(kernel)} ${kernel.isAlone}`;
    const before = groups.get(key);
    const sum = (name: 'milliseconds' | 'least' | 'runs') => (before?.[name] ?? 0) + kernel[name];
    groups.set(key, { ...kernel, milliseconds: sum('milliseconds'), least: sum('least'), runs: sum('runs') });
  }
  return [...groups.values()];
}

const text = (shape: readonly number[]): string => shape.join('×') || '1';

function rowOf(kernel: KernelTime, wall: number, limits: { readonly alone: Limits; readonly all: Limits }): string[] {
  const { bytes, runs, isAlone } = kernel;
  const { products, near, far } = isAlone ? limits.alone : limits.all;
  const operations = operationsOf(kernel);
  const amount = ((operations ?? bytes) * runs) / 1e6;
  const unit = operations ? 'GFLOP/s' : 'GB/s';
  const limit = operations ? products : bytes < FAR_BYTES ? near : far;
  const title = `${runs < 1.5 ? '' : `${Math.round(runs)} of `}${textOf(kernel)}`;
  const time = [milliseconds(kernel.milliseconds), percent(kernel.milliseconds / wall)];
  if (kernel.operator === IN_WEBASSEMBLY) return [title, ...time, '', '', '', ''];
  const best = amount / kernel.least;
  const rate = `${(amount / kernel.milliseconds).toFixed(0)} ${unit}`;
  return [title, ...time, rate, best.toFixed(0), limit.toFixed(0), percent(best / limit)];
}

const percent = (part: number): string => `${(100 * part).toFixed(0)}%`;

function tableOf(name: string, wall: number, kernels: readonly KernelTime[], limits: Parameters<typeof rowOf>[2]) {
  const total = (of: readonly KernelTime[]) => of.reduce((sum, each) => sum + each.milliseconds, 0);
  const large = kernels.filter((each) => each.milliseconds >= SHARE * total(kernels));
  const products = kernels.filter((each) => operationsOf(each) !== null);
  const share = (title: string, time: number) => [title, milliseconds(time), percent(time / wall), '', '', '', ''];
  const rows = large.sort((a, b) => b.milliseconds - a.milliseconds).map((each) => rowOf(each, wall, limits));
  rows.push(share(`${kernels.length - large.length} others`, total(kernels) - total(large)));
  rows.push(share('all products', total(products)));
  rows.push(share('all other kernels', total(kernels) - total(products)));
  rows.push(share('outside of kernels', Math.max(0, wall - total(kernels))));
  return table(
    [`${name}: ${milliseconds(wall)} ms a step`, 'ms', 'share', 'rate', 'at best', 'limit', 'best of limit'],
    rows,
  );
}

export async function kernels(asked: readonly string[]): Promise<void> {
  const limits = { alone: await limitsOf(1), all: await limitsOf() };
  for (const [threads, { products, near, far }] of [
    ['One thread', limits.alone],
    ['All threads', limits.all],
  ] as const) {
    const [flops, ...bandwidths] = [products, near, far].map((value) => value.toFixed(0));
    console.log(
      `${threads}: ${flops} GFLOP/s, elementwise ${bandwidths[0]} GB/s in caches, ${bandwidths[1]} GB/s beyond.`,
    );
  }
  console.log(peakText(await peak(), cpus().length));
  for (const name of asked.length > 0 ? asked : BEHIND) {
    const { wall, kernels: found } = await stepOf(name);
    console.log(`\n${tableOf(name, wall, found, limits)}`);
  }
}
