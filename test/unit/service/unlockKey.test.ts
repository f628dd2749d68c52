// The unlock key of a swarm: asked of its manager, and written nowhere.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { machine } from '../samples.ts';
import { folder, setting } from './windowService.ts';

describe('the unlock key of a swarm', () => {
  test('is asked of the manager when it is wanted, and written nowhere', async () => {
    const { service, fake } = setting();
    fake.add(machine('m1', { address: '10.0.0.1' }));
    const key = 'SWMKEY-1-secret';
    Object.assign(fake.engines, { engine: () => ({ swarm: { unlockKey: async () => ok(key) } }) });
    expect(await service.unlockKey('m1')).toEqual(ok(key));
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((each) => each.isFile()))
      expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toContain(key);
    expect(await service.unlockKey('m2')).toEqual(err({ kind: 'machineUnknown', machine: 'm2' }));
  });
});
