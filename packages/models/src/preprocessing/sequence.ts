/** keras.preprocessing.sequence. */
export { padSequences } from '../utils/pad-sequences.js';
