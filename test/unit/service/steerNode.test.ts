// Nodes steered through the service: what is refused changes nothing, what is done is waited for, and who answers is asked.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { NodeVerb, SteeringProgress } from '../../../src/model/steering.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { swarmManager, swarmNode, swarmService } from '../swarmParts.ts';
import { changes, standard, threeManagers, value, world, type World } from './steeredSwarm.ts';

describe('a node', () => {
  test('is drained: its tasks run elsewhere before it is told', async () => {
    const each = standard();
    const [moved] = each.swarm.tasks.filter(({ nodeId }) => nodeId === 'id-w1');
    const drained = value(await each.service.steerNode('cloud', { node: 'w1' }, 'drain'));
    expect(drained).toEqual({
      cluster: 'cloud',
      node: 'w1',
      id: 'id-w1',
      verb: 'drain',
      isChanged: true,
      isConverged: true,
      moved: [`web.${String(moved?.slot)}`],
      ended: [],
      managers: { count: 1, mayBeLost: 0 },
      undo: 'activate',
    });
    expect(each.swarm.places('web')).toHaveLength(3);
    expect(each.swarm.places('web')).not.toContain('w1');
    expect(each.refreshed()).toBeGreaterThan(0);
  });

  test('is taken for what it is called: hostname, id, or machine', async () => {
    const each = standard();
    for (const reference of [{ node: 'w1' }, { node: 'id-w1' }, { machine: 'w1' }])
      expect(value(await each.service.foreseeNode('cloud', reference, 'drain')).node.id).toBe('id-w1');
    expect(await each.service.foreseeNode('cloud', { node: 'w9' }, 'drain')).toEqual(
      err({ kind: 'nodeUnknown', cluster: 'cloud', node: 'w9' }),
    );
    expect(changes(each)).toEqual([]);
  });

  test('of a name that a former entry has, too: the living one, but for a removal it must be said which', async () => {
    const twin = swarmNode('w1', { id: 'id-twin', state: 'down', address: '10.0.0.9' });
    const each = world(new FakeSwarm([swarmManager('m1'), swarmNode('w1'), swarmNode('w2'), twin]));
    expect(value(await each.service.foreseeNode('cloud', { node: 'w1' }, 'drain')).node.id).toBe('id-w1');
    expect(await each.service.foreseeNode('cloud', { node: 'w1' }, 'remove')).toEqual(
      err({ kind: 'nodeAmbiguous', node: 'w1', ids: ['id-w1', 'id-twin'] }),
    );
    // The machine is the living one.
    expect(value(await each.service.foreseeNode('cloud', { machine: 'w1' }, 'remove')).node.id).toBe('id-w1');
    value(await each.service.steerNode('cloud', { node: 'id-twin' }, 'remove'));
    expect(changes(each)).toEqual(['m1 removeNode id-twin']);
    expect(each.swarm.nodes.map(({ id }) => id)).toEqual(['id-m1', 'id-w1', 'id-w2']);
  });

  test('that is so already is left alone', async () => {
    const each = standard();
    expect(value(await each.service.steerNode('cloud', { node: 'w1' }, 'activate'))).toMatchObject({
      isChanged: false,
      undo: undefined,
    });
    const managers = threeManagers();
    managers.swarm.lose('m3');
    // Nor is it waited for to be there again.
    expect(value(await managers.service.steerNode('cloud', { node: 'm3' }, 'promote')).isChanged).toBe(false);
    expect([...changes(each), ...changes(managers)]).toEqual([]);
  });

  test('that may not be changed is not', async () => {
    const each = threeManagers();
    each.swarm.lose('m3');
    expect(await each.service.steerNode('cloud', { node: 'm2' }, 'demote')).toMatchObject({
      error: { kind: 'quorumWouldBeLost' },
    });
    expect(changes(each)).toEqual([]);
  });

  test('is made a worker by another manager than itself', async () => {
    const each = threeManagers();
    value(await each.service.steerNode('cloud', { node: 'm1' }, 'demote'));
    expect(changes(each)).toEqual(['m2 updateNode id-m1 {"role":"worker"}']);
    expect(each.swarm.node('m1').manager).toBeUndefined();
  });

  test('is made a manager, and told when it can be reached as one', async () => {
    const each = standard();
    expect(value(await each.service.steerNode('cloud', { node: 'w1' }, 'promote'))).toMatchObject({
      managers: { count: 2, mayBeLost: 0 },
      undo: 'demote',
    });
    expect(each.swarm.node('w1').manager?.reachability).toBe('reachable');
  });

  test('whose waiting is cancelled is changed nevertheless, and says so', async () => {
    const each = standard();
    const controller = new AbortController();
    const steering = each.service.steerNode('cloud', { node: 'w1' }, 'drain', {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    expect(value(await steering)).toMatchObject({ isChanged: true, isConverged: false, undo: 'activate' });
    expect(each.swarm.node('w1').availability).toBe('drain');
  });

  test('is not changed at all where it was cancelled before', async () => {
    const each = standard();
    const steering = each.service.steerNode('cloud', { node: 'w1' }, 'drain', { signal: AbortSignal.abort() });
    expect(await steering).toMatchObject({ error: { kind: 'cancelled' } });
    expect(changes(each)).toEqual([]);
  });
});

describe('removing a node', () => {
  const stagesOf = async (each: World, name: string): Promise<readonly [Outcome<unknown>, string[]]> => {
    const stages: string[] = [];
    const onProgress = (progress: SteeringProgress): void => {
      if (progress.kind === 'stage') stages.push(progress.stage);
    };
    return [await each.service.steerNode('cloud', { node: name }, 'remove', { onProgress }), stages];
  };

  test('that lives: it is emptied, leaves, and only then is forgotten', async () => {
    const each = standard();
    const [removed, stages] = await stagesOf(each, 'w1');
    expect(removed).toMatchObject({ ok: true, value: { isConverged: true, moved: [expect.any(String)] } });
    expect(stages).toEqual(['draining', 'leaving', 'removing']);
    expect(changes(each)).toEqual([
      'm1 updateNode id-w1 {"availability":"drain"}',
      'w1 leave',
      'm1 removeNode id-w1 force',
    ]);
  });

  test('that is a manager: it becomes a worker first, and its engine has heard of it before it leaves', async () => {
    const each = threeManagers();
    each.swarm.slowness = 3;
    const [, stages] = await stagesOf(each, 'm1');
    expect(stages).toEqual(['demoting', 'draining', 'leaving', 'removing']);
    expect(changes(each)).toEqual([
      'm2 updateNode id-m1 {"role":"worker"}',
      'm2 updateNode id-m1 {"availability":"drain"}',
      'm1 leave',
      'm2 removeNode id-m1 force',
    ]);
    expect(each.swarm.asked.filter((question) => question === 'm1 engine')).toHaveLength(3);
  });

  test('that is down: only its entry goes, and never by force', async () => {
    const each = threeManagers();
    each.swarm.lose('m3');
    const [, stages] = await stagesOf(each, 'm3');
    expect(stages).toEqual(['demoting', 'removing']);
    expect(changes(each)).toEqual(['m1 updateNode id-m3 {"role":"worker"}', 'm1 removeNode id-m3']);
  });

  test('that only its managers miss: it is let go as well, so that it can join again', async () => {
    const each = standard();
    each.swarm.change('w1', { state: 'down' });
    await stagesOf(each, 'w1');
    expect(changes(each)).toEqual(['m1 removeNode id-w1', 'w1 leave force']);
  });

  test('whose engine has just died: managers are waited for to miss it', async () => {
    const each = standard();
    each.swarm.failing.set('w1', { kind: 'engineRefused', address: 'w1:2376' });
    const removing = each.service.steerNode('cloud', { node: 'w1' }, 'remove', {
      onProgress: (progress) => {
        if (progress.kind === 'stage' && progress.stage === 'leaving') each.swarm.lose('w1');
      },
    });
    expect(value(await removing)).toMatchObject({ isConverged: true });
    expect(changes(each).at(-1)).toBe('m1 removeNode id-w1');
  });

  test('whose engine does not answer although its managers see it: it is not forgotten', async () => {
    const each = standard();
    each.swarm.failing.set('w1', { kind: 'engineRefused', address: 'w1:2376' });
    const [removed] = await stagesOf(each, 'w1');
    expect(removed).toEqual(
      err({
        kind: 'removalStopped',
        cluster: 'cloud',
        node: 'w1',
        stage: 'leaving',
        cause: { kind: 'engineRefused', address: 'w1:2376' },
      }),
    );
    expect(changes(each)).toEqual(['m1 updateNode id-w1 {"availability":"drain"}']);
  });

  test('whose engine is in another swarm by now: it is not told to leave that', async () => {
    const each = standard();
    const removing = each.service.steerNode('cloud', { node: 'w1' }, 'remove', {
      onProgress: (progress) => {
        if (progress.kind === 'stage' && progress.stage === 'leaving') each.swarm.change('w1', { id: 'id-other' });
      },
    });
    expect(await removing).toMatchObject({ error: { kind: 'removalStopped', cause: { kind: 'nodeUnknown' } } });
    expect(changes(each).some((change) => change.startsWith('w1 leave'))).toBe(false);
  });

  test('cancelled on the way: what stage it reached is told', async () => {
    const each = standard();
    const controller = new AbortController();
    const removing = each.service.steerNode('cloud', { node: 'w1' }, 'remove', {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.kind === 'stage' && progress.stage === 'leaving') controller.abort();
      },
    });
    expect(await removing).toMatchObject({
      error: { kind: 'removalStopped', stage: 'leaving', cause: { kind: 'cancelled' } },
    });
    expect(each.swarm.nodes).toHaveLength(3);
  });

  test('of a stranger that lives is refused', async () => {
    const each = world(new FakeSwarm([swarmManager('m1'), swarmNode('w1')], [], ['w1']));
    const [removed] = await stagesOf(each, 'w1');
    expect(removed).toMatchObject({ error: { kind: 'nodeOutOfReach' } });
    expect(changes(each)).toEqual([]);
  });
});

