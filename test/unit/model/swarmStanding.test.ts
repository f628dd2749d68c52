// Where a node of a swarm can be reached, and what it is called.
import { expect, test } from 'vitest';
import { addressOf, nodeHandle } from '../../../src/model/swarmStanding.ts';
import { managerBody, nodeBody, viewOf, type Body } from '../swarmSamples.ts';

const nodesOf = (...nodes: readonly Body[]): ReturnType<typeof viewOf>['nodes'] =>
  viewOf({ nodes, services: [], tasks: [] }).nodes;

test.each(['0.0.0.0', '127.0.0.1', '::', '::1', ''])(
  'a manager that gives %j has the address that managers know',
  (Addr) => {
    const [node] = nodesOf(managerBody('m1', '10.0.0.1', true, { Status: { Addr } }));
    expect(node && addressOf(node)).toBe('10.0.0.1');
  },
);

test.each([
  ['10.0.0.5', '10.0.0.5'],
  ['127.0.0.1', '127.0.0.1'],
])('a worker that gives %s has that: there is nothing better', (Addr, address) => {
  const [node] = nodesOf(nodeBody('m1', Addr));
  expect(node && addressOf(node)).toBe(address);
});

test('a manager whose address is one keeps it, whatever other managers reach it by', () => {
  const change = { ManagerStatus: { Addr: '[fd00::1]:2377' } };
  expect(nodesOf(managerBody('m1', '10.0.0.1', true, change)).map(addressOf)).toEqual(['10.0.0.1']);
  const nowhere = { ...change, Status: { Addr: '0.0.0.0' } };
  expect(nodesOf(managerBody('m1', '10.0.0.1', true, nowhere)).map(addressOf)).toEqual(['fd00::1']);
});

test('a node is called by its name, or by its ID while another has that name', () => {
  const nodes = nodesOf(
    nodeBody('m1', '10.0.0.1'),
    nodeBody('m2', '10.0.0.2'),
    nodeBody('m2', '10.0.0.2', { ID: 'old' }),
  );
  expect(nodes.map((node) => nodeHandle(node, nodes))).toEqual(['m1', 'id-m2', 'old']);
});
