/**
 * Programs for graphs that differ in sizes alone. The first two of an outline run as they are, each for its own sizes; the next ones
 * share a session whose sizes are open, as far as their lowering allows it. No graph is taken for another: each is lowered by itself,
 * with formulas that hold for it, and shares the session if the model is the same to the byte.
 */
import type { Graph } from '../graph/node.js';
import { Outline } from '../graph/outline.js';
import { Recent } from '../recent.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Backend, OpenForm, OpenModel } from './backend.js';
import { NotOpen, OpenPlan, type Sample, sampleOf } from './open-plan.js';
import type { SessionUse } from './session-cache.js';

/** Graphs of an outline that have sessions of their own before one is made with open sizes. */
const STATIC = 2;
/** Graphs of an outline that formulas are found from. */
const SAMPLES = 6;
/** Programs that did not serve other sizes, or could not be made, after which none is tried any more. */
const MOST_FAILURES = 4;

/** Runs in a row for one graph after which it is worth a session of its own, which is faster by some per cent. */
const LONG_ROW = 16;

/** A program whose sizes are open. */
export class SharedProgram {
  private user: object | null = null;
  private row = 0;

  constructor(
    readonly plan: OpenPlan,
    readonly model: Uint8Array,
    readonly key: string,
  ) {}

  /** Notes a run; whether one user has had so many in a row that it should have a session of its own. */
  noteRun(user: object): boolean {
    this.row = user === this.user ? this.row + 1 : 1;
    this.user = user;
    return this.row > LONG_ROW;
  }
}

/** Graphs of one outline. */
class Family {
  readonly samples: Sample[] = [];
  readonly programs: SharedProgram[] = [];
  failures = 0;
}

/** What a graph runs with. */
export interface OpenProgram {
  readonly use: SessionUse;
  /** Constants that are fed behind the graph's inputs. */
  readonly fed: readonly Tensor[];
  readonly shared: SharedProgram;
}

/** Graphs of one outline before all passes. */
interface Met {
  /** Sizes of the first ones. */
  readonly sizes: Set<string>;
  /** How many later ones had to run by themselves all the same. */
  failures: number;
}

export class OpenPrograms {
  private readonly met = new Recent<Met>({ entries: 512, weight: 512, always: 1 });
  private readonly families = new Recent<Family>({ entries: 256, weight: 256, always: 1 });
  private count = 0;

  /**
   * What `prepare` makes of a graph that has not been through any pass, for it to share a session with others; null where it is to
   * run by itself, as the first graphs of an outline do.
   *
   * @param prepare takes the graph through the passes for open sizes, to {@link find}
   */
  choose<Prepared>(graph: Graph, prepare: () => Prepared | null): Prepared | null {
    const { key, numbers } = new Outline(graph);
    const met = this.met.get(key) ?? { sizes: new Set(), failures: 0 };
    this.met.set(key, met, 1);
    const sizes = numbers.join();
    if (met.sizes.has(sizes) || met.failures >= MOST_FAILURES) return null;
    const isEarly = met.sizes.size < STATIC;
    if (isEarly) met.sizes.add(sizes);
    // Formulas are found from two graphs: the second one is noted, and runs by itself.
    const prepared = met.sizes.size < STATIC ? null : prepare();
    if (isEarly) return null;
    if (!prepared) met.failures += 1;
    return prepared;
  }

  /** The program for a graph that has been through the passes for open sizes; null where it has to run by itself. */
  find(graph: Graph, own: Backend, form: OpenForm): OpenProgram | null {
    const outline = new Outline(graph);
    if (outline.hasEmpty) return null;
    const family = this.families.get(outline.key) ?? new Family();
    this.families.set(outline.key, family, 1);
    const shared = this.sharedBy(outline, family, own, form);
    if (shared || family.failures >= MOST_FAILURES) return shared;
    family.samples.push(sampleOf(outline));
    if (family.samples.length < STATIC) return null;
    if (family.samples.length > SAMPLES) family.samples.shift();
    if (family.programs.length > 0) family.failures += 1;
    return this.make(outline, family, own, form);
  }

  private sharedBy(outline: Outline, family: Family, own: Backend, form: OpenForm): OpenProgram | null {
    for (const program of family.programs) {
      if (!program.plan.fits(outline)) continue;
      const fed = program.plan.fedOf(outline);
      const lowered = form.lower(withInputs(outline.graph, fed), program.plan.sizesFor(outline));
      if (sameBytes(lowered.model, program.model)) return openProgram(program, fed, lowered, outline.graph, own);
    }
    return null;
  }

  private make(outline: Outline, family: Family, own: Backend, form: OpenForm): OpenProgram | null {
    const plan = new OpenPlan(outline, [...family.samples]);
    const fed = plan.fedOf(outline);
    try {
      const lowered = form.lower(withInputs(outline.graph, fed), plan.sizesFor(outline));
      this.count += 1;
      const program = new SharedProgram(plan, lowered.model, `${own.name}:open:${this.count}`);
      family.programs.push(program);
      return openProgram(program, fed, lowered, outline.graph, own);
    } catch (error) {
      if (!(error instanceof NotOpen)) throw error;
      family.failures += 1;
      return null;
    }
  }
}

const withInputs = ({ inputs, outputs }: Graph, fed: readonly Tensor[]): Graph => ({
  inputs: [...inputs, ...fed],
  outputs,
});

const openProgram = (
  shared: SharedProgram,
  fed: readonly Tensor[],
  { variant, load }: OpenModel,
  graph: Graph,
  own: Backend,
): OpenProgram => ({
  use: { key: `${shared.key}:${variant}`, bytes: own.heldBy(graph), create: load },
  fed,
  shared,
});

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export const openPrograms = new OpenPrograms();
