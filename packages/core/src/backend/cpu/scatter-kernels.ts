/** Scatters by kernels of our own, which go through the updates one after the other, as fast as memory is; and products likewise. */
import { dtypeInfo, itemSize } from '../../dtype.js';
import { is } from '../../graph/match.js';
import type { Graph, Node } from '../../graph/node.js';
import { broadcastPrimitive, reshapePrimitive } from '../../primitives/movement.js';
import { type ScatterAttributes, scatteringOf, scatterNdPrimitive } from '../../primitives/scatter.js';
import { flatten, isWide } from '../../primitives/scatter-in-order.js';
import { type Shape, sizeOf } from '../../shape.js';
import { instantiate, makeMemory, type Run } from '../../simd/kernel.js';
import { isRowType, type RowType, rowsModule } from '../../simd/rows.js';
import { copied, emptyArray, type HostArray, toNumbers } from '../../tensor/host-array.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Part } from './endings/ending.js';
import type { OwnKernels } from './endings/lookups.js';
import { hasProductKernel, productsOf } from './product-kernels.js';
import { writeAddresses } from './row-addresses.js';

/** Bytes of updates that are brought to a kernel at a time, few enough for the second cache, and the most that its memory may have. */
const [CHUNK, MOST] = [2 ** 18, 2 ** 28];

type Scatter = Node<ScatterAttributes>;
type Floats = Float32Array | Float64Array | Int32Array;

/** Whether a kernel does it, as a scatter. */
export function hasScatterKernel(node: Node): node is Scatter {
  if (!is(node, scatterNdPrimitive)) return false;
  const { dtype } = node.outputs[0]!;
  return isRowType(dtype) && !isWide(scatteringOf(node, dtype));
}

/** Whether a kernel does it. */
export const hasKernel = (node: Node): boolean => hasScatterKernel(node) || hasProductKernel(node);

/** Whether it only forwards elements to kernels, which do without it. */
export const isForwarding = (node: Node): boolean =>
  is(node, reshapePrimitive) || (is(node, broadcastPrimitive) && node.inputs[0]!.size === 1);

/** A part whose results need not leave the memory of its kernels. */
export interface KernelPart extends Part {
  /** Where results of scatters lie until the next run; undefined for those that are elsewhere. */
  readonly places: readonly (HostArray | undefined)[];
}

/** Where a scatter works. */
interface Work {
  readonly run: Run;
  readonly chunk: Floats;
  /** Addresses of what the rows in `chunk` are combined with. */
  readonly addresses: Uint32Array;
  readonly result: Floats;
}

/**
 * A graph of nothing but what has kernels, and what forwards elements to them and from them.
 *
 * @param nodes in order
 * @param positions of the nodes, for errors
 * @param own kernels that there are already
 * @returns null where WebAssembly does not have what is needed, or the arrays are too large
 */
export function kernelPart(
  { inputs, outputs }: Graph,
  nodes: readonly Node[],
  positions: ReadonlyMap<Node, number>,
  own: OwnKernels = new Map(),
): KernelPart | null {
  const works = worksOf(nodes.filter((node) => hasScatterKernel(node)));
  if (!works) return null;
  /** What repeats a single number. */
  const singles = new Map<Tensor, Tensor>();
  for (const node of nodes) {
    const [x] = node.inputs;
    const single = is(node, broadcastPrimitive) ? x : is(node, reshapePrimitive) ? singles.get(x!) : undefined;
    if (single) singles.set(node.outputs[0]!, single);
  }

  function evaluate(given: readonly HostArray[]): (x: Tensor) => HostArray {
    const known = new Map(inputs.map((x, i) => [x, given[i]!]));
    const hostOf = (x: Tensor): HostArray => known.get(x) ?? x.host ?? repeated(x);
    /** What repeats a single number, as a whole. */
    function repeated(x: Tensor): HostArray {
      const whole = emptyArray(x);
      (whole.data as Floats).fill(hostOf(singles.get(x)!).data[0] as number);
      known.set(x, whole);
      return whole;
    }
    for (const node of nodes) {
      const [[x, indices, updates], [out]] = [node.inputs, node.outputs];
      const work = works!.get(node);
      if (own.has(node)) {
        const kernel = own.get(node);
        kernel?.run(hostOf);
        if (kernel) known.set(out!, kernel.place);
      } else if (work) {
        const single = singles.get(x!);
        if (single) work.result.fill(toNumbers(hostOf(single))[0]!);
        else work.result.set(hostOf(x!).data as Floats);
        combine(work, hostOf(indices!), hostOf(updates!).data as Floats, x!.shape, positions.get(node));
        known.set(out!, { dtype: out!.dtype, shape: out!.shape, data: work.result });
      } else if (hasProductKernel(node)) known.set(out!, productsOf(node, hostOf(x!)));
      else if (!singles.has(out!)) known.set(out!, { ...hostOf(x!), shape: out!.shape });
    }
    return hostOf;
  }

  return {
    places: outputs.map((x) => {
      const data = placeOf(x, works, own);
      return data && { dtype: x.dtype, shape: x.shape, data };
    }),
    async run(given, into) {
      const hostOf = evaluate(given);
      return outputs.map((x, i): HostArray => {
        const made = hostOf(x);
        const place = into?.[i];
        if (!place) return { ...made, data: copied(made.data) };
        if (place.data !== made.data) (place.data as Floats).set(made.data as Floats);
        return place;
      });
    },
    release: async () => {},
  };
}

