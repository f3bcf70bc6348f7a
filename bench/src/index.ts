/** Times training steps: ours, the same as a bare ONNX graph, Keras in Python, and JAX and torch without it. `npm run bench [workload...] [rounds]` */
import { cpus } from 'node:os';
import { bareGraph } from './bare.js';
import { eagerLatency, sessionCount } from './eager.js';
import { firstSteps } from './first-step.js';
import { ourFit } from './fit.js';
import { functions, ourFunction } from './functions.js';
import {
  findPython,
  installedBackends,
  jaxFunction,
  kerasFit,
  kerasTape,
  kerasText,
  rawFit,
  rawLibraries,
  torchTape,
} from './keras.js';
import { fitMemory } from './memory.js';
import { passesTable } from './passes.js';
import { peak, peakText } from './peak.js';
import { rooflineTable } from './roofline.js';
import { megabytes, milliseconds, ratio, table } from './table.js';
import { ourJit, ourTape, tapeLoops } from './tape.js';
import { ourText } from './text.js';
import { type Contestant, compete, type Timing, type Timings } from './timing.js';
import { hasBare, type Workload, workloads } from './workloads.js';

if (process.argv.includes('growth')) {
  await (await import('./growth.js')).growth();
  process.exit();
}

if (process.argv[2] === 'kernels') {
  await (await import('./kernels.js')).kernels(process.argv.slice(3));
  process.exit();
}

/** What is asked for by name beside workloads and functions. */
const others = ['tape', 'text', 'first', 'passes', 'roofline'];
const rounds = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 7);
const asked = process.argv.slice(2).filter((argument) => !/^\d+$/.test(argument));
const unknown = asked.find((name) => !(name in workloads || name in functions || others.includes(name)));
if (unknown)
  throw new Error(
    `There is no workload '${unknown}', but ${Object.keys({ ...workloads, ...functions }).join(', ')}, ${others.join(', ')}.`,
  );
const chosen = (all: object): string[] => Object.keys(all).filter((name) => asked.length === 0 || asked.includes(name));

const python = findPython();
if (!python) console.log('No Python with Keras was found (set KERAS_PYTHON): its columns stay empty.\n');
const backends = python ? installedBackends(python) : [];
const libraries = python && chosen(workloads).length > 0 ? rawLibraries(python, backends) : [];
if (libraries.includes('torch') && !libraries.includes('torch-compiled'))
  console.log('torch.compile does not work here (is there a C++ compiler?): its column stays empty.\n');

interface Result {
  readonly timings: ReadonlyMap<string, Timings>;
  /** Once V8 has compiled what it compiles late, where that is asked for. */
  readonly warm?: ReadonlyMap<string, Timings>;
  /** The most bytes that a process held which does nothing else. */
  readonly memory: ReadonlyMap<string, number | undefined>;
  readonly sessions: number;
}

async function measure(name: string, workload: Workload): Promise<Result> {
  const before = sessionCount();
  const { steps, batch } = workload;
  const ours = await ourFit(workload);
  const contestants: Contestant[] = [ours];
  if (hasBare(workload)) contestants.push(await bareGraph(workload));
  for (const backend of backends) contestants.push(kerasFit(python!, backend, name, steps, batch));
  for (const library of libraries) contestants.push(rawFit(python!, library, name, steps, batch));
  try {
    const timings = await compete(contestants, rounds);
    const memory = new Map(contestants.map((contestant) => [contestant.name, contestant.peakMemory?.()]));
    memory.set('fit', await fitMemory(name));
    const result = { timings, memory, sessions: sessionCount() - before };
    if (!workload.warmAfter) return result;
    // The others are compiled after their first round.
    for (let round = 0; round < workload.warmAfter; round++) await ours.round();
    return { ...result, warm: await compete(contestants, rounds, 0) };
  } finally {
    for (const contestant of contestants) await contestant.close();
  }
}

type Kind = keyof Timing;

const kerasNames = ['keras-jax', 'keras-tensorflow', 'keras-torch'];
const rawNames = ['jax', 'torch', 'torch-compiled'];
const columns = ['fit', ...kerasNames, ...rawNames];

/** How much longer the fastest of some takes than `fit`. */
function lead(names: readonly string[], of: (contestant: string) => number | undefined): string {
  const measured = names.map(of).filter((value) => value !== undefined);
  return ratio(measured.length > 0 ? Math.min(...measured) / of('fit')! : undefined);
}

function row(name: string, timings: ReadonlyMap<string, Timings>, kind: Kind): string[] {
  const of = (contestant: string) => timings.get(contestant)?.[kind];
  const leastOf = (contestant: string) => timings.get(contestant)?.least[kind];
  const [graph, fit] = [of('graph'), of('fit')!];
  return [
    name,
    milliseconds(graph),
    milliseconds(fit),
    ratio(graph && fit / graph),
    ...[...kerasNames, ...rawNames].map((each) => milliseconds(of(each))),
    ...[kerasNames, rawNames].flatMap((names) => [lead(names, of), lead(names, leastOf)]),
  ];
}

const header = (kind: string): string[] => [
  kind,
  'graph',
  'fit',
  'fit / graph',
  'keras-jax',
  'keras-tf',
  'keras-torch',
  ...rawNames,
  'fastest keras / fit',
  'of the least',
  'fastest raw / fit',
  'of the least',
];

console.log(`${cpus().length} x ${cpus()[0]!.model.trim()}, Node ${process.version}, ${rounds} rounds\n`);
const results = new Map<string, Result>();
for (const name of chosen(workloads)) results.set(name, await measure(name, workloads[name]!));

