/** A loop over the leading axis of its inputs, the number of iterations of which is known. */
import type { Graph, Spec } from '../graph/node.js';
import { hoistRows } from '../graph/passes/hoist-rows.js';
import { mergeScans } from '../graph/passes/merge-scans.js';
import { moveProducts } from '../graph/passes/move-products.js';
import { pruneScans } from '../graph/passes/prune-scans.js';
import { emitScan, type ScanAttributes, type ScanInputs } from '../graph/scan-nodes.js';

export type { ScanAttributes } from '../graph/scan-nodes.js';

import { graph, int, ints } from '../onnx/graph-builder.js';
import { definePrimitive, emit, type Primitive } from '../op.js';
import { range, sizeOf } from '../shape.js';
import type { Numbers } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { batchGraph } from '../transforms/batch.js';
import { evaluateBody } from './body.js';
import { checkCarried } from './loop.js';
import { materializeBatch, transpose } from './movement.js';
import { scanGradient } from './scan-gradient.js';

export const scanPrimitive: Primitive<ScanAttributes> = definePrimitive<ScanAttributes>({
  name: 'scan',
  scans: true,
  passes: [mergeScans, moveProducts, hoistRows, pruneScans],
  infer: (inputs, { body, carried, length }) => {
    checkCarried('scan', inputs.slice(0, carried), body.outputs);
    return body.outputs.map(({ shape, dtype }, i) => ({ shape: i < carried ? shape : [length, ...shape], dtype }));
  },
  vjp: (cotangents, node, needed) => scanGradient(cotangents, node, needed),
  iterations: ({ attributes: { length } }) => length,
  batch: batchScan,
  lower: (lowering, inputs, { inputs: tensors, attributes: { body, carried, scanned, length, reverse } }) => {
    const inner = lowering.subgraph('scan_body');
    const { builder } = inner;
    const state = tensors
      .slice(0, carried)
      .map(({ dtype, shape }) => builder.input('state', dtype, lowering.declared(shape)));
    const slices = tensors
      .slice(carried, carried + scanned)
      .map(({ dtype, shape }) => builder.input('slice', dtype, lowering.declared(shape.slice(1))));
    const stacked = inputs.slice(carried, carried + scanned);
    if (scanned === 0) {
      // ONNX counts the iterations by an input.
      stacked.push(lowering.builder.constant(new Uint8Array(length), 'bool', [length]));
      builder.input('slice', 'bool', []);
    }
    const results = inner.lowerBody(body, [...state, ...slices, ...inputs.slice(carried + scanned)]);
    results.forEach((name, i) => {
      const { dtype, shape } = body.outputs[i]!;
      builder.output(name, dtype, lowering.declared(shape));
    });
    const direction = (n: number) => ints(new Array<number>(n).fill(reverse ? 1 : 0));
    return lowering.builder.node('Scan', [...inputs.slice(0, carried), ...stacked], {
      outputs: results.length,
      attributes: {
        body: graph(builder.build()),
        num_scan_inputs: int(stacked.length),
        scan_input_directions: direction(stacked.length),
        scan_output_directions: direction(results.length - carried),
      },
    });
  },
  evaluate: (inputs, { body, carried, scanned, length, reverse }, outputs) => {
    let state = inputs.slice(0, carried);
    const stacked = inputs.slice(carried, carried + scanned);
    const captured = inputs.slice(carried + scanned);
    const rows = outputs.slice(carried).map(({ shape }) => new Float64Array(sizeOf(shape)));
    for (let step = 0; step < length; step++) {
      const i = reverse ? length - 1 - step : step;
      const slices = stacked.map(({ dtype, shape, values }) => {
        const size = values.length / length;
        return {
          dtype,
          shape: shape.slice(1),
          values: Float64Array.from({ length: size }, (_, k) => values[i * size + k]!),
        };
      });
      const results = evaluateBody(body, [...state, ...slices, ...captured]);
      state = results.slice(0, carried);
      results.slice(carried).forEach(({ values }, j) => {
        rows[j]!.set(values, i * values.length);
      });
    }
    return [...state.map(({ values }): Numbers => values), ...rows];
  },
  samples: [],
});

/** Axis 0 and axis 1 change places: the batch goes in front of the iterations, or behind them. */
const swapLeading = (x: Tensor): Tensor => transpose(x, [1, 0, ...range(x.rank).slice(2)]);

function batchScan(
  inputs: readonly Tensor[],
  batched: readonly boolean[],
  attributes: ScanAttributes,
  size: number,
): Tensor[] {
  const { body, carried, scanned } = attributes;
  const isScanned = (i: number) => i >= carried && i < carried + scanned;
  const withAxis = ({ shape, dtype }: Spec): Spec => ({ shape: [size, ...shape], dtype });
  // A carried value has the batch axis as soon as one iteration gives it one.
  for (let flags = [...batched]; ; ) {
    const own = body.inputs.map((input, i) => placeholder(flags[i] ? withAxis(input) : input));
    const result = batchGraph(body, own, flags, size);
    const grown = flags.map((flag, i) => flag || (i < carried && result.batched[i]!));
    if (grown.some((flag, i) => flag !== flags[i])) {
      flags = grown;
      continue;
    }
    const rows = result.batched.map((flag, i) => (i < carried ? flags[i]! : flag));
    const outputs = result.tensors.map((tensor, i) =>
      rows[i] && !result.batched[i] ? materializeBatch([tensor], [false], size)[0]! : tensor,
    );
    const arranged = inputs.map((input, i) => {
      if (isScanned(i)) return batched[i] ? swapLeading(input) : input;
      return flags[i] && !batched[i] ? materializeBatch([input], [false], size)[0]! : input;
    });
    return emit(scanPrimitive, arranged, { ...attributes, body: { inputs: own, outputs } }).map((output, i) => {
      if (!rows[i]) return materializeBatch([output], [false], size)[0]!;
      return i < carried ? output : swapLeading(output);
    });
  }
}

/**
 * Runs `body` for each index of the leading axis of `stacked`, which all have `length` rows.
 *
 * @param body from (carried values, slices, captured values) to (next carried values, rows of the outputs)
 * @returns the last carried values, then the stacked outputs
 */
export const scan = (body: Graph, inputs: ScanInputs, length: number, reverse: boolean): Tensor[] =>
  emitScan(scanPrimitive, body, inputs, length, reverse);
