/** A graph made ready to run: through all passes, compiled by a backend, its session taken from the cache. */
import { FrameworkError, RuntimeError } from '../errors.js';
import { type Graph, leavesOf, type Spec } from '../graph/node.js';
import { expand } from '../graph/passes/expand.js';
import { optimize, optimizeOpen, through } from '../graph/passes/optimize.js';
import { nodesInOrder } from '../graph/positions.js';
import { structureKey } from '../graph/structure.js';
import { formatShape, sameShape } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { HostValue, readAll, type Value } from '../tensor/value.js';
import { locate, positionOf } from '../tracing/location.js';
import type { Backend, Fates, Into, OpenForm, Stages } from './backend.js';
import { openBackend, presentDevice } from './devices.js';
import type { OpenPrograms, SharedProgram } from './open-programs.js';
import type { OpPlacement } from './placement.js';
import { type SessionUse, sessions } from './session-cache.js';
import { sharedPrograms } from './shared-programs.js';

/** What a run consists of. */
interface Program {
  /** What is computed first. */
  readonly first: Pick<Stages, 'before' | 'needs' | 'evaluate' | 'release'>;
  /** Which results of the first stage are results of the whole, by their numbers. */
  readonly finished: ReadonlyMap<number, number>;
  /** From the inputs, the results of the first stage, and the captured tensors, to the other results. */
  readonly graph: Graph;
  /** Concrete tensors that are fed on every run. */
  readonly captured: readonly Tensor[];
  /** What the session makes. */
  readonly results: readonly Spec[];
  /** null where the first stage has made all results. */
  readonly use: SessionUse | null;
  /** Where the session is for graphs of other sizes as well. */
  readonly shared?: SharedProgram;
  /** All sizes in the graph, where that is so. */
  readonly numbers?: readonly number[];
}

/** A session that is for graphs of other sizes as well. */
export interface OpenUse {
  readonly use: SessionUse;
  /** Equal for uses of one model, whatever settings its sessions have. */
  readonly program: string;
  /** What is fed behind the inputs. */
  readonly constants: readonly HostArray[];
  /** All sizes in the graph. */
  readonly numbers: readonly number[];
}

/** In how many places it keeps what the next run begins with (`Backend.endingOf`), where it runs again and again; null where it does not. */
export type Step = 1 | 2 | null;

export class Executable {
  private program: Program | null = null;

  /**
   * @param graph its inputs are placeholders; other leaves have values
   * @param embed elements up to which a value that is on the host becomes part of the program instead of being fed
   * @param place the device that it runs on
   * @param step whether it runs again and again on what it made before
   * @param perCore whether a run is for one core, beside others
   */
  constructor(
    private readonly graph: Graph,
    private readonly embed = 0,
    private readonly place: string = presentDevice(),
    private readonly step: Step = null,
    private readonly perCore = false,
  ) {}

  /**
   * Runs on values for the graph's inputs.
   *
   * @param fates what becomes of them once the run has succeeded
   * @param into for the graph's outputs
   */
  async run(inputs: readonly Value[], fates?: Fates, into?: Into): Promise<Value[]> {
    const program = this.program && !this.program.shared ? this.program : await this.ready(true);
    const { first, finished, captured, results, use } = program;
    const early = first.before.length > 0 ? await this.evaluateFirst(first, inputs) : [];
    const feeds = early.length + captured.length > 0 ? [...inputs, ...early, ...captured.map(knownOf)] : inputs;
    let computed: Value[] = [];
    try {
      const others = into?.filter((_, i) => !finished.has(i));
      if (use) computed = await sessions.use(use, (session) => session.run(feeds, fates, others));
    } catch (error) {
      return await this.locate(error);
    }
    if (first.release) {
      const kept = new Set(finished.values());
      first.release(early.flatMap(({ host }, i) => (kept.has(i) ? [] : [host])));
    }
    for (let i = 0; i < computed.length; i++) {
      const { shape } = computed[i]!;
      if (sameShape(shape, results[i]!.shape)) continue;
      throw new RuntimeError('internal: a result has another shape than was inferred.', {
        expected: formatShape(results[i]!.shape),
        received: formatShape(shape),
      });
    }
    if (finished.size === 0) return computed;
    const others = computed.values();
    return this.graph.outputs.map((_, i) =>
      finished.has(i) ? asResult(early[finished.get(i)!]!) : others.next().value!,
    );
  }

  /** The session, with the constants that it is fed, where it is for graphs of other sizes as well and nothing runs before; else null. */
  async openUse(): Promise<OpenUse | null> {
    const { first, captured, use, shared, numbers } = await this.ready();
    const constants = captured.flatMap(({ host }) => host ?? []);
    return use && shared && numbers && first.before.length === 0 && constants.length === captured.length
      ? { use, program: shared.key, constants, numbers }
      : null;
  }

  /** Runs on values of other sizes, by a session that is known to be for them as well. */
  runOpen(use: SessionUse, inputs: readonly Value[]): Promise<Value[]> {
    return this.locating(sessions.use(use, (session) => session.run(inputs)));
  }

  /**
   * Makes an error of a run say where the node was made that failed: in this graph, whichever one of equal structure the session was
   * made for.
   */
  locating<T>(run: Promise<T>): Promise<T> {
    return run.catch((error) => this.locate(error));
  }

  private async locate(error: unknown): Promise<never> {
    const position = error instanceof FrameworkError ? positionOf(error) : undefined;
    if (position === undefined) throw error;
    const { graph } = await this.ready();
    const node = nodesInOrder(graph.outputs)[position];
    if (node) locate(error as FrameworkError, node);
    throw error;
  }

