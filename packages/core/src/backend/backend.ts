import type { DType, TypedArray } from '../dtype.js';
import type { Graph } from '../graph/node.js';
import type { Pass } from '../graph/passes/optimize.js';
import type { KernelTypes } from '../op.js';
import type { LargeForms } from '../primitives/large-forms.js';
import type { HostArray } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';
import type { Calibration } from './cpu/calibration/report.js';
import type { OpenSizes } from './onnx-model.js';

/**
 * What becomes of a value that a variable had once a run has succeeded: nobody will ask for it, or derivatives alone will, which wait for it
 * to be computed again.
 */
export type Fate = 'used up' | 'in history';

/** Those of the inputs of a run; any other stays as it is. */
export type Fates = ReadonlyMap<Value, Fate>;

/** Arrays of a program for results: a backend may write them there. null for those that it makes itself. */
export type Into = readonly (TypedArray | null)[];

/** A graph that a backend has prepared for execution. */
export interface Session {
  /**
   * Runs the graph on values for its inputs, wherever they are; the results are where the backend leaves them.
   *
   * @param fates what becomes of inputs once the run has succeeded: it may write results over them
   */
  run(inputs: readonly Value[], fates?: Fates, into?: Into): Promise<Value[]>;
  /** Which nodes the processor has a part in, in place of the device, by their positions (graph/positions.ts); left out where unknown. */
  readonly onProcessor?: readonly number[];
  /** Frees what it holds. The session must not be used afterwards. */
  release(): Promise<void>;
}

/** A graph in two stages. */
export interface Stages {
  /** What JavaScript computes before each run. */
  readonly before: readonly Tensor[];
  /** From which of the graph's inputs. */
  readonly needs: readonly Tensor[];
  /** Their values, from those of the graph's inputs. */
  evaluate(known: ReadonlyMap<Tensor, HostArray>): HostArray[];
  /** Is told which of these values nobody reads any more: the next run may write over them. */
  readonly release?: (values: readonly HostArray[]) => void;
  /** What is left: the first stage's results are inputs behind the graph's own. */
  readonly graph: Graph;
}

/** A graph of which nothing is computed before. */
export const inOneStage = (graph: Graph): Stages => ({ before: [], needs: [], evaluate: () => [], graph });

/** What a backend can do, and what it wants. */
export interface Capabilities {
  /** In which element type it computes each operation. */
  readonly kernels: KernelTypes;
  /** The type in which values of a type enter and leave its sessions: half types may not pass. */
  boundary(dtype: DType): DType;
  /** Whether NaN and infinities come out of its arithmetic as IEEE 754 has it. Where not, no graph looks for them. */
  readonly keepsNan: boolean;
  /** Whether it computes with types of 64 bits as well: float64, in which sums of many numbers are added up, and int64. */
  readonly has64Bits: boolean;
  /** 'graph': a loop runs within one session. 'steps': it does not, or slowly; steps run one by one, and state stays where it is. */
  readonly loops: 'graph' | 'steps';
  /** Where results are: on the host they are read at once, on a device by a download. */
  readonly memory: 'host' | 'device';
  /** Channels in a block of the layout in which convolutions are fastest; 0 where that is the plain one. */
  readonly channelBlock: number;
  /** Loads what the following need for a graph: what only some graphs need is loaded with the first of them. Left out where that is nothing. */
  load?(graph: Graph): Promise<void>;
  /** How large tensors are lowered; null until that is loaded. */
  readonly large?: LargeForms | null;
  /** What of a graph, after the portable passes, JavaScript does better than its sessions. */
  split(graph: Graph): Stages;
  /** What comes before the portable passes, in order. */
  readonly early: readonly Pass[];
  /** What comes after the portable passes, in order. */
  readonly passes: readonly Pass[];
}

/** How graphs are prepared of which some sizes are open. */
export interface OpenForm {
  /** Loads what {@link lower} needs. */
  load(): Promise<void>;
  /** What comes before the portable passes. */
  readonly early: readonly Pass[];
  /** What of a graph, after the portable passes, JavaScript does for certain sizes, better than sessions with open ones. */
  split(graph: Graph): Stages;
  /** What comes after the portable passes; none of them looks at sizes. */
  readonly passes: readonly Pass[];
  lower(graph: Graph, sizes: OpenSizes): OpenModel;
}

/** What has the same bytes and the same variant can run in one session. */
export interface OpenModel {
  readonly model: Uint8Array;
  /** A way to run the model, which graphs of one model may differ in. */
  readonly variant: string;
  load(): Promise<Session>;
}

/** The end of a graph that kernels of the backend's own do. */
export interface Ending {
  /** What comes before it, from all inputs of the graph. */
  readonly graph: Graph;
  /** Bytes that it holds. */
  readonly bytes: number;
  /** Prepares the whole graph. @param before what comes before, through all passes */
  compile(before: Graph): Promise<Session>;
}

/** Decisions of a backend that depend on the machine. */
export interface CalibratedBackend {
  /** What `prepare` gives; where it asks for what was not measured yet, that is measured, and it is called again. */
  settle<Prepared>(prepare: () => Prepared): Promise<Prepared>;
  report(): Promise<Calibration>;
}

/** What runs graphs. */
export interface Backend {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Bytes that what is compiled may hold on to behind a run of this graph. */
  heldBy(graph: Graph, perCore?: boolean): number;
  /**
   * Prepares a graph that has been through all passes; leaves that are no inputs are constants on the host.
   *
   * @param perCore whether runs come several at once, each of which is for one core
   */
  compile(graph: Graph, perCore?: boolean): Promise<Session>;
  /**
   * The end of a graph that runs again and again on what it made before; null where the runtime does all of it as well.
   *
   * @param sides 1 where what it made before may be written over, 2 where that is given up behind each run
   */
  endingOf?(graph: Graph, sides: 1 | 2): Ending | null;
  /** Finds out by a run which nodes the processor has a part in; left out where sessions say so, or where all are the device's. */
  findOnProcessor?(graph: Graph): Promise<readonly number[]>;
  /** What its passes depend on; left out where that is nothing. */
  readonly calibration?: CalibratedBackend;
  /** Left out where a session for other sizes costs nothing. */
  readonly open?: OpenForm;
}
