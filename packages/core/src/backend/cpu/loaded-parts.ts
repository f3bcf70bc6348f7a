/** What {@link Parts} load. */
export { largeForms } from '../../primitives/large-forms.js';
export { drawnFirst, drawnWords, steppedWords } from './drawn-words.js';
export { countAhead } from './passes/count-ahead.js';
export { joinFixedProducts } from './passes/join-fixed-products.js';
export { joinUpdates } from './passes/join-updates.js';
export { loopScans } from './passes/loop-scans.js';
export { mergeWords } from './passes/merge-words.js';
export { packLoops } from './passes/pack-loops.js';
export { tileChains } from './passes/tile-chains.js';
