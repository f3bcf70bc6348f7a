import type { TypedArray } from '../dtype.js';
import { fromCaller, RuntimeError } from '../errors.js';
import { assignments } from '../graph/assignments.js';
import { isCall } from '../graph/call-nodes.js';
import { evaluateExactly, evaluateNode, isExact, piece } from '../graph/evaluate.js';
import { settle } from '../graph/history.js';
import { bodiesOf, type Graph, isLeaf, type Node, nodesInAge, type Ran } from '../graph/node.js';
import { makesWords, nodeWork, workOf } from '../graph/work.js';
import { asMemoryError } from '../memory.js';
import { requireLength } from '../shape.js';
import { areNumbers, copied, type HostArray } from '../tensor/host-array.js';
import { Tensor } from '../tensor/tensor.js';
import { elements } from '../tensor/tensor-base.js';
import { HostValue, type Value } from '../tensor/value.js';
import { currentTrace } from '../tracing/trace.js';
import { AskedLater } from './asked-later.js';
import type { Fate, Fates, Into } from './backend.js';
import { calledExecutable, type Runner, runnerOf } from './called-executable.js';
import { deviceOf, presentDevice } from './devices.js';
import { Plans, type Structure, structureFor } from './plans.js';
import { RepeatedRuns } from './repeated-runs.js';
import { Runs } from './runs.js';
import { type Stage, stagesOf } from './stages.js';

/** Elements that plain JavaScript reads and writes in the time that the runtime takes to prepare one node of a graph. */
const WORK_PER_NODE = 40_000;
/** Nodes in whose time a session without any is made: counted for random numbers, of which most shapes are drawn once. */
const EMPTY_SESSION = 10;

/** Work that JavaScript does in the time of a call of the runtime. */
const LITTLE = 100_000;
/** Nodes for which it is not worth looking for stages. */
const FEW_NODES = 8;

const plans = new Plans();

/**
 * Computes tensors together with everything they depend on. Variables that were assigned values which depend on what is computed
 * get theirs as well: a loop of steps leaves nothing behind.
 */
export async function evaluateTensors(tensors: readonly Tensor[]): Promise<void> {
  if (!runs.alone && !assignments().hasAssigned()) {
    const called = callOf(tensors);
    if (called) return runCall(called, tensors);
    computeSteps(tensors);
  }
  const pending = [...new Set(tensors.filter((tensor) => !tensor.known))];
  if (pending.length === 0) return;
  for (const place of new Set(pending.map(deviceOf))) {
    await evaluateOn(
      place,
      pending.filter((tensor) => !tensor.known && deviceOf(tensor) === place),
    );
  }
}

/**
 * Computes tensors, whose values are then in arrays of whoever asks, of their types and sizes: where that is possible they are computed there,
 * and not copied.
 *
 * @param arrays parts of larger arrays among them
 */
export async function evaluateInto(tensors: readonly Tensor[], arrays: readonly TypedArray[]): Promise<void> {
  const called = runs.alone || assignments().hasAssigned() ? null : callOf(tensors);
  if (called) await runCall(called, tensors, arrays);
  else await evaluateTensors(tensors);
  for (const [i, { known }] of tensors.entries()) {
    const { data } = known!.host ?? (await known!.read());
    if (data !== arrays[i]) (arrays[i] as Float32Array).set(data as Float32Array);
  }
}

const runs = new Runs();
const repeatedRuns = new RepeatedRuns();

/** The call of a compiled function on values that tensors are the results of, where it gives variables nothing; null for any other. */
function callOf(tensors: readonly Tensor[]): Node | null {
  const node = tensors[0]?.node;
  if (!node || !isCompiled(node)) return null;
  const isOther = (tensor: Tensor) => tensor.node !== node || tensor.known !== null;
  return tensors.some(isOther) || !node.inputs.every(isKnown) || node.outputs.some(isOfVariable) ? null : node;
}

/** Runs a call by itself, as {@link evaluateOn} would, without looking for what else there is to run. */
async function runCall(node: Node, wanted: readonly Tensor[], arrays?: readonly TypedArray[]): Promise<void> {
  wanted.forEach(requireReadable);
  const place = deviceOf(wanted[0]!);
  const into = arrays && node.outputs.map((x) => arrays[wanted.indexOf(x)] ?? null);
  await runWith(calledExecutable(node, place)!, node.inputs, place, (values) => settle(node.outputs, values), into);
}

