/** Who of a swarm's managers hears whom, and whose clock is too far behind to join them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faults } from '../../../../src/simulator/world/faults.ts';
import type { Host, Swarm } from '../../../../src/simulator/world/nouns.ts';
import { meetsAt } from '../../../../src/simulator/world/ports.ts';
import { initSwarm, joinSwarm } from '../../../../src/simulator/world/swarmEntry.ts';
import { managedSwarm } from '../../../../src/simulator/world/swarmMembership.ts';
import { findNode } from '../../../../src/simulator/world/swarmNodes.ts';
import { HandWorld } from '../handWorld.ts';

let hand: HandWorld;
const address = '10.99.0.11';

beforeEach(async () => {
  hand = new HandWorld();
  hand.world.state.engineVersion = '26.1.5';
  for (const name of ['m1', 'm2', 'm3', 'w1']) await hand.machine(['create', '-d', 'virtualbox', name]);
  const wanted = { availability: 'active', addressPools: [], subnetSize: 24, dataPathPort: 4789, spec: {} } as const;
  initSwarm(hand.world, hand.host('m1'), { advertise: 'eth1', ...wanted });
  for (const name of ['m2', 'm3']) await join(name, swarm().managerToken);
});
afterEach(() => {
  hand.remove();
});

const swarm = (): Swarm => hand.world.state.swarms[0]!;
const join = (name: string, token: string): Promise<void> =>
  joinSwarm(hand.world, hand.host(name), 'eth1', { remotes: [`${address}:2377`], token, availability: 'active' });
const tell = (fault: string, verb: 'strike' | 'mend', host: Host, ...words: readonly string[]): void => {
  faults[fault]![verb]({ world: hand.world, host, words });
};

/** As the others list it. */
function listed(name: string): string {
  const { state, isReachable, id } = findNode(swarm(), name);
  return `${state} ${isReachable ? 'reachable' : 'unreachable'}${id === swarm().leaderId ? ' leader' : ''}`;
}

// As a 26.1.5 with port 2377 dropped both ways: unreachable first, down after a quarter of a minute, its API open all the time; reachable at once
// when it is mended, and down for more than 20 s.
test('a manager that is cut off from the others is unreachable while its engine answers, then down', () => {
  const m2 = hand.host('m2');
  const told: string[] = [];
  hand.world.onEvent(({ type, attributes }) => {
    if (type === 'node') told.push(JSON.stringify(attributes));
  });
  tell('cut-raft', 'strike', m2);
  hand.goOn(5000);
  expect(listed('m2')).toBe('ready unreachable');
  expect(told).toEqual([]);
  hand.goOn(15_000);
  expect(listed('m2')).toBe('down unreachable');
  expect(told).toHaveLength(1);
  expect(() => managedSwarm(hand.world, m2)).toThrow('does not have a leader');
  expect(managedSwarm(hand.world, hand.host('m1'))).toBe(swarm());
  expect(meetsAt(hand.world, hand.host('w1'), m2.address, 2377)).toBe('silent');
  expect(meetsAt(hand.world, hand.host('w1'), m2.address, 2376)).toBe('open');
  tell('cut-raft', 'mend', m2);
  hand.goOn(20_000);
  expect(listed('m2')).toBe('down reachable');
  hand.goOn(10_000);
  expect(listed('m2')).toBe('ready reachable');
});

test('a manager that was cut off is taken back at once when its engine starts again, and soon enough never down', () => {
  const m2 = hand.host('m2');
  tell('cut-raft', 'strike', m2);
  hand.goOn(20_000);
  tell('cut-raft', 'mend', m2);
  tell('restart', 'strike', m2);
  hand.goOn(1000);
  expect(listed('m2')).toBe('ready reachable');
  tell('cut-raft', 'strike', m2);
  hand.goOn(5000);
  tell('cut-raft', 'mend', m2);
  hand.goOn(1000);
  expect(listed('m2')).toBe('ready reachable');
});

test('a leader that is cut off is followed by another one', () => {
  tell('cut-raft', 'strike', hand.host('m1'));
  hand.goOn(20_000);
  expect(listed('m1')).toBe('down unreachable');
  expect(['m2', 'm3'].map(listed)).toContain('ready reachable leader');
});

test('two of three that are cut off leave nobody with a leader', () => {
  for (const name of ['m1', 'm2']) tell('cut-raft', 'strike', hand.host(name));
  for (const name of ['m1', 'm2', 'm3'])
    expect(() => managedSwarm(hand.world, hand.host(name))).toThrow('does not have a leader');
});

test('a host whose clock is further behind than the authority is old cannot join, one that is ahead can', async () => {
  const token = swarm().workerToken;
  const w1 = hand.host('w1');
  tell('skew-clock', 'strike', w1, '-3600');
  await expect(join('w1', token)).rejects.toThrow(/not yet valid: current time \S+Z is before \S+Z$/);
  tell('skew-clock', 'mend', w1);
  tell('skew-clock', 'strike', w1, '3600');
  await join('w1', token);
  expect(listed('w1')).toBe('ready reachable');
});
