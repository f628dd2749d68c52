// Networks of a swarm in the picture: one manager tells of them, and what it cannot tell is not taken for gone.
import { beforeEach, describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import { lastOf, now } from '../../../src/model/seen.ts';
import { container, overlay } from '../samples.ts';
import { addressOf, managerNames, swarmView, tellView } from '../swarms.ts';
import { pass, pictures, until, useOwnClock, world } from './looking.ts';
import { cluster, networks, swarm, tellAll, watchSwarm } from './swarmPicture.ts';

useOwnClock();

describe('while it is looked at', () => {
  beforeEach(watchSwarm);

  test('networks are asked of the manager who tells, and of nobody else', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    world.engineOf('w1').containers = [
      container('c1', { networks: { net: { networkId: 'id-net', address: '10.1.0.2' } } }),
    ];
    world.engineOf('w1').tell('network', 'connect');
    expect(await until(() => networks().includes('net'), 500)).toBeGreaterThanOrEqual(0);
    await pass(500);
    expect(now(cluster().networks)?.[0]?.endpoints).toMatchObject([{ container: 'c1', machine: 'w1' }]);
    const who = [...world.endpoints.values()].filter((endpoint) => endpoint.asked.includes('overlays'));
    expect(who.map(({ address }) => address)).toEqual(['10.0.0.1:2376']);
  });

  test('while managers have no quorum networks are what was told, and what engines know beside it', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net'), overlay('idle')];
    tellAll('network', 'create');
    await pass(500);
    pictures.length = 0;
    world.engineOf('w1').overlays = [overlay('net'), overlay('late')];
    // Managers leave out what they cannot look up.
    for (const name of managerNames) {
      world.engineOf(name).overlays = [];
      world.engineOf(name).swarm = err({ kind: 'swarmWithoutLeader', address: addressOf(name), said: '' });
    }
    world.engineOf('w1').tell('network', 'connect');
    await pass(1000);
    expect(cluster().networks).toMatchObject({ state: 'failed', failure: { kind: 'swarmWithoutLeader' } });
    expect(networks()).toEqual(['idle', 'late', 'net']);
    expect(pictures.filter(({ clusters: [each] }) => lastOf(each!.networks)?.value.length === 0)).toEqual([]);
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net'), overlay('idle')];
    tellView(world, swarmView());
    expect(await until(() => cluster().networks.state === 'seen', 2000)).toBeGreaterThan(0);
    expect(networks()).toEqual(['idle', 'net']);
  });

  test('a network that is removed is gone', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    tellAll('network', 'create');
    await pass(500);
    for (const name of managerNames) world.engineOf(name).overlays = [];
    tellAll('network', 'remove');
    await pass(500);
    expect(cluster().networks).toMatchObject({ state: 'seen', value: [] });
  });

  test('a manager that goes is replaced as the source at once, and its networks stay told', async () => {
    for (const name of managerNames) world.engineOf(name).overlays = [overlay('net')];
    tellAll('network', 'create');
    await pass(500);
    world.engineOf('m1').refuse();
    expect(await until(() => swarm().source === 'm2', 500)).toBeGreaterThan(0);
    await pass(500);
    expect(cluster().networks).toMatchObject({ state: 'seen', value: [{ name: 'net' }] });
  });
});
