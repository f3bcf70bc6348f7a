/** The pages of jax-relax's documentation that are ported among the examples, with their asserts. */
import { join } from 'node:path';
import { runProgram } from '@org/testing/program';

const env = { ...process.env, RELAX_DATA_HOME: join(__dirname, '../examples/data') };

it.each(['relax-getting-started', 'relax-clue', 'relax-l2c'])(
  '%s runs',
  async (page) => {
    const said = await runProgram(join(__dirname, `../examples/src/${page}.ts`), [], [], { env });
    expect(said).toMatch(/data +method +acc +validity +proximity/);
  },
  240_000,
);
