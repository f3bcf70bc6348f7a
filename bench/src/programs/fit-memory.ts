/** Trains a workload, the name of which is its argument, and prints the most bytes that the process held. */
import { peakMemory } from '@org/testing';
import { ourFit } from '../fit.js';
import { workloads } from '../workloads.js';

const { round } = await ourFit(workloads[process.argv[2]!]!);
await round();
await round();
console.log(peakMemory());
