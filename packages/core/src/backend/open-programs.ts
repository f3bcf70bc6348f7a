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
  /** Whether it has served other sizes than those that it was made for. */
  isShared = false;

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

  get bytes(): number {
    const constants = this.samples.flatMap((sample) => sample.constants);
    return [
      ...this.samples.map(({ numbers }) => 8 * numbers.length),
      ...constants.map(({ data }) => data.byteLength),
      ...this.programs.map(({ model }) => model.length),
    ].reduce((total, bytes) => total + bytes, 0);
  }
}

/** What a graph runs with. */
export interface OpenProgram {
  readonly use: SessionUse;
  /** Constants that are fed behind the graph's inputs. */
  readonly fed: readonly Tensor[];
  readonly shared: SharedProgram;
  /** All sizes in the graph. */
  readonly numbers: readonly number[];
}

/** Graphs of one outline before all passes. */
interface Met {
  /** Sizes of the first ones. */
  readonly sizes: Set<string>;
  /** How many later ones had to run by themselves all the same. */
  failures: number;
}

export class OpenPrograms {
  // Both weigh bytes.
  private readonly met = new Recent<Met>({ entries: 512, weight: 2 ** 23, always: 4 });
  private readonly families = new Recent<Family>({ entries: 256, weight: 2 ** 25, always: 4 });
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
    const sizes = numbers.join();
    this.met.set(key, met, key.length + STATIC * sizes.length);
    if (met.sizes.has(sizes) || met.failures >= MOST_FAILURES) return null;
    const isEarly = met.sizes.size < STATIC;
    if (isEarly) met.sizes.add(sizes);
    // Formulas are found from two graphs: the second one is noted, and runs by itself.
    const prepared = met.sizes.size < STATIC ? null : prepare();
    if (isEarly) return null;
    met.failures = prepared ? Math.max(0, met.failures - 1) : met.failures + 1;
    return prepared;
  }

  /** The program for a graph that has been through the passes for open sizes; null where it has to run by itself. */
  find(graph: Graph, own: Backend, form: OpenForm): OpenProgram | null {
    const outline = new Outline(graph);
    if (outline.hasEmpty) return null;
    const family = this.families.get(outline.key) ?? new Family();
    const program = this.programFor(outline, family, own, form);
    this.families.set(outline.key, family, outline.key.length + family.bytes);
    return program;
  }

  private programFor(outline: Outline, family: Family, own: Backend, form: OpenForm): OpenProgram | null {
    const shared = this.sharedBy(outline, family, own, form);
    if (shared || family.failures >= MOST_FAILURES) return shared;
    family.samples.push(sampleOf(outline));
    if (family.samples.length < STATIC) return null;
    if (family.samples.length > SAMPLES) family.samples.shift();
    if (family.programs.length > 0) family.failures += 1;
    return this.make(outline, family, own, form);
  }

  private sharedBy(outline: Outline, family: Family, own: Backend, form: OpenForm): OpenProgram | null {
    // The last ones first: what came of more graphs holds for more.
    for (const program of family.programs.toReversed()) {
      const lowered = program.plan.fits(outline) ? lower(outline, program.plan, form) : null;
      if (!lowered || !sameBytes(lowered.model, program.model)) continue;
      if (!program.isShared) family.failures = 0;
      program.isShared = true;
      return openProgram(program, outline, lowered, own);
    }
    return null;
  }

  private make(outline: Outline, family: Family, own: Backend, form: OpenForm): OpenProgram | null {
    // The first ones may be of other models, where other sizes follow from those of the inputs: then the last ones do.
    for (let first = 0; first + STATIC <= family.samples.length; first++) {
      const plan = new OpenPlan(outline, family.samples.slice(first));
      const lowered = lower(outline, plan, form);
      if (!lowered) continue;
      this.count += 1;
      const program = new SharedProgram(plan, lowered.model, `${own.name}:open:${this.count}`);
      family.programs.push(program);
      return openProgram(program, outline, lowered, own);
    }
    family.failures += 1;
    return null;
  }
}

/** The model of a graph with what a plan leaves open; null where a size follows from the others in no way that is known. */
function lower(outline: Outline, plan: OpenPlan, form: OpenForm): OpenModel | null {
  const { inputs, outputs } = outline.graph;
  try {
    return form.lower({ inputs: [...inputs, ...plan.fedOf(outline)], outputs }, plan.sizesFor(outline));
  } catch (error) {
    if (error instanceof NotOpen) return null;
    throw error;
  }
}

const openProgram = (
  shared: SharedProgram,
  outline: Outline,
  { variant, load }: OpenModel,
  own: Backend,
): OpenProgram => ({
  use: { key: `${shared.key}:${variant}`, bytes: own.heldBy(outline.graph), create: load },
  fed: shared.plan.fedOf(outline),
  shared,
  numbers: outline.numbers,
});

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export const openPrograms = new OpenPrograms();