/** What the body of a compiled function that assigns variables gives for tensors that have values; what variables had is given up then. */
export async function runBody(body: Graph, inputs: readonly Tensor[]): Promise<Value[]> {
  body.outputs.forEach(requireReadable);
  const place = presentDevice();
  while (runs.alone) await runs.alone;
  return runWith(runnerOf(body, place, false, 2), inputs, place, (values) => values);
}

function requireReadable({ size }: Tensor): void {
  requireLength('read', size);
}

async function runWith<T>(
  runner: Runner,
  inputs: readonly Tensor[],
  place: string,
  use: (values: Value[]) => T,
  into?: Into,
): Promise<T> {
  let result: T;
  runs.begin();
  try {
    result = use(await runner.run(inputs.map(knownOf), undefined, into));
  } catch (error) {
    throw await failed(error, place);
  } finally {
    runs.finish();
  }
  if (assignments().hasAssigned()) assignments().confirmAssigned();
  return result;
}

async function evaluateOn(place: string, asked: readonly Tensor[]): Promise<void> {
  // Nothing is awaited between this and what the next run takes for itself.
  while (runs.alone) await runs.alone;
  const wanted = asked.filter(({ known }) => !known);
  if (wanted.length === 0) return;
  runs.begin();
  try {
    const pending = assignments().pendingValues();
    const roots = [...wanted, ...pending];
    const repeated = repeatedRuns.find(roots, place);
    if (repeated) await runStages(repeated, place, false);
    else await runAnew(wanted, pending, place);
  } catch (error) {
    throw await failed(error, place);
  } finally {
    runs.finish();
  }
  assignments().confirmAssigned();
}

/** What a run that failed tells; what was assigned and cannot be computed is undone. */
async function failed(error: unknown, place: string): Promise<unknown> {
  await assignments().undoFailed((values) => canRun(values, place));
  return asMemoryError('a run', error);
}

/** @param pending what variables are to have */
async function runAnew(wanted: readonly Tensor[], pending: readonly Tensor[], place: string): Promise<void> {
  const needed = nodesInAge(wanted);
  assertComplete(needed, wanted);
  wanted.forEach(requireReadable);
  const variables = assignments().dependentValues(needed, pending);
  const targets = [...wanted, ...variables];
  const nodes = variables.length > 0 ? nodesInAge(targets) : needed;
  const note = variables.length === pending.length ? repeatedRuns.begin(nodes, targets, place) : null;
  const stages = await runAll(nodes, targets, place, false);
  note?.(stages);
}

