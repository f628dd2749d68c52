// Services steered through the service: what is done is waited for, and what it came to is told with its reason.
import { describe, expect, test } from 'vitest';
import { badImage } from '../fakeOrchestrator.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { swarmManager, swarmNode, swarmService } from '../swarmParts.ts';
import { changes, standard, value, web, world } from './steeredSwarm.ts';

describe('a service', () => {
  test('is scaled, with its progress', async () => {
    const each = standard();
    const progress: string[] = [];
    const scaled = await each.service.steerService(
      'cloud',
      'web',
      { kind: 'scale', replicas: 5 },
      {
        onProgress: (now) => {
          if (now.kind === 'tasks') progress.push(`${String(now.done)} of ${String(now.of)}`);
        },
      },
    );
    expect(value(scaled)).toEqual({
      cluster: 'cloud',
      service: 'web',
      verb: 'scale',
      isChanged: true,
      isConverged: true,
      running: 5,
      desired: 5,
      before: 3,
      stack: undefined,
    });
    expect(progress[0]).toBe('3 of 5');
    expect(value(await each.service.steerService('cloud', 'id-web', { kind: 'scale', replicas: 1 })).running).toBe(1);
    expect(value(await each.service.steerService('cloud', 'web', { kind: 'scale', replicas: 1 })).isChanged).toBe(
      false,
    );
  });

  test('is restarted: told only when every task is another', async () => {
    const each = standard();
    const before = each.swarm.tasks.map(({ id }) => id);
    expect(value(await each.service.steerService('cloud', 'web', { kind: 'restart' }))).toMatchObject({
      isConverged: true,
      running: 3,
    });
    const running = each.swarm.tasks.filter(({ state }) => state === 'running').map(({ id }) => id);
    expect(running.filter((id) => before.includes(id))).toEqual([]);
  });

  test('that comes to nothing says why, and is rolled back', async () => {
    const each = standard();
    each.swarm.services = each.swarm.services.map((service) => ({ ...service, image: badImage }));
    expect(await each.service.steerService('cloud', 'web', { kind: 'restart' })).toMatchObject({
      error: { kind: 'updatePaused', service: 'web', error: `No such image: ${badImage}` },
    });
    expect(value(await each.service.steerService('cloud', 'web', { kind: 'rollBack' }))).toMatchObject({ running: 3 });
  });

  test('with more tasks than find a place says which', async () => {
    const bound = swarmService('web', { replicas: 2, placement: { constraints: [], mostPerNode: 1 } });
    const each = world(new FakeSwarm([swarmManager('m1'), swarmNode('w1')], [bound]));
    expect(await each.service.steerService('cloud', 'web', { kind: 'scale', replicas: 3 })).toMatchObject({
      error: { kind: 'noPlaceFound', task: 'web.3', said: 'no suitable node (2 nodes)' },
    });
    // It is as was asked, and can be taken back.
    expect(each.swarm.service('web').replicas).toBe(3);
  });

  test('is removed: told when its tasks have ended', async () => {
    const each = standard();
    expect(value(await each.service.steerService('cloud', 'web', { kind: 'remove' }))).toMatchObject({
      isConverged: true,
      running: 0,
    });
    expect(each.swarm.tasks).toEqual([]);
  });

  test.each([
    ['nobody knows', 'nosuch', { kind: 'restart' }, 'serviceUnknown'],
    ['one on each node has no number', 'agent', { kind: 'scale', replicas: 2 }, 'notScalable'],
    ['less than none', 'web', { kind: 'scale', replicas: -1 }, 'replicasInvalid'],
    ['half a task', 'web', { kind: 'scale', replicas: 1.5 }, 'replicasInvalid'],
    ['never changed', 'web', { kind: 'rollBack' }, 'nothingToRollBack'],
  ] as const)('refused: %s', async (_, name, verb, kind) => {
    const agent = swarmService('agent', { mode: 'global', replicas: undefined });
    const each = world(new FakeSwarm([swarmManager('m1')], [web, agent]));
    expect(await each.service.steerService('cloud', name, verb)).toMatchObject({ error: { kind } });
    expect(await each.service.foreseeService('cloud', name, verb)).toMatchObject({ error: { kind } });
    expect(changes(each)).toEqual([]);
  });
});
