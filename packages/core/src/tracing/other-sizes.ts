/**
 * Runs of a compiled function for sizes that it was not traced with. Where the function is made of the library's own code, and traces with
 * smaller and with larger sizes have led to one program whose sizes are open, what lies between needs no trace: no threshold lies
 * there. What code of the user would do for another size cannot be known, so that is traced for each.
 */
import { executableFor } from '../backend/called-executable.js';
import type { Executable, OpenUse } from '../backend/executable.js';
import { Origin, originOf } from '../graph/origin.js';
import { findFormula } from '../graph/size-formulas.js';
import { range } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import { Tensor } from '../tensor/tensor.js';
import { HostValue } from '../tensor/value.js';
import type { TracedFunction } from './compiled.js';
import { type ConstantOf, constantOf, type SizedConstant } from './size-constants.js';

/** Sizes of the arguments, and what their trace led to: the key of a program; null for one that has none with open sizes. */
interface Met {
  readonly sizes: readonly number[];
  readonly program: string | null;
}

/** A program that has served several sizes. */
interface Served {
  readonly least: number[];
  readonly most: number[];
  /** Of the largest sizes: its session's memory is counted with it. */
  largest: Traced;
  /** What the constants were that the program is fed. */
  readonly constants: SizedConstant[][];
  /** The sizes of arguments, and behind them all sizes in the graph. */
  readonly numbers: (readonly number[])[];
  /** How the constants follow from sizes; null where that is not known. */
  formulas: readonly ConstantOf[] | null;
  /** Whether a size that nobody asked for has led to the program by code of the library alone. */
  isConfirmed: boolean;
  relations: readonly Relation[];
  /** Sizes that were met. */
  count: number;
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

/** Sizes that are looked at ahead in vain, after which none are any more. */
const MOST_FAILURES = 3;
/** Of the first sizes. */
const MOST_EARLY = 8;
/** Sizes that are kept: each is compared with. */
const MOST_MET = 128;
/** Elements of constants that are compared. */
const MOST_CONSTANTS = 2 ** 16;
/** Sizes that formulas of constants have to hold for. */
const MOST_SAMPLES = 8;
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
  private readonly early: string[] = [];
  private readonly served = new Map<string, Served>();
  private failures = 0;
  private row = { sizes: '', length: 0 };

  /** What runs arguments of these sizes; null where they have to be traced. */
  find(sizes: readonly number[]): OtherRun | null {
    const key = sizes.join();
    this.row = { sizes: key, length: this.row.sizes === key ? this.row.length + 1 : 1 };
    if (this.row.length > LONG_ROW) return null;
    for (const served of this.served.values()) {
      const { largest, formulas, relations, isConfirmed } = served;
      if (
        formulas &&
        isConfirmed &&
        isBetween(sizes, served) &&
        relations.every(({ of, by, slope, offset }) => sizes[of] === slope * sizes[by]! + offset)
      )
        return { traced: largest, constants: formulas.map((formula) => formula(sizes)) };
    }
    return null;
  }

  /**
   * Notes what arguments of these sizes have led to.
   *
   * @param look traces the function for other sizes; null where it runs code of the user
   */
  async note(
    sizes: readonly number[],
    traced: Traced | null,
    look: (sizes: readonly number[]) => Promise<Traced | null>,
  ): Promise<void> {
    const before = traced && this.served.get(traced.use.key);
    const isCovered = before?.isConfirmed && isBetween(sizes, before);
    this.enter(sizes, traced);
    if (!traced || isCovered || this.failures >= MOST_FAILURES) return;
    const { key } = traced.use;
    const known = this.met.filter(({ program }) => program === key);
    if (known.length < 2) return;
    const ahead = sizes.map((size, i) => {
      const own = known.map((each) => each.sizes[i]!);
      return own.every((other) => other === size) ? size : unlike(own, size);
    });
    if (this.early.includes(ahead.join())) return;
    if (this.met.some((each) => each.sizes.every((size, i) => size === ahead[i]))) return;
    const further = await look(ahead);
    // Whatever was said of code that may be the user's holds no more.
    if (!further) this.served.clear();
    this.enter(ahead, further);
    const served = this.served.get(key);
    if (further?.use.key !== key) this.failures += 1;
    else if (served) served.isConfirmed = true;
  }

