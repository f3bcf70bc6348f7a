/** The browser that tests drive, and why they are skipped where there is none. */
import { existsSync } from 'node:fs';

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) {
  console.warn(`There is no browser at ${executablePath}: install Debian's chromium, or name one by CHROMIUM.`);
}
