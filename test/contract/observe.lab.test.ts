// The picture of a classic cluster on the lab's real hosts, made by the article's own commands.
import { describe, test } from 'vitest';
import { labLacks } from '../lab/lab.ts';
import { openLabCluster } from './labCluster.ts';
import { observeContract } from './observe.ts';

const lacks = labLacks();

// Named with its reason, so that it is counted as skipped.
if (lacks.length > 0)
  describe.skip(`the picture on the lab: ${lacks.join('; ')}`, () => {
    test('skipped', () => undefined);
  });
else
  observeContract('a cluster on the lab, made by the commands of the article', () =>
    openLabCluster({ prefix: 'lo', net: '10.93.0', mgmt: '10.88.0' }),
  );
