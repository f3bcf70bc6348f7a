/**
 * Runs of a compiled function for sizes that it was not traced with. Where the function is made of the library's own code, a size that lies
 * between a smaller and a larger one needs no trace if both have led to one program whose sizes are open: code that looks at sizes does so
 * by thresholds, of which none lies there. Where sizes are divided, as by strides, remainders may matter as well: there all three leave
 * the same ones. What code of the user would do for another size cannot be known, so that is traced for each.
 */
import { executableFor } from '../backend/called-executable.js';
import type { Executable, OpenUse } from '../backend/executable.js';
import { range } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { HostValue } from '../tensor/value.js';
import type { TracedFunction } from './compiled.js';
import { type ConstantOf, constantOf, type SizedConstant } from './size-constants.js';
import { type Dependence, dependenceOf } from './size-dependence.js';
import { withoutHistory } from './without-history.js';

/** Sizes of the arguments, and what their trace led to: the key of a program; null for one that has none with open sizes. */
interface Met {
  readonly sizes: readonly number[];
  readonly program: string | null;
  /** The key of its session. */
  readonly session: string | null;
  /** How many were met before. */
  readonly at: number;
}

type Look = (sizes: readonly number[]) => Promise<LookedAt | null>;

/** What a program was met with: sizes of the arguments, all sizes in the graph, and the constants that it was fed. */
interface Sample {
  readonly sizes: readonly number[];
  readonly numbers: readonly number[];
  readonly constants: readonly HostArray[];
}

/** A program that has served several sizes. */
interface Served {
  /** By the keys of its sessions, of the largest sizes: the session's memory is counted with it. */
  readonly largest: Map<string, Traced>;
  readonly samples: Sample[];
  /** How sizes in the graph, and constants, follow from the sizes of the arguments; null where that is not known. */
  dependence: Dependence | null;
  formulas: readonly ConstantOf[] | null;
}

/** A size that was a multiple of another one plus a constant, whatever was met: it must be, for all that is known. */
interface Relation {
  readonly of: number;
  readonly by: number;
  readonly slope: number;
  readonly offset: number;
}

/** What runs arguments of sizes that were not traced. */
export interface OtherRun {
  readonly traced: Traced;
  readonly constants: readonly HostArray[];
}

/** A trace, and what runs it. */
export interface Traced extends OpenUse {
  readonly trace: TracedFunction;
  readonly executable: Executable;
}

/** What sizes that nobody asked for have led to, by code of the library alone. */
export interface LookedAt {
  /** null where there is no program with open sizes; left out where arguments cannot have such sizes. */
  readonly traced?: Traced | null;
}

/** Looks that have shown code of the user, after which there are no more. */
const MOST_FAILURES = 3;
/** Sizes that are looked at though nobody asked for them. */
const MOST_LOOKS = 32;
/** Of the first sizes. */
const MOST_EARLY = 8;
/** Sizes that are kept: each is compared with. */
const MOST_MET = 128;
/** Elements of constants that are compared. */
const MOST_CONSTANTS = 2 ** 16;
/** Sizes that formulas of constants have to hold for. */
const MOST_SAMPLES = 12;
const FEWEST_SAMPLES = 3;
/** Runs in a row with the same sizes, after which they are traced for a program of their own. */
const LONG_ROW = 8;

/** The program with open sizes of a traced function, if it takes nothing but the function's inputs. */
export async function openTraced(trace: TracedFunction, place: string): Promise<Traced | null> {
  if (trace.captured.length > 0) return null;
  const executable = executableFor(trace.body, place);
  const open = await executable.openUse();
  const isSmall = open && open.constants.reduce((total, { data }) => total + data.length, 0) <= MOST_CONSTANTS;
  return isSmall ? { trace, executable, ...open } : null;
}

