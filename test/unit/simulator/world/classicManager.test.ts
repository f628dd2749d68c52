/** What a classic swarm manager finds out, and how late: the times are those that the real one was seen to need. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sharedNetworks, type ManagedNode } from '../../../../src/simulator/world/classicManager.ts';
import { killContainer, requireContainer, startContainer } from '../../../../src/simulator/world/containers.ts';
import { faults } from '../../../../src/simulator/world/faults.ts';
import { createNetwork, removeNetwork } from '../../../../src/simulator/world/networks.ts';
import { forget, storeOf } from '../../../../src/simulator/world/stores.ts';
import { HandWorld } from '../handWorld.ts';

let hand: HandWorld;

beforeEach(async () => {
  hand = new HandWorld();
  const url = await hand.openStore();
  const joins = [
    '--swarm',
    `--swarm-discovery=${url}`,
    `--engine-opt=cluster-store=${url}`,
    '--engine-opt=cluster-advertise=eth1:2376',
  ];
  await hand.machine(['create', '-d', 'virtualbox', ...joins, '--swarm-master', 'swarm-manager']);
  for (const name of ['swarm-node1', 'swarm-node2']) await hand.machine(['create', '-d', 'virtualbox', ...joins, name]);
  hand.goOn(1000);
});
afterEach(() => {
  hand.remove();
});

const nodes = (): ManagedNode[] => {
  const host = hand.host('swarm-manager');
  const manager = hand.managers.of(host, requireContainer(host, 'swarm-agent-master'));
  hand.managers.look(manager);
  return [...manager.nodes.values()].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
};
const node2 = (): ManagedNode | undefined => nodes().find(({ endpoint }) => endpoint === '10.99.0.14:2376');
const strike = (fault: string, ...words: string[]): void => {
  faults[fault]!.strike({ world: hand.world, host: hand.host('swarm-node2'), words });
};
const mend = (fault: string): void => {
  faults[fault]!.mend({ world: hand.world, host: hand.host('swarm-node2'), words: [] });
};
const cannotConnect = 'Cannot connect to the Docker daemon at tcp://10.99.0.14:2376. Is the docker daemon running?';
const seconds = (count: number): number => count * 1000;

describe('a manager', () => {
  test('lists all that have registered', () => {
    expect(nodes().map(({ name, status, error }) => [name, status, error])).toEqual(
      ['swarm-manager', 'swarm-node1', 'swarm-node2'].map((name) => [name, 'Healthy', '']),
    );
  });

  test('calls a stopped engine unhealthy at once, drops it after three minutes, and has it back', () => {
    strike('stop');
    expect(node2()).toMatchObject({ status: 'Unhealthy', error: cannotConnect });
    hand.goOn(seconds(100));
    expect(node2()?.status).toBe('Unhealthy');
    hand.goOn(seconds(85));
    expect(node2()).toBeUndefined();
    mend('stop');
    hand.goOn(seconds(61));
    expect(node2()?.status).toBe('Healthy');
  });

  test('takes its time to believe that a stopped engine is back', () => {
    strike('stop');
    hand.goOn(seconds(5));
    mend('stop');
    hand.goOn(seconds(20));
    expect(node2()?.status).toBe('Unhealthy');
    hand.goOn(seconds(30));
    expect(node2()).toMatchObject({ status: 'Healthy', error: '' });
  });

  test('calls a frozen one healthy for long', () => {
    strike('freeze');
    expect(node2()).toMatchObject({ status: 'Healthy', error: cannotConnect });
    hand.goOn(seconds(100));
    expect(node2()?.status).toBe('Healthy');
    hand.goOn(seconds(10));
    expect(node2()?.status).toBe('Unhealthy');
    mend('freeze');
    hand.goOn(seconds(60));
    expect(node2()?.status).toBe('Healthy');
  });

  test('never calls one unhealthy whose cable was pulled', () => {
    strike('unplug');
    hand.goOn(seconds(30));
    expect(node2()).toMatchObject({ status: 'Healthy', error: '' });
    hand.goOn(seconds(20));
    expect(node2()).toMatchObject({ status: 'Healthy', error: cannotConnect });
    hand.goOn(seconds(50));
    expect(node2()?.error).toContain('no route to host');
  });

  test('does not take an engine that has another id than before', () => {
    const { id } = node2()!;
    strike('duplicate-id', 'swarm-node1');
    const other = `${hand.host('swarm-node1').engine.id}|10.99.0.14:2376`;
    hand.goOn(seconds(60));
    expect(node2()).toMatchObject({
      status: 'Pending',
      error: `Engine (ID: ${id}, Addr: 10.99.0.14:2376) shows up with another ID:${other}. Please remove it from cluster, it can be added back.`,
    });
  });

  test('serves what it knows while the store is away, and learns nothing', () => {
    killContainer(hand.world, hand.host('kvstore'), requireContainer(hand.host('kvstore'), 'consul'), '9');
    hand.goOn(seconds(300));
    expect(nodes()).toHaveLength(3);
  });

  test('reads its list again a minute after its store went away', () => {
    const kvstore = hand.host('kvstore');
    const consul = requireContainer(kvstore, 'consul');
    strike('stop');
    killContainer(hand.world, kvstore, consul, '9');
    nodes();
    if (consul.state !== 'running') startContainer(hand.world, kvstore, consul);
    forget(hand.world, storeOf(hand.world, kvstore, consul)!, 'docker/swarm/nodes/10.99.0.14:2376');
    hand.goOn(seconds(50));
    expect(nodes()).toHaveLength(3);
    hand.goOn(seconds(15));
    expect(nodes()).toHaveLength(2);
  });

  test('lists a network as long as one of its engines listed it last', () => {
    const host = hand.host('swarm-manager');
    const listed = (): string[] => {
      nodes();
      return sharedNetworks(hand.managers.of(host, requireContainer(host, 'swarm-agent-master'))).map(
        ({ name }) => name,
      );
    };
    const request = { name: 'net', driver: 'overlay', subnet: '', gateway: '', isInternal: false, isAttachable: true };
    createNetwork(hand.world, host, { ...request, options: {}, labels: {} });
    hand.goOn(seconds(50));
    expect(listed()).toEqual(['net']);
    strike('power-off');
    removeNetwork(hand.world, host, 'net');
    hand.goOn(seconds(50));
    expect(listed()).toEqual(['net']);
    hand.goOn(seconds(140));
    expect(listed()).toEqual([]);
  });
});
