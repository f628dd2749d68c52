/** Networks of engines with a store behind them: what is seen, refused and kept, also while the store is away. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containerRequest, networkRequest } from '../../../../src/simulator/serve/api/requestBodies.ts';
import { keysBelow } from '../../../../src/simulator/serve/storeView.ts';
import {
  createContainer,
  killContainer,
  requireContainer,
  startContainer,
} from '../../../../src/simulator/world/containers.ts';
import { cutPower, boot } from '../../../../src/simulator/world/engineLife.ts';
import { addImage } from '../../../../src/simulator/world/images.ts';
import {
  createNetwork,
  findNetwork,
  removeNetwork,
  visibleNetworks,
} from '../../../../src/simulator/world/networks.ts';
import type { Container, Host } from '../../../../src/simulator/world/nouns.ts';
import { EngineCrash } from '../../../../src/simulator/world/overlayCrash.ts';
import { HandWorld } from '../handWorld.ts';

let hand: HandWorld;

const run = (on: string, name: string, body: Readonly<Record<string, unknown>>): Container => {
  const host = hand.host(on);
  addImage(hand.world, host, String(body['Image']));
  const container = createContainer(hand.world, host, containerRequest(body, name));
  startContainer(hand.world, host, container);
  return container;
};
const published = (port: number): object => ({
  PortBindings: { [`${String(port)}/tcp`]: [{ HostPort: String(port) }] },
  Binds: ['data:/data'],
});
const overlay = (on: string, name: string, subnet = ''): void => {
  const body = { Name: name, Driver: 'overlay', IPAM: { Config: subnet === '' ? [] : [{ Subnet: subnet }] } };
  createNetwork(hand.world, hand.host(on), networkRequest(body));
};
const overlays = (on: string): string[] =>
  visibleNetworks(hand.world, hand.host(on))
    .filter(({ driver }) => driver === 'overlay')
    .map(({ name }) => name);
const onNet = (on: string, name: string): Container =>
  run(on, name, { Image: 'busybox', Cmd: ['sleep', '1000'], HostConfig: { NetworkMode: 'my-net' } });

async function open(image: string, port: number, scheme: string): Promise<void> {
  hand = new HandWorld();
  await hand.machine(['create', '-d', 'virtualbox', 'kvstore']);
  run('kvstore', 'store', { Image: image, HostConfig: published(port) });
  hand.goOn(10_000);
  const url = `--engine-opt=cluster-store=${scheme}://10.99.0.11:${String(port)}`;
  for (const name of ['n1', 'n2']) await hand.machine(['create', '-d', 'virtualbox', url, name]);
}

beforeEach(() => open('consul:1.20.6', 8500, 'consul'));
afterEach(() => {
  hand.remove();
});

const store = (): Host => hand.host('kvstore');
const killStore = (): void => {
  killContainer(hand.world, store(), requireContainer(store(), 'store'), '9');
};
const startStore = (): void => {
  startContainer(hand.world, store(), requireContainer(store(), 'store'));
  hand.goOn(10_000);
};

describe('an overlay network', () => {
  test('is seen by every engine of the store, each subnet and VNI once', () => {
    overlay('n1', 'my-net');
    overlay('n2', 'other');
    expect(overlays('n1')).toEqual(['my-net', 'other']);
    const [first, second] = visibleNetworks(hand.world, hand.host('n2')).filter(({ driver }) => driver === 'overlay');
    expect([first?.subnet, first?.vni, second?.subnet, second?.vni]).toEqual(['10.0.0.0/24', 256, '10.0.1.0/24', 257]);
  });

  test('is refused under a name, or over addresses, that are taken', () => {
    overlay('n1', 'my-net');
    expect(() => overlay('n2', 'my-net')).toThrow('network with name my-net already exists');
    expect(() => overlay('n2', 'over', '10.0.0.0/16')).toThrow('Pool overlaps with other one on this address space');
  });

  test('cannot go while somebody is on it, the dead of a host without power included', () => {
    overlay('n1', 'my-net');
    onNet('n1', 'c1');
    onNet('n2', 'c2');
    expect(findNetwork(hand.world, hand.host('n1'), 'my-net').attached.map(({ address }) => address)).toEqual([
      '10.0.0.2',
      '10.0.0.3',
    ]);
    killContainer(hand.world, hand.host('n1'), requireContainer(hand.host('n1'), 'c1'), '9');
    cutPower(hand.world, hand.host('n2'));
    expect(() => removeNetwork(hand.world, hand.host('n1'), 'my-net')).toThrow('has active endpoints');
    // The engine sweeps up behind itself when it is back.
    boot(hand.world, hand.host('n2'));
    removeNetwork(hand.world, hand.host('n1'), 'my-net');
    expect(overlays('n2')).toEqual([]);
  });

  test('is left out of lists while the store is away, and is there again', () => {
    overlay('n1', 'my-net');
    killStore();
    expect(overlays('n1')).toEqual([]);
    expect(() => findNetwork(hand.world, hand.host('n1'), 'my-net')).toThrow('network my-net not found');
    expect(() => overlay('n1', 'new')).toThrow('dial tcp 10.99.0.11:8500: connect: connection refused');
    startStore();
    expect(overlays('n1')).toEqual(['my-net']);
  });

  test('is gone for good with a store that lost its data', () => {
    overlay('n1', 'my-net');
    killStore();
    store().engine.containers = [];
    store().engine.volumes = [];
    run('kvstore', 'store', { Image: 'consul:1.20.6', HostConfig: published(8500) });
    hand.goOn(10_000);
    expect(overlays('n1')).toEqual([]);
  });

  test('is kept in the store as libnetwork keeps it', () => {
    overlay('n1', 'my-net');
    const { id } = findNetwork(hand.world, hand.host('n1'), 'my-net');
    const [data] = hand.world.state.stores;
    const kept = keysBelow(data!, 'docker/network/v1.0/overlay/network/');
    expect([...kept.keys()]).toEqual([`docker/network/v1.0/overlay/network/${id}`]);
    expect(JSON.parse([...kept.values()][0]!)).toEqual({
      secure: false,
      mtu: 0,
      subnets: [{ SubnetIP: '10.0.0.0/24', GwIP: '10.0.0.1/24', Vni: 256 }],
    });
  });
});

test('an engine with ZooKeeper behind it crashes at the first container on an overlay', async () => {
  hand.remove();
  await open('zookeeper:3.8.4', 2181, 'zk');
  overlay('n1', 'my-net');
  expect(() => onNet('n1', 'c1')).toThrow(EngineCrash);
  expect(requireContainer(hand.host('n1'), 'c1').state).toBe('created');
});
