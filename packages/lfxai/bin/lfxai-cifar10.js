#!/usr/bin/env node
import { main } from '@org/lfxai/experiments';

process.exitCode = await main('cifar10', process.argv.slice(2));
