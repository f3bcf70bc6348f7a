/**
 * What is made for a processor and its native runtime: channels in blocks, the layout in which some have the fastest convolutions, with the
 * passes that lead there, and kernels of our own for updates.
 */
import type { Pass } from '../../graph/passes/optimize.js';
import type { ProductsInBlocks } from '../../primitives/sum-of-products.js';
import type { OnnxRuntime } from '../onnx-runtime.js';
import { chooseBlockedGradients } from './blocked-kernel-gradient.js';
import { measureChannelBlock } from './channel-block.js';
import { endingOf } from './endings/ending.js';
import { blockChannels } from './passes/block-channels.js';
import { cutEarlier } from './passes/cut-earlier.js';
import { foldRowFactors } from './passes/fold-row-factors.js';
import { gradientsByImage } from './passes/gradients-by-image.js';
import { joinRows } from './passes/join-rows.js';
import { joinSlices } from './passes/join-slices.js';
import { leaveOutUnread } from './passes/leave-out-unread.js';
import { leaveOutMasked } from './passes/masked/leave-out-masked.js';
import { multiplySelections } from './passes/multiply-selections.js';
import { splitTransposes } from './passes/split-transposes.js';
import { sumChains } from './passes/sum-chains.js';
import { transposeFactors } from './passes/transpose-factors.js';
import { turnConvolutions } from './passes/turn-convolutions.js';
import { wholeRuns } from './passes/whole-runs.js';
import { widenRepeats } from './passes/widen-repeats.js';
import { productsInBlocks } from './products-in-blocks.js';
import * as apart from './scatters-apart.js';
import { steps } from './stepped/stepped-session.js';
import type { Steps } from './stepped/steps.js';

export interface Layout {
  readonly channelBlock: number;
  readonly early: readonly Pass[];
  /** Before all others of the processor. */
  readonly first: readonly Pass[];
  readonly passes: readonly Pass[];
  /** In place of `early` where sizes are open. */
  readonly openEarly: readonly Pass[];
  /** How it adds up products; left out where channels do not come in blocks. */
  readonly products?: ProductsInBlocks;
  /** Left out where there are no such kernels. */
  readonly endingOf?: typeof endingOf;
  readonly steps?: Steps;
  /** What runs large scatters apart, likewise. */
  readonly apart?: typeof apart;
}

export const blockedLayout = (channelBlock: number): Layout => ({
  channelBlock,
  early: [(graph) => chooseBlockedGradients(graph, channelBlock)],
  first: [leaveOutMasked, leaveOutUnread],
  passes: [
    cutEarlier,
    joinSlices,
    foldRowFactors,
    (graph) => blockChannels(graph, channelBlock),
    turnConvolutions,
    splitTransposes,
    multiplySelections,
    joinRows,
    widenRepeats,
    wholeRuns,
    sumChains,
    transposeFactors,
  ],
  openEarly: [gradientsByImage],
  ...(channelBlock > 0 && { products: productsInBlocks(channelBlock) }),
});

/** That of the processor which the runtime is made for. */
export const measureLayout = async (runtime: OnnxRuntime): Promise<Layout> => ({
  ...blockedLayout(await measureChannelBlock(runtime)),
  ...(runtime.writesInto && { endingOf, steps, apart }),
});
