// Which node of a swarm is which machine.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/model/failure.ts';
import { findSwarmNode, hostsOf, isStaleTwin, strangersAmong } from '../../../src/model/swarmNode.ts';
import { failed, machine, seen, seenMachine } from '../samples.ts';
import { asManager, swarmEngine, swarmNode, swarmView } from '../swarms.ts';

const silent: Failure = { kind: 'engineSilent', address: '10.0.0.5:2376', after: 3000, connected: true };
const answering = (name: string, nodeId: string, address?: string) =>
  seenMachine(machine(name, { address }), { engine: seen({ engine: swarmEngine(name, { nodeId }), containers: [] }) });
const never = (name: string, address?: string) => seenMachine(machine(name, { address }), { engine: failed(silent) });

describe('the node of a machine', () => {
  const nodes = [
    swarmNode('m1', { id: 'a', address: '0.0.0.0' }),
    swarmNode('w1', { id: 'b', address: '10.0.0.4' }),
    swarmNode('w1', { id: 'c', address: '10.0.0.9', state: 'down' }),
    swarmNode('renamed', { id: 'd', address: '10.0.0.5' }),
  ];
  test.each([
    ['by what its engine says, wherever that node is', answering('x', 'c', '10.0.0.4'), 'c'],
    ['by its address', never('x', '10.0.0.5'), 'd'],
    ['by its address as a manager', never('x', '10.0.0.1'), 'a'],
    ['by its name while nothing else is known: the one that is not down', never('w1'), 'b'],
    ['not by its name while its address is known', never('w1', '10.9.9.9'), undefined],
    ['not by its name while its engine says that it is another', answering('w1', 'zzz'), undefined],
    ['not at an address that is everybody’s', never('x', '0.0.0.0'), undefined],
  ])('is found %s', (_how, seenIt, expected) => {
    expect(findSwarmNode(nodes, seenIt)?.id).toBe(expected);
  });

  test('that joined anew is the living one of two at its address, whichever comes first', () => {
    const twins = [swarmNode('w1', { id: 'old', state: 'down' }), swarmNode('w1', { id: 'new' })];
    for (const both of [twins, twins.toReversed()])
      expect(findSwarmNode(both, never('w1', '10.0.0.4'))?.id).toBe('new');
    expect(findSwarmNode(twins.slice(0, 1), never('w1', '10.0.0.4'))?.id).toBe('old');
  });
});

test('nodes that are no machine of these are strangers', () => {
  const machines = ['m1', 'm2', 'w1'].map((name) => answering(name, `node-${name}`));
  expect(strangersAmong(swarmView().nodes, machines).map(({ hostname }) => hostname)).toEqual(['m3', 'w2']);
});

describe('an entry that a host left behind', () => {
  const old = swarmNode('w1', { id: 'old', state: 'down' });
  test.each([
    ['is down while another of its name is not', swarmNode('w1', { id: 'new' }), true],
    ['is none while both are down: who knows which comes back', swarmNode('w1', { id: 'new', state: 'down' }), false],
    ['is none without another of its name', swarmNode('w2'), false],
  ])('%s', (_what, other, expected) => {
    expect(isStaleTwin(old, [old, other])).toBe(expected);
    expect(isStaleTwin(swarmNode('w1'), [old, swarmNode('w1')])).toBe(false);
  });
});

test('a node is where its managers and its heartbeats say', () => {
  expect(hostsOf(swarmNode('m1', { address: '0.0.0.0' }))).toEqual(['10.0.0.1']);
  expect(hostsOf(swarmNode('w1'))).toEqual(['10.0.0.4']);
  const v6 = swarmNode('m1', { address: 'fd00::1', manager: asManager('m1', { address: '[fd00::1]:2377' }) });
  expect(hostsOf(v6)).toEqual(['fd00::1', 'fd00::1']);
});

test('whatever is listed: a machine is one of the nodes or none, the same whatever their order', () => {
  const node = fc
    .record({
      hostname: fc.constantFrom('m1', 'w1', 'x'),
      address: fc.constantFrom('10.0.0.1', '10.0.0.4', '', '0.0.0.0'),
      state: fc.constantFrom('ready', 'down', 'unknown'),
    })
    .map(({ hostname, ...wanted }) => swarmNode(hostname, wanted));
  fc.assert(
    fc.property(fc.array(node), fc.constantFrom('10.0.0.1', '10.0.0.4', undefined), (some, address) => {
      const nodes = some.map((each, index) => ({ ...each, id: String(index) }));
      const found = findSwarmNode(nodes, never('w1', address));
      const other = findSwarmNode(nodes.toReversed(), never('w1', address));
      expect(found === undefined || nodes.includes(found)).toBe(true);
      expect(other?.state === 'down').toBe(found?.state === 'down');
      expect(other === undefined).toBe(found === undefined);
    }),
  );
});
