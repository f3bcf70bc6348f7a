#!/usr/bin/env node
import { main } from '@org/lfxai/experiments';

process.exitCode = await main('ecg5000', process.argv.slice(2));
