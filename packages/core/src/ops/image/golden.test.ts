import { testFunctionGoldens } from '../../testing/function-goldens.js';
import * as image from './index.js';

describe('ops_image', () => {
  testFunctionGoldens('ops_image', { functions: image });
});
