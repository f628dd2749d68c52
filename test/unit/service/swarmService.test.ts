// Swarms steered through the service: what is refused changes nothing, what is done is waited for, and who answers is asked.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { NodeVerb, SteeringProgress } from '../../../src/model/steering.ts';
import type { Patience } from '../../../src/service/awaitSettled.ts';
import type { SwarmService } from '../../../src/service/services.ts';
import { createSwarmService } from '../../../src/service/swarmService.ts';
import { badImage, FakeSwarm, swarmManager, swarmNode, swarmService } from '../fakeSwarm.ts';
import { cluster, snapshot } from '../samples.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Long enough for every step of the fake, and never waited out by what goes well. */
const patience: Patience = { pace: 1, steady: 0, grace: 5, silence: 60, standstill: 5000 };

interface World {
  readonly swarm: FakeSwarm;
  readonly service: SwarmService;
  readonly changes: Emitter<Snapshot>;
  readonly over: AbortController;
  /** How often the picture was asked for anew. */
  readonly refreshed: () => number;
}

function world(swarm: FakeSwarm, own: { readonly busy?: Failure; readonly patience?: Partial<Patience> } = {}): World {
  const changes = new Emitter<Snapshot>();
  const over = new AbortController();
  let refreshed = 0;
  const picture = swarm.picture();
  const service = createSwarmService({
    engines: swarm.engines,
    clusters: {
      snapshot: picture,
      refresh: () => {
        refreshed += 1;
        return Promise.resolve(picture);
      },
      onDidChange: changes.event,
    },
    runUnderWay: () => Promise.resolve(own.busy),
    log: silentLog,
    over: over.signal,
    patience: { ...patience, ...own.patience },
  });
  return { swarm, service, changes, over, refreshed: () => refreshed };
}

const web = swarmService('web', { replicas: 3 });
const standard = (): World => world(new FakeSwarm([swarmManager('m1'), swarmNode('w1'), swarmNode('w2')], [web]));
const threeManagers = (): World =>
  world(new FakeSwarm([swarmManager('m1'), swarmManager('m2'), swarmManager('m3'), swarmNode('w1')], [web]));

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

const changes = ({ swarm }: World): string[] => swarm.asked.filter((each) => !/ (view|engine|joinTokens)$/.test(each));

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

describe('nothing is steered', () => {
  test('in a cluster that is none, or that has no swarm', async () => {
    const each = standard();
    expect(await each.service.steerNode('nosuch', { node: 'w1' }, 'drain')).toEqual(
      err({ kind: 'clusterUnknown', cluster: 'nosuch' }),
    );
    // It may have been made a moment ago.
    expect(each.refreshed()).toBe(1);
    const classic = snapshot([], [cluster('demo', [])]);
    const service = createSwarmService({
      engines: each.swarm.engines,
      clusters: { snapshot: classic, refresh: () => Promise.resolve(classic), onDidChange: each.changes.event },
      runUnderWay: () => Promise.resolve(undefined),
      log: silentLog,
    });
    expect(await service.view('demo')).toEqual(err({ kind: 'notSwarmMode', cluster: 'demo' }));
  });

  test('while a run is under way on the cluster', async () => {
    const busy: Failure = { kind: 'alreadyRunning', cluster: 'cloud', verb: 'down', pid: 7, since: new Date(0) };
    const each = world(new FakeSwarm([swarmManager('m1'), swarmNode('w1')], [web]), { busy });
    expect(await each.service.steerNode('cloud', { node: 'w1' }, 'drain')).toEqual(err(busy));
    expect(await each.service.steerService('cloud', 'web', { kind: 'restart' })).toEqual(err(busy));
    expect(await each.service.rotateJoinTokens('cloud', ['worker'])).toEqual(err(busy));
    expect((await each.service.view('cloud')).ok).toBe(true);
    expect(changes(each)).toEqual([]);
  });

  test('without a quorum', async () => {
    const each = threeManagers();
    each.swarm.lose('m2');
    each.swarm.lose('m3');
    expect(await each.service.steerNode('cloud', { node: 'w1' }, 'drain')).toMatchObject({
      error: { kind: 'swarmWithoutLeader' },
    });
  });
});

describe('joining', () => {
  test('the command holds the role’s token and the leader’s address', async () => {
    const each = threeManagers();
    expect(value(await each.service.joinCommand('cloud', 'manager'))).toBe(
      'docker swarm join --advertise-addr ADDRESS_OF_THAT_HOST --token SWMTKN-m1 m1:2377',
    );
    each.swarm.change('m1', { manager: { isLeader: false, reachability: 'unreachable', address: 'm1:2377' } });
    each.swarm.change('m3', { manager: { isLeader: true, reachability: 'reachable', address: 'm3:2377' } });
    expect(value(await each.service.joinCommand('cloud', 'worker'))).toContain('SWMTKN-w1 m3:2377');
  });

  test('an address that only says "here" is the machine’s', async () => {
    const each = standard();
    each.swarm.change('m1', { manager: { isLeader: true, reachability: 'reachable', address: '0.0.0.0:2377' } });
    expect(value(await each.service.joinCommand('cloud', 'worker'))).toContain(' 10.0.0.1:2377');
  });

  test('only the named tokens are rotated', async () => {
    const each = standard();
    expect(await each.service.rotateJoinTokens('cloud', ['worker'])).toEqual(ok(undefined));
    expect(each.swarm.tokens).toEqual({ worker: 'SWMTKN-w2', manager: 'SWMTKN-m1' });
  });
});

describe('a stack', () => {
  test('is deployed through the manager that answers, and waited for', async () => {
    const each = standard();
    const deployed = await each.service.deployStack('cloud', 'shop', (manager) => {
      expect(manager).toEqual({
        machine: 'm1',
        host: 'tcp://m1:2376',
        certificates: '/store/machines/m1',
        apiVersion: '1.45',
      });
      each.swarm.services.push(swarmService('shop_a', { replicas: 2, stack: 'shop' }));
      return Promise.resolve(ok(undefined));
    });
    expect(value(deployed)).toEqual({
      cluster: 'cloud',
      stack: 'shop',
      manager: 'm1',
      services: ['shop_a'],
      running: 2,
      desired: 2,
      isConverged: true,
    });
  });

  test('that docker does not deploy is not waited for', async () => {
    const each = standard();
    const failure: Failure = { kind: 'stackFailed', stack: 'shop', exitCode: 1 };
    expect(await each.service.deployStack('cloud', 'shop', () => Promise.resolve(err(failure)))).toEqual(err(failure));
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