/** What a compiled function has met with arguments that differ in sizes alone. */
export class OtherSizes {
  private readonly met: Met[] = [];
  /** The first sizes, which have programs of their own, whatever they are. */
  private readonly early: (readonly number[])[] = [];
  /** What was looked at, and arguments cannot have. */
  private readonly impossible: (readonly number[])[] = [];
  private relations: readonly Relation[] = [];
  private readonly served = new Map<string, Served>();
  /** By program, how many sizes were met before it was. */
  private readonly beginnings = new Map<string, number>();
  /** Whether sizes that nobody asked for were traced, by code of the library alone. */
  private isLibrarys = false;
  /** Sizes between those of a program that have led to another one when there was no such program yet. */
  private readonly doubtful: (readonly number[])[] = [];
  private count = 0;
  private failures = 0;
  private looks = 0;
  private row = { sizes: '', length: 0 };

  /** What runs arguments of these sizes; null where they have to be traced. */
  find(sizes: readonly number[]): OtherRun | null {
    const key = sizes.join();
    this.row = { sizes: key, length: this.row.sizes === key ? this.row.length + 1 : 1 };
    if (this.row.length > LONG_ROW || !this.isLibrarys) return null;
    if (!this.relations.every(({ of, by, slope, offset }) => sizes[of] === slope * sizes[by]! + offset)) return null;
    for (const [key, { largest, dependence, formulas }] of this.served) {
      const sources = formulas && this.isBetween(sizes, key) ? dependence?.sourcesFor(sizes) : null;
      if (!sources) continue;
      const traced = largest.get(this.sessionFor(sizes, key))!;
      return { traced, constants: formulas!.map((formula) => formula(sources)) };
    }
    return null;
  }

  /** Of the sessions of a program, which all compute the same, the one that the nearest sizes had: it has threads, or not. */
  private sessionFor(sizes: readonly number[], key: string): string {
    const own = this.met.filter(({ program }) => program === key);
    const distances = own.map((each) => distance(each.sizes, sizes));
    return own[distances.indexOf(Math.min(...distances))]!.session!;
  }

  /**
   * Notes what arguments of these sizes have led to.
   *
   * @param look traces the function for other sizes; null where it runs code of the user
   */
  async note(sizes: readonly number[], traced: Traced | null, look: Look): Promise<void> {
    this.enter(sizes, traced);
    while (this.doubtful.length > 0 && this.mayLook) await this.lookAt(this.doubtful.shift()!, look);
    const key = traced?.program;
    const isNew = (other: readonly number[]) =>
      other.every((size) => Number.isInteger(size) && size > 0) &&
      ![...this.early, ...this.impossible, ...this.met.map((each) => each.sizes)].some((each) => isSame(each, other));
    for (const side of SIDES) {
      const served = key !== undefined && this.served.get(key);
      if (!served || served.samples.length < 2 || !this.mayLook) return;
      if (this.isLibrarys && this.isBounded(sizes, key, side)) continue;
      const ahead = this.beyond(sizes, key, side).find(
        (other) => isNew(other) && !this.isBeyondOther(sizes, other, key),
      );
      if (ahead) await this.lookAt(ahead, look);
    }
  }

  private get mayLook(): boolean {
    return this.failures < MOST_FAILURES && this.looks < MOST_LOOKS;
  }

  private async lookAt(sizes: readonly number[], look: Look): Promise<void> {
    this.looks += 1;
    const found = await look(sizes);
    this.isLibrarys = found !== null;
    // Whatever was said of code that may be the user's holds no more.
    if (!found) {
      this.served.clear();
      this.failures += 1;
    }
    if (found && found.traced === undefined) this.impossible.push(sizes);
    else this.enter(sizes, found?.traced ?? null);
  }