  private enter(sizes: readonly number[], traced: Traced | null): void {
    if (!traced && this.served.size === 0) {
      if (this.early.length < MOST_EARLY) this.early.push(sizes.join());
      return;
    }
    this.met.push({ sizes, program: traced?.use.key ?? null });
    if (this.met.length > MOST_MET) this.met.shift();
    if (traced) {
      const { key } = traced.use;
      const served: Served = this.served.get(key) ?? {
        least: [...sizes],
        most: [...sizes],
        largest: traced,
        constants: traced.constants.map(() => []),
        numbers: [],
        formulas: null,
        isConfirmed: false,
        relations: [],
        count: 0,
      };
      served.constants.forEach((samples, i) => {
        samples.push({ sizes, constant: traced.constants[i]! });
        if (samples.length > MOST_SAMPLES) samples.shift();
      });
      served.count += 1;
      served.numbers.push([...sizes, ...traced.numbers]);
      if (served.numbers.length > MOST_SAMPLES) served.numbers.shift();
      const isRegular = served.count >= FEWEST_SAMPLES && followFrom(sizes.length, served.numbers);
      served.formulas = isRegular ? formulasOf(served.constants) : null;
      sizes.forEach((size, i) => {
        served.least[i] = Math.min(served.least[i]!, size);
        if (size > served.most[i]!) served.largest = traced;
        served.most[i] = Math.max(served.most[i]!, size);
      });
      served.relations = relationsIn(this.met.flatMap((each) => (each.program === key ? [each.sizes] : [])));
      this.served.set(key, served);
    }
    // Between sizes of one program another one was met: nothing is known of what lies there.
    for (const [key, served] of this.served) {
      if (this.met.some((each) => each.program !== key && isBetween(each.sizes, served))) this.served.delete(key);
    }
  }
}

const isBetween = (sizes: readonly number[], { least, most }: Served): boolean =>
  sizes.every((size, i) => size >= least[i]! && size <= most[i]!);

/** Numbers that code may divide sizes by. */
const DIVISORS = range(7).map((i) => i + 2);

/**
 * A size below the next power of two that leaves other remainders than those that were met: where code divides sizes, as strides and
 * paddings do, that one shows it.
 */
function unlike(met: readonly number[], size: number): number {
  const next = 2 ** Math.ceil(Math.log2(size + 1));
  const candidates = [1, 2, 3, 4].map((i) => next - i).filter((candidate) => candidate > 0);
  const novelty = (candidate: number): number =>
    DIVISORS.filter((divisor) => met.every((each) => each % divisor !== candidate % divisor)).length;
  return candidates.reduce((best, each) => (novelty(each) > novelty(best) ? each : best));
}

/**
 * Whether all numbers of graphs are whole multiples of the sizes they begin with, or of products of them, plus constants: then no size
 * was divided, for which a remainder may matter.
 */
function followFrom(count: number, samples: readonly (readonly number[])[]): boolean {
  return range(samples[0]!.length).every((i) => findFormula(i, range(count), samples) !== null);
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

function formulasOf(constants: readonly (readonly SizedConstant[])[]): readonly ConstantOf[] | null {
  const formulas = constants.map(constantOf);
  return formulas.every((formula) => formula !== null) ? formulas : null;
}

/** The outputs of a traced function for inputs of other sizes, which have values. */
export async function runTraced(
  { traced: { trace, executable, use }, constants }: OtherRun,
  inputs: readonly Tensor[],
): Promise<readonly Tensor[]> {
  const fed = constants.map((constant) => new HostValue(constant));
  const values = await executable.runOpen(use, [...inputs.map(({ known }) => known!), ...fed]);
  const origin = new Origin(inputs.map(originOf));
  return values.map((known, i) => {
    const output = new Tensor(known.shape, trace.body.outputs[i]!.dtype, { known });
    output.origin = origin;
    return output;
  });
}
