// What `npm start -- …` makes of its words.
import { describe, expect, test } from 'vitest';
import { readStart } from '../../../scripts/startOptions.ts';

describe('what is opened', () => {
  test.each([
    ['', { kind: 'simulated', world: 'article', machines: 0, fault: undefined }],
    ['--swarm-mode', { kind: 'simulated', world: 'swarm-mode', machines: 0, fault: undefined }],
    ['--empty', { kind: 'simulated', world: 'empty', machines: 0, fault: undefined }],
    ['--machines 500', { kind: 'simulated', world: 'machines', machines: 500, fault: undefined }],
    ['--lab', { kind: 'lab', orchestration: 'classic', isEmpty: false, fault: undefined }],
    ['--lab --swarm-mode --empty', { kind: 'lab', orchestration: 'swarm-mode', isEmpty: true, fault: undefined }],
    ['clusters', { kind: 'folder', folder: 'clusters' }],
  ])('%s', (words, start) => {
    expect(readStart(words.split(' ').filter(Boolean))).toEqual(start);
  });

  test('a fault is words', () => {
    expect(readStart(['--fault', 'freeze  swarm-node2'])).toMatchObject({ fault: ['freeze', 'swarm-node2'] });
    expect(readStart(['--lab', '--fault', 'freeze swarm-node2'])).toMatchObject({ fault: ['freeze', 'swarm-node2'] });
  });
});

describe('the node of a fault', () => {
  test.each([
    ['', 'swarm-node1'],
    ['--machines 5', 'swarm-node1'],
    ['--lab', 'swarm-node1'],
    ['--swarm-mode', 'cloud-worker1'],
    ['--lab --swarm-mode', 'cloud-worker1'],
  ])('node-frozen is one of the demo’s own: %s', (words, node) => {
    const argv = [...words.split(' ').filter(Boolean), '--fault', 'node-frozen'];
    expect(readStart(argv)).toMatchObject({ fault: ['freeze', node] });
  });

  test('a name alone is left to who knows the machines', () => {
    expect(readStart(['--fault', 'stop'])).toMatchObject({ fault: ['stop'] });
  });
});

describe('what makes no sense is refused in words', () => {
  test.each([
    ['--machines 2', '--machines 2: a number from 3 to 1000'],
    ['--machines many', '--machines many: a number from 3 to 1000'],
    ['--machines 10 --swarm-mode', 'no --swarm-mode there'],
    ['--lab --machines 10', '--machines is of simulated clusters'],
    ['--empty --fault node-frozen', 'there is no node with --empty'],
    ['clusters --lab', 'no --lab there'],
    ['clusters others', 'one folder, not 2'],
    ['--nosuch', 'nosuch'],
  ])('%s', (words, says) => {
    expect(() => readStart(words.split(' '))).toThrow(says);
  });
});
