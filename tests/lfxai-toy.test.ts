/** The toy example of LFXAI's documentation, as it stands among the examples. */
import { join } from 'node:path';
import { runProgram } from '@org/testing/program';

it('the toy example of LFXAI runs', async () => {
  const said = await runProgram(join(__dirname, '../examples/src/lfxai-toy.ts'));
  expect(said).toContain('Importance of pixels: [200,1,28,28]; of training examples: [200,500]');
});
