#!/usr/bin/env node
/** `relax`: the command of the package. */
import { runCommand } from './cli/run.js';

// Whoever reads the output may stop, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

// Ending by itself, the program clears away what it has begun.
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
  process.on(signal, () => process.exit(code));

runCommand(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
