// Why `up` does not begin: all that can be known beforehand, with its reason.
import { describe, expect, test } from 'vitest';
import { newWorld } from './modelWorld.ts';
import { specOf } from './planInputs.ts';
import { machineIn, planned, refused, standing } from './planning.ts';
import { article, generic } from './storeClusters.ts';

describe('refused, with the reason', () => {
  const empty = newWorld().snapshot();

  test('what was asked beforehand', () => {
    const unreachable = {
      address: '10.99.0.13:22',
      cause: { kind: 'engineRefused', address: '10.99.0.13:22' },
    } as const;
    const all = refused(generic, empty, {
      unknownDrivers: new Map([
        ['generic', 'not found'],
        ['other', 'not found'],
      ]),
      unreachable: new Map([['swarm-node1', unreachable]]),
      missingKeys: new Map([['swarm-manager', '/keys/id']]),
    });
    expect(all).toEqual({
      kind: 'several',
      failures: [
        { kind: 'driverUnknown', driver: 'generic', said: 'not found' },
        { kind: 'keyMissing', machine: 'swarm-manager', path: '/keys/id' },
        { kind: 'hostUnreachable', machine: 'swarm-node1', ...unreachable },
      ],
    });
  });

  describe('a URL at which something else than a store answers from here', () => {
    const about = async (host: string, driver = 'digitalocean') => {
      const url = `consul://${host}:8500`;
      const spec = await specOf(`name: demo\ndriver: { name: ${driver} }\nkeyValueStore: { url: "${url}" }`);
      const cause = { kind: 'notAStore', url, said: '<html>' } as const;
      return { url, spec, cause, facts: { store: { ok: false, error: cause } } as const };
    };

    test.each(['203.0.113.5', '172.32.0.1', '[2001:db8::5]'])('%s is refused: hosts meet the same', async (host) => {
      const { url, spec, cause, facts } = await about(host);
      expect(refused(spec, empty, facts)).toEqual({ kind: 'storeDoesNotAnswer', url, cause });
    });

    test.each(['10.0.0.5', '172.31.0.9', '192.168.1.1', '100.64.0.1', '[fd00::5]', 'consul.internal'])(
      '%s is tried from the first host made',
      async (host) => {
        const { url, spec, facts } = await about(host);
        const { steps } = planned(spec, empty, facts);
        expect(steps.find(({ action }) => action.kind === 'probeStore')?.action).toMatchObject({ url });
      },
    );

    test('and that no host can be asked about is refused', async () => {
      const { url, spec, cause, facts } = await about('10.0.0.5', 'none');
      expect(refused(spec, empty, facts)).toMatchObject({ kind: 'storeDoesNotAnswer', url, cause });
    });
  });

  test('a name that another cluster has, or a machine on its own', async () => {
    const world = standing(await specOf('name: prod\nnodes: [{ name: swarm-node1 }]'));
    expect(refused(article, world.snapshot())).toEqual({
      kind: 'several',
      failures: ['kvstore', 'swarm-manager', 'swarm-node1'].map((machine) => ({
        kind: 'nameTaken',
        machine,
        by: 'prod',
      })),
    });
    const loose = newWorld();
    loose.apply({
      kind: 'createMachine',
      machine: { ...machineIn(planned(article, empty), 'kvstore'), name: 'swarm-node1', labels: {} },
    });
    expect(refused(article, loose.snapshot())).toEqual({ kind: 'nameTaken', machine: 'swarm-node1', by: '' });
  });

  describe('a machine without address may live: it is not taken for a leftover', () => {
    const unknown = { kind: 'addressUnknown', machine: 'swarm-node2' } as const;
    const untold = { kind: 'addressUntold', machine: 'swarm-node2', said: 'azure: token expired' } as const;
    const unclear = { kind: 'machineUnclear', machine: 'swarm-node2' } as const;

    test.each([
      ['whose driver cannot be asked', 'unknown', unknown, unclear],
      ['whose driver calls it running, and is still to tell where', 'running', unknown, unclear],
      ['whose driver calls it running, and cannot tell where', 'running', untold, untold],
    ] as const)('%s', (_, power, failure, why) => {
      const seen = standing(article).snapshot();
      const machines = seen.machines.map((each) => {
        const machine = 'machine' in each.record ? each.record.machine : undefined;
        if (each.name !== 'swarm-node2' || !machine) return each;
        const engine = { state: 'failed', failure, at: seen.at, last: undefined } as const;
        return { ...each, record: { machine: { ...machine, driver: 'azure', address: undefined } }, engine, power };
      });
      expect(refused(article, { ...seen, machines })).toEqual(why);
    });
  });

  test("a store machine that is a script's other cluster's", async () => {
    const world = standing(await specOf('name: prod\nmanagers: [{ name: m1 }]\nnodes: []'));
    for (const host of world.hosts.values()) host.machine = { ...host.machine, engineLabels: {} };
    expect(refused(article, world.snapshot())).toEqual({ kind: 'nameTaken', machine: 'kvstore', by: 'm1' });
  });

  test.each([
    ['https://get.docker.com', '23.0 or newer'],
    ['https://releases.example/install-docker/26.1.sh', '26.1'],
    ['https://releases.example/docker-24.0.7/install', '24.0.7'],
    ['https://releases.example/install-docker/20.10.sh', undefined],
    ['https://releases.example/install-docker/19.03.15.sh', undefined],
    ['https://example.com/install', undefined],
  ])('an install script for an engine that cannot join: %s', async (url, version) => {
    const spec = await specOf(`name: demo\nengine: { installUrl: "${url}" }`);
    if (version === undefined) expect(planned(spec, empty).steps).not.toEqual([]);
    else expect(refused(spec, empty)).toEqual({ kind: 'engineWithoutClusterStore', version, from: url });
  });

  test('an engine of the cluster that cannot join', () => {
    const world = standing(article);
    world.hosts.delete('swarm-node2');
    world.hosts.get('kvstore')!.version = '26.1.5';
    expect(refused(article, world.snapshot())).toEqual({
      kind: 'engineWithoutClusterStore',
      version: '26.1.5',
      from: 'kvstore',
    });
  });

  test('one host for two machines', () => {
    const nodes = ['swarm-node1', 'other'].map((name) => ({ ...generic.nodes[0]!, name }));
    expect(refused({ ...generic, nodes }, empty)).toEqual({
      kind: 'addressShared',
      machines: ['swarm-node1', 'other'],
      address: '10.99.0.13',
    });
    const world = newWorld();
    world.apply({
      kind: 'createMachine',
      machine: { ...machineIn(planned(generic, empty), 'kvstore'), name: 'old', labels: {} },
    });
    expect(refused(generic, world.snapshot())).toMatchObject({ kind: 'addressShared', machines: ['kvstore', 'old'] });
  });
});
