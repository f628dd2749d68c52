// What a command of swarm advertises, and what it is to advertise once its host has moved.
import { expect, test } from 'vitest';
import { advertisedBy, movedAddress, readvertised } from '../../../src/model/agentMove.ts';

const url = 'consul://10.0.0.1:8500';

test.each([
  [
    ['join', '--advertise', '10.0.0.5:2376', url],
    ['join', '--advertise', '10.0.0.9:2376', url],
  ],
  [
    ['join', '--advertise=10.0.0.5:2376', '--ttl', '30s', url],
    ['join', '--advertise=10.0.0.9:2376', '--ttl', '30s', url],
  ],
  [
    ['join', '--addr', '10.0.0.5:2376', url],
    ['join', '--addr', '10.0.0.9:2376', url],
  ],
  [
    ['--experimental', 'join', '-addr=10.0.0.5:2376', url],
    ['--experimental', 'join', '-addr=10.0.0.9:2376', url],
  ],
])('the address in %j', (command, expected) => {
  expect(advertisedBy(command)).toBe('10.0.0.5:2376');
  expect(readvertised(command, '10.0.0.9:2376')).toEqual(expected);
});

test('nothing is advertised by a command that does not say so', () => {
  expect(advertisedBy(['manage', '-H', 'tcp://0.0.0.0:3376', url])).toBeUndefined();
  expect(advertisedBy(['join', '--advertise'])).toBeUndefined();
  expect(readvertised(['join', '--advertise'], '10.0.0.9:2376')).toEqual(['join', '--advertise']);
});

test('a manager keeps its port, and other hosts are left alone', () => {
  const moved = (advertised: string) => movedAddress(advertised, '10.0.0.5:2376', '10.0.0.9:2377');
  expect(moved('10.0.0.5:2376')).toBe('10.0.0.9:2377');
  expect(moved('10.0.0.5:3376')).toBe('10.0.0.9:3376');
  expect(moved('10.0.0.55:2376')).toBeUndefined();
  expect(moved('10.0.0.5')).toBeUndefined();
  expect(movedAddress('[fd00::5]:3376', '[fd00::5]:2376', '[fd00::9]:2376')).toBe('[fd00::9]:3376');
});