  /** Where its operations run. */
  async placement(): Promise<readonly OpPlacement[]> {
    const { first, graph, use } = await this.ready();
    const own = await openBackend(this.place);
    const known = use ? await sessions.use(use, async ({ onProcessor }) => onProcessor) : [];
    const onProcessor = known ?? (await own.findOnProcessor?.(graph)) ?? [];
    const { placementIn } = await import('./later.js');
    return placementIn(graph, first.before, onProcessor, this.place);
  }

  /** @param toRun whether a run follows */
  private async ready(toRun = false): Promise<Program> {
    if (!this.program) {
      const own = await openBackend(this.place);
      await own.capabilities.load?.(this.graph);
      const open = own.open && !this.perCore ? await sharedPrograms.tableFor(this.graph) : null;
      if (open) await own.open!.load();
      const program = await this.prepare(own, open);
      this.program ??= program;
    }
    const { shared } = this.program;
    if (toRun && shared?.noteRun(this)) this.program = await this.prepareStatic(await openBackend(this.place));
    return this.program;
  }

  private async prepare(own: Backend, open: OpenPrograms | null): Promise<Program> {
    const form = own.open;
    const shared = form && open ? open.choose(this.graph, () => this.prepareOpen(own, form, open)) : null;
    return shared ?? this.prepareStatic(own);
  }

  /** The whole pipeline: the portable passes, around them the backend's own. */
  private async prepareStatic(own: Backend): Promise<Program> {
    const { early, split, passes } = own.capabilities;
    const first = split(optimize(through(early, expand(this.graph))));
    const { finished, rest } = withoutFinished(first);
    const ending = this.step && (own.endingOf?.(rest, this.step) ?? null);
    const prepare = () => through(passes, ending?.graph ?? rest);
    const prepared = own.calibration ? await own.calibration.settle(prepare) : prepare();
    const { graph, captured, isConstant } = this.feeding(prepared);
    const results = rest.outputs;
    if (results.length === 0) return { first, finished, graph, captured: [], results, use: null };
    if (ending) {
      // What passes made of values that they know is the graph's alone.
      const structures = [structureKey(rest, this.feeding(rest).isConstant), structureKey(graph, isConstant)];
      const key = `${own.name}:step ${this.step}:${structures.join(':')}`;
      const use = { key, bytes: own.heldBy(graph) + ending.bytes, create: () => ending.compile(graph) };
      return { first, finished, graph, captured, results, use };
    }
    const key = `${own.name}:${this.perCore ? 'core:' : ''}${structureKey(graph, isConstant)}`;
    const create = async () => {
      const session = await own.compile(graph, this.perCore);
      if (session.onProcessor) (await import('./later.js')).warnOfProcessor(graph, session.onProcessor, this.place);
      return session;
    };
    const use = { key, bytes: own.heldBy(graph, this.perCore), create };
    return { first, finished, graph, captured, results, use };
  }

  /** The same with open sizes; null where the graph has to run by itself. */
  private prepareOpen(own: Backend, form: OpenForm, open: OpenPrograms): Program | null {
    const first = form.split(optimizeOpen(through(form.early, this.graph)));
    const { finished, rest } = withoutFinished(first);
    if (rest.outputs.length === 0) return null;
    const { graph, captured } = this.feeding(through(form.passes, rest));
    const program = open.find(graph, own, form);
    return (
      program && { ...program, first, finished, graph, captured: [...captured, ...program.fed], results: graph.outputs }
    );
  }

  /** A graph with inputs for the values that are fed on every run. */
  private feeding({ inputs, outputs }: Graph) {
    const given = new Set(inputs);
    const isConstant = (leaf: Tensor) => leaf.host !== null && leaf.size <= this.embed && !given.has(leaf);
    const captured = leavesOf(outputs).filter((leaf) => !given.has(leaf) && !isConstant(leaf));
    return { graph: { inputs: [...inputs, ...captured], outputs }, captured, isConstant };
  }

  private async evaluateFirst({ needs, evaluate }: Program['first'], inputs: readonly Value[]): Promise<HostValue[]> {
    const needed = new Set(needs);
    const given = this.graph.inputs
      .map((input, i) => [input, inputs[i]!] as const)
      .filter(([input]) => needed.has(input));
    const hosts = await readAll(given.map(([, value]) => value));
    return evaluate(new Map(given.map(([input], i) => [input, hosts[i]!]))).map((host) => new HostValue(host));
  }
}

const knownOf = ({ known }: Tensor): Value => known!;

/** What programs read is an array, and not what draws one. */
const asResult = ({ host }: HostValue): Value =>
  new HostValue({ dtype: host.dtype, shape: host.shape, data: host.data });

/**
 * A graph without the results that its first stage has made. Each is handed out once: a second time it is copied by the session, since
 * results do not share memory.
 */
function withoutFinished({ before, graph }: Stages): { finished: Map<number, number>; rest: Graph } {
  const places = new Map(graph.inputs.slice(graph.inputs.length - before.length).map((input, i) => [input, i]));
  const finished = new Map<number, number>();
  graph.outputs.forEach((output, i) => {
    const place = places.get(output);
    if (place === undefined) return;
    finished.set(i, place);
    places.delete(output);
  });
  return { finished, rest: { inputs: graph.inputs, outputs: graph.outputs.filter((_, i) => !finished.has(i)) } };
}
