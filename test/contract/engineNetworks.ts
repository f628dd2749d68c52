// What must hold of overlay networks and the containers on them, at a swarm manager and at every engine.
import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import type { EngineEvent } from '../../src/docker/engineStreams.ts';
import * as commands from '../../src/docker/machineCommands.ts';
import type { NetworkToCreate } from '../../src/model/plan.ts';
import { failure, soon, type Standing } from './engineWorld.ts';

const network: NetworkToCreate = {
  name: 'contract',
  subnet: '10.33.0.0/24',
  gateway: '',
  isInternal: false,
  isAttachable: false,
  isEncrypted: false,
  mtu: 1400,
};

/** In turn: each takes the network as the one before left it. */
export function engineNetworks({ world, engine, manager, consul }: Standing): void {
  test('share an overlay network, its containers and its events', async () => {
    const heard = new Map<string, string[]>();
    const streams = [manager(), engine('swarm-node1')].map((door) => {
      const all: string[] = [];
      heard.set(door.address, all);
      return door.events({
        onConnected: () => all.push('connected'),
        onLost: ({ kind }) => all.push(kind),
        onEvent: ({ type, action, name: its }: EngineEvent) => all.push(`${type} ${action} ${its ?? ''}`),
      });
    });
    await expect.poll(() => [...heard.values()], soon).toEqual([['connected'], ['connected']]);

    expect(await manager().createNetwork(network)).toEqual({ ok: true, value: undefined });
    await world().runContainer('contract-1', 'contract', 'swarm-node1');
    await world().runContainer('contract-2', 'contract', 'swarm-node2');
    await expect.poll(() => heard.get(manager().address), soon).toContain('network create contract');
    await expect.poll(() => heard.get(engine('swarm-node1').address), soon).toContain('container start contract-1');
    for (const stream of streams) stream.dispose();

    // The manager learns of new containers by and by.
    await expect
      .poll(() => manager().overlays(), soon)
      .toMatchObject({
        ok: true,
        value: [
          {
            name: 'contract',
            scope: 'global',
            subnets: [{ subnet: '10.33.0.0/24' }],
            mtu: 1400,
            endpoints: [
              { container: 'contract-1', machine: 'swarm-node1', address: '10.33.0.2' },
              { container: 'contract-2', machine: 'swarm-node2', address: '10.33.0.3' },
            ],
          },
        ],
      });
    expect(await engine('swarm-node2').overlays()).toMatchObject({
      ok: true,
      value: [
        {
          endpoints: [
            { container: 'contract-1', containerId: '', machine: undefined, address: '10.33.0.2' },
            { container: 'contract-2', machine: 'swarm-node2', address: '10.33.0.3' },
          ],
        },
      ],
    });
    const [overlay] = await manager()
      .overlays()
      .then((seen) => (seen.ok ? seen.value : []));
    const state = await consul();
    expect(state.ok && state.value.overlays.get(overlay?.id ?? '')).toEqual({
      subnets: [{ subnet: '10.33.0.0/24', vni: expect.any(Number) as number }],
      mtu: 1400,
    });
  });

  test('let people into their containers, over docker-machine’s ssh', async () => {
    const { args } = commands.terminal('swarm-node1', ['sudo', 'docker', 'exec', '-i', 'contract-1', 'sh']);
    // Nothing is typed here: the shell ends with its input.
    expect(await world().doors.tool.run({ args, deadline: 60_000, parse: ok })).toEqual({ ok: true, value: '' });
    const inside = commands.terminal('swarm-node1', ['sudo', 'docker', 'exec', 'contract-1', 'sh', '-c', 'echo here']);
    expect(await world().doors.tool.run({ args: inside.args, deadline: 60_000, parse: ok })).toEqual({
      ok: true,
      value: 'here\n',
    });
  });

  test('refuse a network that is there, and one that is in use', async () => {
    const exists = { kind: 'networkExists', network: 'contract', driver: 'overlay', scope: 'global' };
    expect(await failure(manager().createNetwork(network))).toEqual(exists);
    expect(await failure(engine('swarm-node1').createNetwork(network))).toEqual(exists);
    expect(await failure(manager().createNetwork({ ...network, name: 'overlapping' }))).toMatchObject({
      kind: 'engineError',
      said: 'Pool overlaps with other one on this address space',
    });
    expect(await failure(manager().removeNetwork('contract'))).toMatchObject({
      kind: 'engineError',
      said: expect.stringContaining('has active endpoints') as string,
    });
    await world().removeContainer('swarm-node1', 'contract-1');
    await world().removeContainer('swarm-node2', 'contract-2');
    await expect.poll(async () => (await manager().removeNetwork('contract')).ok, soon).toBe(true);
    expect(await engine('swarm-node1').overlays()).toEqual({ ok: true, value: [] });
    expect(await engine('swarm-node1').removeNetwork('contract')).toMatchObject({ ok: true });
  });
}
