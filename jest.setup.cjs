// Properties try the same cases in each run, where they load fast-check at all; TEST_SEED asks for others, as in jest.environment.js.
jest.mock('fast-check', () => {
  const check = jest.requireActual('fast-check');
  check.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 0) });
  return check;
});