  /** Sizes to look at beyond some that have led to a program: as far as sizes were met, or a bit further. */
  private beyond(sizes: readonly number[], key: string, side: Side): (readonly number[])[] {
    const served = this.served.get(key)!;
    const known = this.met.map((each) => each.sizes);
    const furthest = sizes.map((size, i) =>
      side.furthest(
        known.map((each) => each[i]!),
        size,
      ),
    );
    return [furthest, sizes].map((from) => {
      const ahead = from.map((size, i) => {
        const own = known.map((each) => each[i]!);
        const period = served.dependence?.periods[i] ?? 1;
        return own.every((other) => other === size) ? size : side.next(size, own, sizes[i]! % period, period);
      });
      for (const { of, by, slope, offset } of this.relations) ahead[of] = slope * ahead[by]! + offset;
      return ahead;
    });
  }

  /** Whether sizes like these have led to another program on the way to others. */
  private isBeyondOther(sizes: readonly number[], other: readonly number[], key: string): boolean {
    return this.met.some(
      (each) =>
        each.program !== key &&
        this.isAlike(each.sizes, sizes, key) &&
        ((isAtMost(sizes, each.sizes) && isAtMost(each.sizes, other)) ||
          (isAtMost(other, each.sizes) && isAtMost(each.sizes, sizes))),
    );
  }

  /** Whether the sizes leave the same remainders, where those may matter to a program. */
  private isAlike(a: readonly number[], b: readonly number[], key: string): boolean {
    const periods = this.served.get(key)?.dependence?.periods;
    return a.every((size, i) => (size - b[i]!) % (periods?.[i] ?? 1) === 0);
  }

  /** Whether others that are not smaller, or not larger, have led to a program. */
  private isBounded(sizes: readonly number[], key: string, { isOn }: Side): boolean {
    return this.met.some(
      (each) =>
        each.program === key &&
        !isSame(each.sizes, sizes) &&
        isOn(each.sizes, sizes) &&
        this.isAlike(each.sizes, sizes, key),
    );
  }

  private isBetween(sizes: readonly number[], key: string): boolean {
    const own = this.met.filter((each) => each.program === key && this.isAlike(each.sizes, sizes, key));
    return SIDES.every(({ isOn }) => own.some((each) => isOn(each.sizes, sizes)));
  }

  private enter(sizes: readonly number[], traced: Traced | null): void {
    const isEarly = !traced && this.served.size === 0;
    if (!isEarly)
      this.met.push({ sizes, program: traced?.program ?? null, session: traced?.use.key ?? null, at: this.count++ });
    else if (this.early.length < MOST_EARLY) this.early.push(sizes);
    if (this.met.length > MOST_MET) this.met.shift();
    this.relations = relationsIn([...this.early, ...this.met.map((each) => each.sizes)]);
    if (traced) this.serve(sizes, traced);
    for (const [key, { dependence }] of this.served) {
      const others = dependence
        ? this.met.filter((each) => each.program !== key && this.isBetween(each.sizes, key))
        : [];
      // What was met before there was such a program may lead to it now.
      const doubtful = this.mayLook ? others.filter(({ at }) => at < this.beginnings.get(key)!) : [];
      for (const each of doubtful) this.doubtful.push(this.met.splice(this.met.indexOf(each), 1)[0]!.sizes);
      // Between sizes of one program another one was met: nothing is known of what lies there.
      if (others.length > doubtful.length) this.served.delete(key);
    }
  }

  private serve(sizes: readonly number[], traced: Traced): void {
    const key = traced.program;
    const served: Served = this.served.get(key) ?? {
      largest: new Map(),
      samples: [],
      dependence: null,
      formulas: null,
    };
    if (!this.beginnings.has(key)) this.beginnings.set(key, this.count);
    const { samples } = served;
    samples.push({ sizes, numbers: traced.numbers, constants: traced.constants });
    if (samples.length > MOST_SAMPLES) samples.shift();
    served.dependence = samples.length >= FEWEST_SAMPLES ? dependenceOf(samples) : null;
    served.formulas = served.dependence && formulasOf(samples, served.dependence);
    const known = served.largest.get(traced.use.key);
    if (!known || traced.use.bytes > known.use.bytes) served.largest.set(traced.use.key, traced);
    this.served.set(key, served);
  }
}

