/** All operators that are read, by name. */
import type { GraphOperatorTable } from '../operator.js';
import { arithmetic } from './arithmetic.js';
import { arrays } from './arrays.js';
import { networks } from './networks.js';
import { state } from './state.js';

export const graphOperators: GraphOperatorTable = { ...arithmetic, ...arrays, ...networks, ...state };
