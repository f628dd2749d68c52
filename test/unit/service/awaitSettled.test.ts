// How long the service waits for a swarm to settle, and when it gives up.
import { describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { swarmManager } from '../swarmParts.ts';
import { standard, threeManagers, value, web, world } from './steeredSwarm.ts';

describe('waiting', () => {
  test('survives a time without an answer, as while a new leader is found', async () => {
    const each = world(threeManagers().swarm, { patience: { silence: 60_000 } });
    const names = ['m1', 'm2', 'm3'];
    const steering = each.service.steerService(
      'cloud',
      'web',
      { kind: 'scale', replicas: 6 },
      {
        onProgress: () => {
          for (const name of names) each.swarm.failing.set(name, { kind: 'engineReset', address: name });
          setTimeout(() => {
            each.swarm.failing.clear();
          }, 10);
        },
      },
    );
    expect(value(await steering).running).toBe(6);
  });

  test('ends when nobody answers any more', async () => {
    const each = standard();
    const steering = each.service.steerService(
      'cloud',
      'web',
      { kind: 'scale', replicas: 6 },
      {
        onProgress: () => {
          each.swarm.failing.set('m1', { kind: 'engineReset', address: 'm1' });
        },
      },
    );
    expect(await steering).toEqual(err({ kind: 'engineReset', address: 'm1' }));
  });

  test('ends when nothing moves any more', async () => {
    const each = world(new FakeSwarm([swarmManager('m1')], [web]), { patience: { standstill: 30 } });
    // A node that new tasks are given to, and that never starts them.
    const { swarm } = each;
    const steering = each.service.steerService(
      'cloud',
      'web',
      { kind: 'scale', replicas: 4 },
      {
        onProgress: () => {
          swarm.services = swarm.services.map((service) => ({ ...service, replicas: 4, mode: 'replicated-job' }));
        },
      },
    );
    expect(await steering).toMatchObject({ error: { kind: 'notConverged', what: 'web', after: 30 } });
  });

  test('what has settled must stay so for a moment: a task may end as soon as it runs', async () => {
    const each = world(new FakeSwarm([swarmManager('m1')], [web]), { patience: { steady: 20 } });
    const { swarm } = each;
    swarm.endsOnce = 'web';
    value(await each.service.steerService('cloud', 'web', { kind: 'scale', replicas: 4 }));
    expect(swarm.endsOnce).toBeUndefined();
    expect(swarm.places('web')).toHaveLength(4);
  });
});