/** Whether tensors could be given their values. */
async function canRun(tensors: readonly Tensor[], place: string): Promise<boolean> {
  try {
    const nodes = nodesInAge(tensors);
    assertComplete(nodes, tensors);
    await runAll(nodes, tensors, place, true);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param nodes in the order in which they were made
 * @param isTrial whether it is to be seen whether they run at all: what they tell of the program is not noted, nothing gives way to results
 */
async function runAll(
  nodes: readonly Node[],
  wanted: readonly Tensor[],
  place: string,
  isTrial: boolean,
): Promise<readonly Stage[]> {
  const targets = new Set(wanted.filter(({ known }) => !known));
  for (const { outputs } of nodes) {
    for (const output of outputs) if (!output.known && assignments().isPresentValue(output)) targets.add(output);
  }
  const isLittle = nodes.length <= FEW_NODES && !nodes.some(hasBodies) && isWorkFor(nodes, LITTLE);
  if (isLittle && computeHere([...targets])) return [{ nodes, outputs: [...targets], structure: null }];
  // A single node, as a call of a compiled function, is a stage.
  const stages =
    nodes.length === 1
      ? [{ nodes, outputs: [...targets], structure: null }]
      : withOutputs(stagesOf(nodes, isCompiled), targets);
  if (!isTrial) noteAgain(nodes, stages, wanted);
  await runStages(stages, place, isTrial);
  return stages;
}

async function runStages(stages: readonly Stage[], place: string, isTrial: boolean): Promise<void> {
  // Where a later stage fails, what an earlier one has changed may have to be as it was.
  const last = stages.length === 1 ? lastUses(stages[0]!) : [];
  // What variables had may give way to what they get where nothing else that runs uses it.
  const mayLose = !isTrial && stages.some(replacesHidden) && runs.keepAlone();
  for (const stage of stages) await runStage(stage, place, (nodes) => (mayLose ? fatesIn(nodes, last) : NONE));
}

const askedLater = new AskedLater();

/** Notes what is computed again: it was asked for late, or is needed of what variables have no longer. */
function noteAgain(nodes: readonly Node[], stages: readonly Stage[], wanted: readonly Tensor[]): void {
  const again = stages.flatMap(({ outputs }) => outputs.filter(({ node }) => node?.ran));
  if (again.length === 0) return;
  const isLate = nodes.some(({ inputs }) => inputs.some(assignments().isReplacedValue));
  for (const output of again) {
    const { ran, outputs } = output.node!;
    if (isLate || wanted.includes(output)) askedLater.note(ran!, outputs.indexOf(output));
  }
}

const NONE: Fates = new Map();

const isHidden = ({ variable, isVisible }: Tensor): boolean => variable !== null && !isVisible;

/** Whether variables get other values in place of some that no code of the user has. */
const replacesHidden = ({ nodes, outputs }: Stage): boolean =>
  outputs.some(({ variable }) => variable !== null) && nodes.some(({ inputs }) => inputs.some(isHidden));

/** What becomes of the values that no code of the user has. */
function fatesIn(nodes: readonly Node[], usedUp: readonly Value[]): Fates {
  const fates = new Map<Value, Fate>();
  for (const { inputs } of nodes) {
    for (const input of inputs) if (isHidden(input) && input.known) fates.set(input.known, 'in history');
  }
  for (const value of usedUp) fates.set(value, 'used up');
  return fates;
}

/** Values of variables that nothing can ask for once their updates have run: nobody has them, and all results are kept. */
function lastUses({ nodes, outputs }: Stage): Value[] {
  const assigned = new Set<Tensor>();
  for (const output of outputs) {
    const { variable, node } = output;
    if (!variable || !node) continue;
    // What was made for a variable is held as it is, anything else by way of a node.
    if (isCall(node)) assigned.add(output);
    else for (const x of node.inputs) assigned.add(x);
  }
  const values: Value[] = [];
  for (const node of nodes) {
    if (!isCall(node) || !node.outputs.every((x) => assigned.has(x))) continue;
    for (const { variable, isShared, known } of node.inputs) if (variable && !isShared && known) values.push(known);
  }
  return values;
}

/** Gives tensors that are a small step away from values on the host theirs: what pipelines of data read. */
function computeSteps(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    const { node, known, dtype, shape } = tensor;
    if (known || !node || node.outputs.length > 1) continue;
    const own = tensor.size > LITTLE ? null : piece(tensor);
    if (own) {
      settle([tensor], [onHost({ dtype, shape, data: copied(own) })]);
      continue;
    }
    if (!node.inputs.every(({ host }) => host)) continue;
    if (hasBodies(node) || javascriptWork(node) > LITTLE) continue;
    const inputs = node.inputs.map(({ host }) => host!);
    const values = inputs.every(isExact) ? evaluateNode(node, inputs) : [];
    if (values.length > 0 && values.every(isExact)) settle([tensor], values.map(onHost));
  }
}

/** Computes in plain JavaScript; false where that is not exact. */
function computeHere(outputs: readonly Tensor[]): boolean {
  const values = evaluateExactly(outputs);
  if (values) settle(outputs, values.map(onHost));
  return values !== null;
}

// Put on tensors from here, so that they know nothing of how graphs are run.
Tensor.prototype[elements] = function read(this: Tensor): Promise<HostArray> {
  if (this.known) return this.known.read();
  // At the line that reads: what this promise would say, nobody waits for.
  if (currentTrace()) assertComplete(nodesInAge([this]), [this]);
  return fromCaller(() => evaluateTensors([this])).then(() => this.known!.host ?? this.known!.read());
};

function withOutputs(stages: readonly (readonly Node[])[], targets: ReadonlySet<Tensor>): Stage[] {
  const made = new Map<Node, number>(stages.flatMap((nodes, k) => nodes.map((node) => [node, k] as const)));
  const outputs = stages.map(() => new Set<Tensor>());
  for (const target of targets) outputs[made.get(target.node!)!]!.add(target);
  stages.forEach((nodes, k) => {
    for (const node of nodes) {
      for (const input of node.inputs) {
        if (isLeaf(input)) continue;
        if (made.get(input.node!)! < k || (!node.ran && input.node!.ran)) outputs[made.get(input.node!)!]!.add(input);
      }
    }
  });
  return stages.map((nodes, k) => ({ nodes, outputs: [...outputs[k]!], structure: null }));
}

async function runStage(stage: Stage, place: string, fatesIn: (nodes: readonly Node[]) => Fates): Promise<void> {
  const { nodes: all, outputs: asked } = stage;
  const nodes = stage.structure ? all : all.filter((node) => !passesOn(node));
  const [first] = nodes;
  if (!first) return;
  const executable = stage.structure ? null : calledExecutable(first, place);
  // A compiled function answers for all of its outputs at once.
  if (executable) {
    settle(first.outputs, await executable.run(first.inputs.map(knownOf), fatesIn(nodes)));
    return;
  }
  const own = stage.structure ?? structureFor(nodes, asked, place);
  const { text, more } = askedLater.expectedOf(own.key, nodes, asked);
  const [outputs, structure] = more.length > 0 ? [[...asked, ...more], { ...own, key: own.key + text }] : [asked, own];
  const isHere = !plans.has(structure) && isQuickHere(structure, nodes) && computeHere(outputs);
  if (!isHere) settle(outputs, await plans.run(structure, outputs, fatesIn(nodes)));
  if (!isHere && nodes.length === all.length) stage.structure = own;
  nodes.forEach((node, position) => {
    node.ran = { structure: own.key, position };
  });
}

/** Of what was not run, since it has what it was given. */
const PASSED: Ran = { structure: '', position: 0 };

/** Gives the outputs of a node that only derivatives tell from its inputs the values of these, where they are on the host. */
function passesOn(node: Node): boolean {
  const { primitive, inputs, attributes, outputs } = node;
  if (!primitive.transparent || hasBodies(node) || !inputs.every(({ host }) => host)) return false;
  const same = primitive.transparent(inputs, attributes);
  if (!same.every(({ host }) => host)) return false;
  settle(
    outputs,
    same.map(({ known }) => known!),
  );
  for (const x of [...same, ...outputs]) x.isShared = x.isVisible = true;
  node.ran = PASSED;
  return true;
}

/** Whether plain JavaScript has done it before the runtime would have. */
function isQuickHere(structure: Structure, nodes: readonly Node[]): boolean {
  return isWorkFor(nodes, LITTLE) || (isWorkFor(nodes, allowedOnce(nodes)) && !plans.isRepeated(structure));
}

const isKnown = ({ known }: Tensor): boolean => known !== null;

const isOfVariable = ({ variable }: Tensor): boolean => variable !== null;

const knownOf = ({ known }: Tensor): Value => known!;

const onHost = (array: HostArray): Value => new HostValue(array);

const hasBodies = ({ attributes }: Node): boolean => bodiesOf(attributes).length > 0;

const isCompiled = (node: Node): boolean => isCall(node) && node.attributes.isAlone;

/** Whether plain JavaScript has all that it needs, and at most so much to do. What may have to be copied is asked for last. */
const isWorkFor = (nodes: readonly Node[], most: number): boolean =>
  workOf(nodes, Number.POSITIVE_INFINITY, javascriptWork) <= most &&
  nodes.every(({ inputs }) => inputs.every((input) => !input.known || input.host !== null));

/** Work that plain JavaScript has done before a session would be ready. */
const allowedOnce = (nodes: readonly Node[]): number =>
  WORK_PER_NODE * (nodes.length + (nodes.some(makesWords) ? EMPTY_SESSION : 0));

/** What JavaScript has to do for a node. Random words it makes in any case. */
function javascriptWork(node: Node): number {
  if (makesWords(node)) return 0;
  if (node.primitive.slowInJavaScript) return Number.POSITIVE_INFINITY;
  const isRead = ({ dtype }: Tensor) => !(node.primitive.picks && areNumbers(dtype));
  return nodeWork(node) + node.inputs.reduce((total, input) => total + (isRead(input) ? input.size : 0), 0);
}

function assertComplete(nodes: readonly Node[], outputs: readonly Tensor[]): void {
  const lacks = ({ node, known }: Tensor) => !node && !known;
  if (!outputs.some(lacks) && !nodes.some(({ inputs }) => inputs.some(lacks))) return;
  const traced = 'a traced function (jit, a layer call on symbolic inputs, a training step)';
  if (currentTrace()) {
    throw new RuntimeError(`A value was read inside ${traced}.`, {
      hint: 'return the tensor from the function and read it outside.',
    });
  }
  throw new RuntimeError(`A tensor of ${traced} has no value after the function has ended.`, {
    hint: 'return it from the function; what an async function does after its first `await` is not part of the function.',
  });
}