const isAtMost = (a: readonly number[], b: readonly number[]): boolean => a.every((size, i) => size <= b[i]!);
const isSame = (a: readonly number[], b: readonly number[]): boolean => a.every((size, i) => size === b[i]);

/** How many times as much work one is for as the other, as a logarithm. */
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.abs(a.reduce((total, size, i) => total + Math.log(size / b[i]!), 0));

/** Smaller sizes, or larger ones. */
interface Side {
  /** Whether the first are on this side of the second, or equal. */
  isOn(a: readonly number[], b: readonly number[]): boolean;
  furthest(met: readonly number[], own: number): number;
  /** A size to look at from another one, which leaves the same remainder as those that it is for. */
  next(from: number, met: readonly number[], remainder: number, period: number): number;
}

const SIDES: readonly Side[] = [
  {
    isOn: (a, b) => isAtMost(b, a),
    furthest: (met, own) => Math.max(own, ...met),
    next: unlike,
  },
  {
    isOn: isAtMost,
    furthest: (met, own) => Math.min(own, ...met),
    next: (from, _met, remainder, period) => {
      const least = 2 ** Math.floor(Math.log2(from));
      return least + modulo(remainder - least, period);
    },
  },
];

const modulo = (a: number, b: number): number => ((a % b) + b) % b;

/** Numbers that code may divide sizes by. */
const DIVISORS = range(7).map((i) => i + 2);

/**
 * A size below the next power of two that leaves other remainders than those that were met: where code divides sizes, as strides and
 * paddings do, that one shows it. Where such a division is known it leaves the remainder that is asked for.
 */
function unlike(size: number, met: readonly number[], remainder: number, period: number): number {
  const next = 2 ** Math.ceil(Math.log2(size + 1));
  const last = next - 1 - modulo(next - 1 - remainder, period);
  if (period > 1) return last < size ? last + period : last;
  const candidates = range(4)
    .map((i) => last - i)
    .filter((candidate) => candidate > 0);
  const novelty = (candidate: number): number =>
    DIVISORS.filter((divisor) => met.every((each) => each % divisor !== candidate % divisor)).length;
  return candidates.reduce((best, each) => (novelty(each) > novelty(best) ? each : best));
}

function relationsIn(met: readonly (readonly number[])[]): Relation[] {
  const [first] = met as [readonly number[]];
  return range(first.length).flatMap((of) =>
    range(of).flatMap((by): Relation[] => {
      const other = met.find((sizes) => sizes[by] !== first[by]);
      if (!other) return [];
      const slope = (other[of]! - first[of]!) / (other[by]! - first[by]!);
      const offset = first[of]! - slope * first[by]!;
      return met.every((sizes) => sizes[of] === slope * sizes[by]! + offset) ? [{ of, by, slope, offset }] : [];
    }),
  );
}

function formulasOf(samples: readonly Sample[], dependence: Dependence): readonly ConstantOf[] | null {
  const met = samples.map(({ sizes, constants }) => ({ sizes: dependence.sourcesFor(sizes)!, constants }));
  const formulas = range(samples[0]!.constants.length).map((i) =>
    constantOf(met.map(({ sizes, constants }): SizedConstant => ({ sizes, constant: constants[i]! }))),
  );
  return formulas.every((formula) => formula !== null) ? formulas : null;
}

/** The outputs of a traced function for inputs of other sizes, which have values. */
export async function runTraced(
  { traced: { trace, executable, use }, constants }: OtherRun,
  inputs: readonly Tensor[],
): Promise<readonly Tensor[]> {
  const fed = constants.map((constant) => new HostValue(constant));
  const values = await executable.runOpen(use, [...inputs.map(({ known }) => known!), ...fed]);
  return withoutHistory(values, trace.body.outputs, inputs);
}
