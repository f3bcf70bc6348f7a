import {
  disableInteractiveLogging,
  enableInteractiveLogging,
  isInteractiveLoggingEnabled,
  printLine,
} from './output.js';

it('is silent without interactive logging', () => {
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  expect(isInteractiveLoggingEnabled()).toBe(true);
  disableInteractiveLogging();
  expect(isInteractiveLoggingEnabled()).toBe(false);
  printLine('hidden');
  enableInteractiveLogging();
  printLine('shown');
  expect(write.mock.calls.map(([text]) => text)).toEqual(['shown\n']);
  write.mockRestore();
});
