import { mapBodies, type Node } from '../graph/node.js';
import { type Rewrite, rewrite } from '../graph/rewrite.js';
import { type Skeleton, skeletonOf } from '../graph/skeleton.js';
import { placeholder, Tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';
import type { Fates } from './backend.js';
import { Executable } from './executable.js';

/** A number written in a program, as text; null for other leaves. Those of variables change by their nature. */
function literalOf(leaf: Tensor): string | null {
  if (leaf.rank > 0 || leaf.variable) return null;
  // Asked for last: what stays with the kernels of updates is copied by that.
  const { host } = leaf;
  if (!host) return null;
  const value = host.data[0]!;
  return Object.is(value, -0) ? '-0' : String(value);
}

interface Plan {
  /** The numbers that are part of the model; null for leaves that are fed. */
  readonly literals: readonly (string | null)[];
  readonly executable: Executable;
}

/** A pending graph apart from its values, and where it is run. */
export interface Structure extends Skeleton {
  readonly place: string;
}

/**
 * @param nodes what `outputs` need, inputs first
 * @param place the device that they are computed on
 */
export function structureFor(nodes: readonly Node[], outputs: readonly Tensor[], place: string): Structure {
  const { key, leaves } = skeletonOf(nodes, outputs);
  return { key: `${place}:${key}`, leaves, place };
}

/**
 * What runs pending graphs: made once for all of one structure, so that a step of a loop that is written out costs little more
 * than a compiled one. Numbers are part of a plan until one is seen to change; it is fed from then on.
 */
export class Plans {
  private readonly plans = new Map<string, Plan>();
  /** Structures that were asked about. */
  private readonly met = new Set<string>();

  constructor(private readonly capacity = 256) {}

  /** Whether there is a plan for this structure. */
  has({ key }: Structure): boolean {
    return this.plans.has(key);
  }

  /** Whether a graph of this structure, which has no plan yet, was asked about before: a session for it will be used again. */
  isRepeated({ key }: Structure): boolean {
    if (this.met.has(key)) return true;
    if (this.met.size >= this.capacity) this.met.clear();
    this.met.add(key);
    return false;
  }

  /**
   * Computes `outputs`, whose structure this is.
   *
   * @param fates what becomes of values of leaves once it has succeeded
   */
  async run({ key, leaves, place }: Structure, outputs: readonly Tensor[], fates: Fates): Promise<Value[]> {
    const { literals, executable } = this.planFor(key, leaves, outputs, place);
    const fed: Value[] = [];
    leaves.forEach((leaf, i) => {
      if (literals[i] === null) fed.push(leaf.known!);
    });
    return executable.run(fed, fates).catch((error: unknown) => {
      // The plan may have been made for other nodes than these.
      const { executable: own } = makePlan(leaves, outputs, literals, place);
      return own.locating(Promise.reject(error));
    });
  }

  private planFor(key: string, leaves: readonly Tensor[], outputs: readonly Tensor[], place: string): Plan {
    const literals = leaves.map(literalOf);
    const before = this.plans.get(key);
    // The map keeps the order of insertion: the last used goes to its end.
    this.plans.delete(key);
    const holds = before?.literals.every((literal, i) => literal === null || literal === literals[i]);
    const plan = before && holds ? before : makePlan(leaves, outputs, unchanged(literals, before), place);
    this.plans.set(key, plan);
    if (this.plans.size > this.capacity) this.plans.delete(this.plans.keys().next().value as string);
    return plan;
  }
}

const unchanged = (literals: readonly (string | null)[], before: Plan | undefined): (string | null)[] =>
  literals.map((literal, i) => (!before || before.literals[i] === literal ? literal : null));

/** Recorded calls are seen through by all passes. */
const inlined: Rewrite = ({ primitive, attributes }, inputs, keep) =>
  primitive.calls
    ? primitive.transparent!(
        inputs,
        mapBodies(attributes, (body) => rewrite(body, inlined)),
      )
    : keep();

/** The graph on leaves of its own, so that a plan keeps no values alive. */
function makePlan(
  leaves: readonly Tensor[],
  outputs: readonly Tensor[],
  literals: readonly (string | null)[],
  place: string,
): Plan {
  const own = leaves.map((leaf, i) =>
    literals[i] === null ? placeholder(leaf) : new Tensor(leaf.shape, leaf.dtype, { known: leaf.known! }),
  );
  const inputs = own.filter((_, i) => literals[i] === null);
  const graph = rewrite(
    { inputs, outputs },
    inlined,
    leaves.map((leaf, i) => [leaf, own[i]!] as const),
  );
  return {
    literals,
    executable: new Executable(graph, 1, place, outputs.some(({ variable }) => variable !== null) ? 1 : null),
  };
}