/** Where the result of a kernel is that a tensor is, with another shape or not. */
function placeOf(x: Tensor, works: ReadonlyMap<Node, Work>, own: OwnKernels): HostArray['data'] | undefined {
  let node = x.node;
  while (node && is(node, reshapePrimitive)) node = node.inputs[0]!.node;
  return node ? (works.get(node)?.result ?? own.get(node)?.place.data) : undefined;
}

/** A memory for all scatters of a part, and what each needs of it. */
function worksOf(nodes: readonly Scatter[]): ReadonlyMap<Node, Work> | null {
  let bytes = 0;
  const take = (count: number): number => {
    bytes += 16 * Math.ceil(count / 16);
    return bytes - 16 * Math.ceil(count / 16);
  };
  const planned = nodes.map((node) => {
    const { dtype, size } = node.outputs[0]!;
    const item = itemSize(dtype);
    const { count, width } = flatten(scatteringOf(node, dtype));
    const row = width * item;
    const rows = Math.max(1, Math.min(count, Math.floor(CHUNK / Math.max(1, row))));
    return {
      node,
      rows,
      width,
      chunk: take(rows * row),
      addresses: take(4 * rows),
      result: take(size * item),
    };
  });
  const memory = bytes <= MOST ? makeMemory(bytes) : null;
  if (!memory) return null;
  const works = new Map<Node, Work>();
  for (const { node, rows, width, chunk, addresses, result } of planned) {
    const { dtype, size } = node.outputs[0]!;
    const run = instantiate(rowsModule(dtype as RowType, node.attributes.reduction), memory);
    if (!run) return null;
    const array = dtypeInfo(dtype).array as Float32ArrayConstructor;
    works.set(node, {
      run,
      chunk: new array(memory.buffer, chunk, rows * width),
      addresses: new Uint32Array(memory.buffer, addresses, rows),
      result: new array(memory.buffer, result, size),
    });
  }
  return works;
}

/**
 * Combines the result with updates at index vectors into a tensor of `shape`.
 *
 * @param node its position, for errors
 */
function combine(
  { run, chunk, addresses, result }: Work,
  indices: HostArray,
  updates: Floats,
  shape: Shape,
  node?: number,
): void {
  const depth = indices.shape[indices.shape.length - 1]!;
  const index = toNumbers(indices);
  const count = index.length / depth;
  const row = sizeOf(shape.slice(depth));
  if (row === 0) return;
  const bytes = row * result.BYTES_PER_ELEMENT;
  const place = { lead: shape.slice(0, depth), address: result.byteOffset, bytes };
  for (let first = 0; first < count; first += addresses.length) {
    const rows = Math.min(addresses.length, count - first);
    writeAddresses(addresses, index, first, place, node);
    chunk.set(updates.subarray(first * row, (first + rows) * row));
    run(addresses.byteOffset, rows, chunk.byteOffset, bytes);
  }
}
