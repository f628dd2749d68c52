/** Swarm mode's part of an engine: real answers of 26.1.5 through the door, and what it is asked to change. */
import { describe, expect, test, vi } from 'vitest';
import { record, recordJson } from '../records.ts';
import { message, swarmServer } from './swarmServer.ts';

vi.setConfig({ testTimeout: 60_000 });

const { serve, asked, requests } = swarmServer();

const lists = {
  'GET /nodes': record('engine26/nodes.json'),
  'GET /services': record('engine26/services.json'),
  'GET /tasks': record('engine26/tasks.json'),
};

describe('what a manager of 26.1.5 says', () => {
  test('nodes with role, state and leader; services; tasks', async () => {
    const seen = await (await serve(lists)).view();
    if (!seen.ok) throw new Error(seen.error.kind);
    const { nodes, services, tasks } = seen.value;
    expect(nodes).toMatchObject([
      {
        hostname: 'n1',
        role: 'manager',
        availability: 'active',
        state: 'ready',
        address: '10.99.0.11',
        manager: { isLeader: true, reachability: 'reachable', address: '10.99.0.11:2377' },
        engineVersion: '26.1.5+dfsg1',
        cpus: 2,
        memory: 25276502016,
        engineLabels: { provider: 'generic' },
      },
      { hostname: 'n2', role: 'worker', manager: undefined, address: '10.99.0.12' },
      { hostname: 'n3', role: 'worker', manager: undefined },
    ]);
    expect(services).toMatchObject([
      {
        name: 'web',
        image: 'busybox:latest',
        mode: 'replicated',
        replicas: 3,
        update: undefined,
        canRollBack: false,
        stack: undefined,
        networks: ['ugzam3epa018v92mw3qdl4vgh'],
        ports: [],
      },
    ]);
    expect(tasks.map(({ slot, state, desired }) => [slot, state, desired])).toEqual([
      [1, 'running', 'running'],
      [2, 'running', 'running'],
      [3, 'running', 'running'],
    ]);
    expect(tasks[0]).toMatchObject({
      serviceId: services[0]?.id,
      nodeId: nodes[0]?.id,
      error: '',
      image: 'busybox:latest',
      at: expect.any(Date) as Date,
      containerId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test.each([
    [record('engine26/nodes-on-worker.json'), 'notAManager'],
    [
      '{"message":"This node is not a swarm manager. Use \\"docker swarm init\\" or \\"docker swarm join\\" to connect this node to swarm and try again."}',
      'notInSwarm',
    ],
    [
      '{"message":"rpc error: code = Unknown desc = The swarm does not have a leader. It\'s possible that too few managers are online. Make sure more than half of the managers are online."}',
      'swarmWithoutLeader',
    ],
    [
      '{"message":"Swarm is encrypted and needs to be unlocked before it can be used. Please use \\"docker swarm unlock\\" to unlock it."}',
      'swarmLocked',
    ],
    ['{"message":"something else"}', 'engineError'],
  ])('a refusal is told apart by its words: %s', async (body, kind) => {
    const door = await serve({ ...lists, 'GET /nodes': [503, body] });
    expect(await door.view()).toMatchObject({ ok: false, error: { kind } });
  });

  test('nodes alone are one question', async () => {
    const door = await serve(lists);
    const nodes = await door.nodes();
    expect(requests()).toEqual(['GET /nodes']);
    const all = await door.view();
    expect(nodes).toEqual({ ok: true, value: all.ok && all.value.nodes });
  });

  test('what is no list is not Docker', async () => {
    const door = await serve({ ...lists, 'GET /services': '{"Services":[]}' });
    expect(await door.view()).toMatchObject({ ok: false, error: { kind: 'notDocker' } });
  });
});

describe('what it is asked to do', () => {
  const interfaceName = 'eth1';

  test('init, with what differs from Docker’s own only', async () => {
    const door = await serve({ 'POST /swarm/init': '"node1"' });
    const plain = {
      interface: interfaceName,
      defaultAddressPools: [],
      dataPathPort: 4789,
      isAutolocked: false,
    } as const;
    expect(await door.init({ ...plain, availability: 'active' })).toEqual({ ok: true, value: undefined });
    expect(asked[0]).toEqual([
      'POST /swarm/init',
      {
        ListenAddr: '0.0.0.0:2377',
        AdvertiseAddr: 'eth1',
        DataPathAddr: 'eth1',
        ForceNewCluster: false,
        Availability: 'active',
        Spec: { EncryptionConfig: { AutoLockManagers: false } },
      },
    ]);
    await door.init({
      ...plain,
      availability: 'drain',
      dataPathPort: 7777,
      isAutolocked: true,
      defaultAddressPools: ['10.20.0.0/16'],
    });
    expect(asked[1]?.[1]).toMatchObject({
      DataPathPort: 7777,
      DefaultAddrPool: ['10.20.0.0/16'],
      SubnetSize: 24,
      Availability: 'drain',
      Spec: { EncryptionConfig: { AutoLockManagers: true } },
    });
  });

  test('join, with the token and the managers', async () => {
    const door = await serve({
      'POST /swarm/join': message(
        'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
      ),
    });
    const join = {
      interface: interfaceName,
      managers: ['10.0.0.1:2377'],
      token: 'SWMTKN-1-x',
      availability: 'active',
    } as const;
    expect(await door.join(join)).toMatchObject({ ok: false, error: { kind: 'alreadyInSwarm' } });
    expect(asked[0]?.[1]).toMatchObject({
      RemoteAddrs: ['10.0.0.1:2377'],
      JoinToken: 'SWMTKN-1-x',
      DataPathAddr: 'eth1',
    });
  });

  test('leaving what one is not in is as wanted', async () => {
    const door = await serve({ 'POST /swarm/leave': message('This node is not part of a swarm') });
    expect(await door.leave({ force: true })).toEqual({ ok: true, value: undefined });
    expect(requests()).toEqual(['POST /swarm/leave?force=true']);
  });

  test('tokens are read, and rotated for the named roles with all of the rest as it was', async () => {
    const door = await serve({ 'GET /swarm': record('engine26/swarm.json'), 'POST /swarm/update': '' });
    expect(await door.joinTokens()).toEqual({
      ok: true,
      value: { worker: 'SWMTKN-1-redacted', manager: 'SWMTKN-1-redacted' },
    });
    expect(await door.rotateJoinTokens(['worker'])).toEqual({ ok: true, value: undefined });
    expect(asked.at(-1)).toEqual([
      'POST /swarm/update?version=10&rotateWorkerToken=true',
      (recordJson('engine26/swarm.json') as { Spec: unknown }).Spec,
    ]);
  });

  test('a body without tokens is not shown: it might hold them', async () => {
    const door = await serve({ 'GET /swarm': '{"JoinTokens":{"Worker":"SWMTKN-secret"}}' });
    expect(JSON.stringify(await door.joinTokens())).not.toContain('SWMTKN');
  });

  test('the unlock key', async () => {
    const door = await serve({ 'GET /swarm/unlockkey': '{"UnlockKey":"SWMKEY-1-k"}' });
    expect(await door.unlockKey()).toEqual({ ok: true, value: 'SWMKEY-1-k' });
  });

  test('a node’s change keeps the rest of its specification, and goes again when somebody else’s came between', async () => {
    const node = (index: number): string =>
      JSON.stringify({
        Version: { Index: index },
        Spec: { Labels: { rack: 'a' }, Role: 'worker', Availability: 'active' },
      });
    const outdated = [500, '{"message":"rpc error: code = Unknown desc = update out of sequence"}'] as const;
    const door = await serve({ 'GET /nodes/n1': [node(7), node(8)], 'POST /nodes/n1/update': [outdated, ''] });
    expect(await door.updateNode('n1', { availability: 'drain' })).toEqual({ ok: true, value: undefined });
    expect(asked.at(-1)).toEqual([
      'POST /nodes/n1/update?version=8',
      { Labels: { rack: 'a' }, Role: 'worker', Availability: 'drain' },
    ]);
  });

  test('a node that is gone is removed; one that is not down is the engine’s word', async () => {
    const gone = await serve({ 'DELETE /nodes/n1': [404, '{"message":"node n1 not found"}'] });
    expect(await gone.removeNode('n1', { force: true })).toEqual({ ok: true, value: undefined });
    expect(requests()).toEqual(['DELETE /nodes/n1?force=true']);
    const up = await serve({ 'DELETE /nodes/n2': [400, '{"message":"node n2 is not down and can\'t be removed"}'] });
    expect(await up.removeNode('n2', { force: false })).toMatchObject({ error: { kind: 'engineError', status: 400 } });
  });

  test('services are scaled, restarted, rolled back', async () => {
    const [web] = recordJson('engine26/services.json') as [{ ID: string; Spec: { TaskTemplate: object } }];
    const path = `/services/${web.ID}`;
    const door = await serve({ [`GET ${path}`]: JSON.stringify(web), [`POST ${path}/update`]: '{"Warnings":null}' });
    for (const change of [{ kind: 'scale', replicas: 5 }, { kind: 'restart' }, { kind: 'rollBack' }] as const)
      expect(await door.updateService(web.ID, change)).toEqual({ ok: true, value: undefined });
    const changes = asked.filter(([request]) => request.startsWith('POST'));
    expect(changes.map(([request]) => request)).toEqual([
      `POST ${path}/update?version=36`,
      `POST ${path}/update?version=36`,
      `POST ${path}/update?version=36&rollback=previous`,
    ]);
    expect(changes[0]?.[1]).toEqual({ ...web.Spec, Mode: { Replicated: { Replicas: 5 } } });
    expect(changes[1]?.[1]).toEqual({ ...web.Spec, TaskTemplate: { ...web.Spec.TaskTemplate, ForceUpdate: 1 } });
  });

  test('a service that is gone is removed', async () => {
    const door = await serve({ 'DELETE /services/s1': [404, '{"message":"service s1 not found"}'] });
    expect(await door.removeService('s1')).toEqual({ ok: true, value: undefined });
  });
});