test('whatever is asked of whatever swarm: managers keep their quorum, and services what they had', async () => {
  const verbs = fc.constantFrom<NodeVerb>('drain', 'pause', 'activate', 'promote', 'demote', 'remove');
  const asked = fc.array(fc.tuple(verbs, fc.nat({ max: 4 })), { maxLength: 6 });
  const shapes = fc.record({
    managers: fc.integer({ min: 1, max: 5 }),
    lost: fc.nat({ max: 2 }),
    replicas: fc.nat({ max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(shapes, asked, async ({ managers, lost, replicas }, wishes) => {
      const names = ['n0', 'n1', 'n2', 'n3', 'n4'];
      const nodes = names.map((name, index) => (index < managers ? swarmManager(name) : swarmNode(name)));
      const swarm = new FakeSwarm(nodes, [swarmService('web', { replicas })]);
      for (const name of names.slice(5 - lost)) swarm.lose(name);
      swarm.settle();
      const quorum = (): boolean => {
        const members = swarm.nodes.filter(({ manager }) => manager);
        return members.filter(({ manager }) => manager?.reachability === 'reachable').length * 2 > members.length;
      };
      if (!quorum()) return;
      const each = world(swarm);
      for (const [verb, at] of wishes) {
        const done = await each.service.steerNode('cloud', { node: names[at] }, verb);
        expect(quorum()).toBe(true);
        expect(swarm.places('web')).toHaveLength(replicas);
        // What was refused was refused for a reason, and not for want of an answer.
        if (!done.ok)
          expect(done.error.kind).toMatch(/^(lastManager|quorumWouldBeLost|noPlaceLeft|nodeNotReady|nodeUnknown)$/);
      }
    }),
    { numRuns: 200 },
  );
});
