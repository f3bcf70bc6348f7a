import { allowedCores } from './node-cores.js';

const files = (texts: Readonly<Record<string, string>>) => (path: string) => texts[path] ?? null;
const V1 = '/sys/fs/cgroup/cpu/cpu.cfs_';

test.each<[string, Readonly<Record<string, string>>, number]>([
  ['no limit', {}, 64],
  ['no limit, in words', { '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 64],
  ['two cores', { '/sys/fs/cgroup/cpu.max': '200000 100000\n' }, 2],
  ['two cores and a half', { '/sys/fs/cgroup/cpu.max': '250000 100000\n' }, 2],
  ['less than one', { '/sys/fs/cgroup/cpu.max': '50000 100000\n' }, 1],
  ['more than there are', { '/sys/fs/cgroup/cpu.max': '12800000 100000\n' }, 64],
  ['three, as older systems say it', { [`${V1}quota_us`]: '300000\n', [`${V1}period_us`]: '100000\n' }, 3],
  ['no limit there', { [`${V1}quota_us`]: '-1\n', [`${V1}period_us`]: '100000\n' }, 64],
  ['nothing that can be read', { '/sys/fs/cgroup/cpu.max': '' }, 64],
])('of 64 cores, %s', (_, texts, expected) => {
  expect(allowedCores(64, files(texts))).toBe(expected);
});
