import { testFunctionGoldens } from '../../testing/function-goldens.js';
import * as nn from '../nn.js';

describe('ops_nn', () => {
  testFunctionGoldens('ops_nn', { functions: nn });
});