for (const [kind, title] of [
  ['wall', 'wall ms per step'],
  ['cpu', 'CPU ms per step'],
] as const) {
  const rows = [...results].flatMap(([name, { timings, warm }]) => [
    row(name, timings, kind),
    ...(warm ? [row(`${name}, warm`, warm, kind)] : []),
  ]);
  if (rows.length > 0) console.log(`${table(header(title), rows)}\n`);
}
if (results.size > 0) {
  const rows = [...results].map(([name, { memory }]) => [name, ...columns.map((each) => megabytes(memory.get(each)))]);
  console.log(`${table(['most memory, MB', ...columns], rows)}\n`);
}
const functionRows: string[][] = [];
for (const name of chosen(functions)) {
  const workload = functions[name]!;
  const ours = ourFunction(workload);
  const contestants = backends.includes('jax') ? [ours, jaxFunction(python!, name, workload.calls)] : [ours];
  const rowFor = (title: string, timings: ReadonlyMap<string, Timing>): string[] => {
    const [own, jax] = [timings.get('jit')!, timings.get('jax')];
    const beside = (kind: Kind) => [
      milliseconds(own[kind]),
      milliseconds(jax?.[kind]),
      ratio(jax && jax[kind] / own[kind]),
    ];
    return [title, ...beside('wall'), ...beside('cpu')];
  };
  functionRows.push(rowFor(name, await compete(contestants, rounds)));
  if (workload.warmAfter) {
    for (let round = 0; round < workload.warmAfter; round++) await ours.round();
    functionRows.push(rowFor(`${name}, warm`, await compete(contestants, rounds, 0)));
  }
  for (const contestant of contestants) await contestant.close();
}
const functionHeader = ['ms per call', 'jit wall', 'jax wall', 'jax / jit', 'jit CPU', 'jax CPU', 'jax / jit'];
if (functionRows.length > 0) console.log(`${table(functionHeader, functionRows)}\n`);

/** Ours beside groups of others, and how much longer the fastest of each group takes than the first of ours. */
function compared(
  name: string,
  timings: ReadonlyMap<string, Timing>,
  own: readonly string[],
  ...others: readonly (readonly string[])[]
): string[][] {
  return (['wall', 'cpu'] as const).map((kind) => {
    const of = (contestant: string) => timings.get(contestant)?.[kind];
    const leads = others.map((names) => {
      const best = Math.min(...names.map(of).filter((value) => value !== undefined));
      return ratio(Number.isFinite(best) ? best / of(own[0]!)! : undefined);
    });
    return [`${name}, ${kind}`, ...[...own, ...others.flat()].map((each) => milliseconds(of(each))), ...leads];
  });
}

async function timingsOf(contestants: readonly Contestant[]): Promise<Map<string, Timing>> {
  const timings = await compete(contestants, rounds);
  for (const contestant of contestants) await contestant.close();
  return timings;
}

const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name);

/** Steps before those that are measured warm. */
const WARM_STEPS = 4000;

if (isAsked('tape')) {
  const steps = 100;
  const [own, others] = [
    ['tape', 'jit'],
    ['keras-tensorflow', 'keras-torch', 'torch'],
  ];
  const rows: string[][] = [];
  for (const loop of tapeLoops) {
    const contestants = [ourTape(loop, steps), ourJit(loop, steps)];
    // JAX has no eager derivatives of what was computed before.
    const eager = loop === 'plain' ? backends.filter((backend) => backend !== 'jax') : [];
    for (const backend of eager) contestants.push(kerasTape(python!, backend, steps));
    if (backends.includes('torch')) contestants.push(torchTape(python!, loop, steps));
    rows.push(...compared(`tape loop, ${loop}`, await compete(contestants, rounds), own, others));
    // After steps of which V8 has compiled what it compiles; eager Keras would take minutes for them.
    const lasting = contestants.filter(({ name }) => !name.startsWith('keras'));
    rows.push(...compared(`${loop}, warm`, await compete(lasting, rounds, WARM_STEPS / steps), own, others));
    for (const contestant of contestants) await contestant.close();
  }
  console.log(`${table(['ms per step', ...own, ...others, 'fastest of Python / tape'], rows)}\n`);
}

if (isAsked('passes')) console.log(`${passesTable()}\n`);
if (isAsked('roofline')) console.log(`${await rooflineTable(rounds)}\n\n${peakText(await peak(), cpus().length)}\n`);

if (isAsked('text')) {
  const rows: string[][] = [];
  for (const phase of ['adapt', 'call'] as const) {
    const contestants = [await ourText(phase), ...backends.map((backend) => kerasText(python!, backend, phase))];
    rows.push(...compared(`TextVectorization, ${phase}`, await timingsOf(contestants), ['ours'], kerasNames));
  }
  console.log(`${table(['ms for 100,000 lines', 'ours', ...kerasNames, 'fastest keras / ours'], rows)}\n`);
}

if (isAsked('first')) {
  const raw = ['jax', 'torch'];
  const rows = compared('first step', await timingsOf(firstSteps(python, backends)), ['ours'], kerasNames, raw);
  const ratios = ['fastest keras / ours', 'fastest raw / ours'];
  console.log(`${table(['ms from start to first step', 'ours', ...kerasNames, ...raw, ...ratios], rows)}\n`);
}

const sessions = [...results].map(([name, result]) => `${name} ${result.sessions}`).join(', ');
console.log(`Adding ten numbers and reading the sum: ${(await eagerLatency()).toFixed(0)} µs.`);
if (sessions) console.log(`Inference sessions of a workload: ${sessions}.`);
