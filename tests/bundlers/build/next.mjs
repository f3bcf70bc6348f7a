import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';

execFileSync('node_modules/.bin/next', ['build'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
});
renameSync('.next-out', 'out/next');
