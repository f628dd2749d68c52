// Engines, a swarm manager and key-value stores on the lab's real hosts.
import { describe, test } from 'vitest';
import { labLacks } from '../lab/lab.ts';
import { engineContract } from './engines.ts';
import { openLabCluster } from './labCluster.ts';

const lacks = labLacks();

// Named with its reason, so that it is counted as skipped.
if (lacks.length > 0)
  describe.skip(`engines on the lab: ${lacks.join('; ')}`, () => {
    test('skipped', () => undefined);
  });
else engineContract('a cluster on the lab', () => openLabCluster({ prefix: 'le', net: '10.92.0', mgmt: '10.89.0' }));
