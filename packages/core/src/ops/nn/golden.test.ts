import { testFunctionGoldens } from '../../testing/function-goldens.js';
import * as nn from './index.js';

describe('ops_nn', () => {
  testFunctionGoldens('ops_nn', { functions: nn });
});
