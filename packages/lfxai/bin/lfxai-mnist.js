#!/usr/bin/env node
import { main } from '@org/lfxai/experiments';

process.exitCode = await main('mnist', process.argv.slice(2));
