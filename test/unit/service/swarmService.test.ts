// What the service does of a swarm as a whole: when nothing is steered, how one joins, and how a stack is deployed.
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { createSwarmService } from '../../../src/service/swarmService.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { cluster, snapshot } from '../samples.ts';
import { swarmManager, swarmNode, swarmService } from '../swarmParts.ts';
import { changes, standard, threeManagers, value, web, world } from './steeredSwarm.ts';

/** As a question would have it that no manager has answered. */
const cloud = { cluster: 'cloud', id: undefined };

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
    expect(await each.service.rotateJoinTokens(cloud, ['worker'])).toEqual(err(busy));
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

  test.each([
    'SWMTKN-1-a b',
    'SWMTKN-1-a;reboot',
    'SWMTKN-1-$(reboot)',
    'SWMTKN-1-a\nreboot',
    '--token',
    'token',
    '',
    `SWMTKN-1-${'a'.repeat(1000)}`,
  ])('a token that is none becomes no command: %j', async (token) => {
    const each = threeManagers();
    each.swarm.tokens.worker = token;
    expect(await each.service.joinCommand('cloud', 'worker')).toEqual(
      err({ kind: 'commandRefused', part: 'token', of: 'cloud' }),
    );
    expect(await each.service.joinCommand('cloud', 'manager')).toMatchObject({ ok: true });
  });

  test.each(['m1:2377;reboot', 'm1', '$(reboot):2377', '-x:2377', 'm1:2377 --force', '[fd00::1', '`x`:1', 'a\u202e:1'])(
    'nor does an address that is none: %s',
    async (address) => {
      const each = standard();
      each.swarm.change('m1', { manager: { isLeader: true, reachability: 'reachable', address } });
      expect(await each.service.joinCommand('cloud', 'worker')).toEqual(
        err({ kind: 'commandRefused', part: 'address', of: 'cloud' }),
      );
    },
  );

  test('one of IPv6 is one', async () => {
    const each = standard();
    each.swarm.change('m1', { manager: { isLeader: true, reachability: 'reachable', address: '[fd00::1]:2377' } });
    expect(value(await each.service.joinCommand('cloud', 'worker'))).toContain(' [fd00::1]:2377');
  });

  test('only the named tokens are rotated', async () => {
    const each = standard();
    expect(await each.service.rotateJoinTokens(cloud, ['worker'])).toEqual(ok(undefined));
    expect(each.swarm.tokens).toEqual({ worker: 'SWMTKN-w2', manager: 'SWMTKN-m1' });
  });
});

describe('a swarm that has the name of the one that was asked about', () => {
  test('is left alone', async () => {
    const each = world(new FakeSwarm([swarmManager('m1')], [web]), { id: 'swarm-1' });
    const asked = value(await each.service.find('cloud'));
    expect(asked).toEqual({ cluster: 'cloud', id: 'swarm-1' });
    const other = { ...asked, id: 'another-swarm' };
    const failure = err({
      kind: 'targetChanged',
      what: 'swarm',
      name: 'cloud',
      part: 'id',
      was: other.id,
      now: asked.id,
    });
    expect(await each.service.rotateJoinTokens(other, ['worker'])).toEqual(failure);
    const never = (): Promise<never> => Promise.reject(new Error('docker was run'));
    expect(await each.service.deployStack(other, 'shop', never)).toEqual(failure);
    expect(changes(each)).toEqual([]);
  });
});

describe('a service', () => {
  test('that is called as the id of another is not taken for it', async () => {
    const each = standard();
    const [first] = each.swarm.services;
    each.swarm.services.unshift(swarmService(first!.id));
    const foreseen = value(await each.service.foreseeService('cloud', first!.id, { kind: 'remove' }));
    expect(foreseen.service.name).toBe(first!.name);
  });
});

describe('a stack', () => {
  test('is deployed through the manager that answers, and waited for', async () => {
    const each = standard();
    const deployed = await each.service.deployStack(cloud, 'shop', (manager) => {
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
    expect(await each.service.deployStack(cloud, 'shop', () => Promise.resolve(err(failure)))).toEqual(err(failure));
  });
});
