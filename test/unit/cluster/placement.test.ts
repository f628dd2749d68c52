// Whether the other nodes have room for what a node gives up, by what they have and what is set aside there.
import { describe, expect, test } from 'vitest';
import { foreseeNode } from '../../../src/cluster/nodeSteering.ts';
import type { NodeVerb } from '../../../src/model/steering.ts';
import type { Resources, SwarmNode, SwarmService, SwarmTask } from '../../../src/model/swarmMode.ts';
import { swarmManager, swarmNode, swarmService, swarmTask } from '../swarmParts.ts';

const gigabytes = (count: number): number => count * 2 ** 30;
const reserving = (name: string, reservation: Partial<Resources>): SwarmService =>
  swarmService(name, { reservation: { cpus: 0, memory: 0, ...reservation } });

/** The tasks that have no place beside w1; none: it may be changed. */
function stranded(
  others: readonly Partial<SwarmNode>[],
  services: readonly SwarmService[],
  tasks: readonly SwarmTask[],
  verb: NodeVerb = 'drain',
): readonly string[] {
  const node = swarmNode('w1', { memory: gigabytes(8), cpus: 8 });
  const beside = others.map((each, index) => swarmManager(`m${String(index + 1)}`, { memory: gigabytes(8), ...each }));
  const foreseen = foreseeNode({ nodes: [...beside, node], services, tasks }, node, verb, true);
  if (foreseen.ok) return [];
  return foreseen.error.kind === 'noPlaceLeft' ? foreseen.error.tasks : [foreseen.error.kind];
}

describe('a task that reserves', () => {
  const database = reserving('db', { memory: gigabytes(4) });
  const own = swarmTask('db', 1, 'w1');

  test.each<NodeVerb>(['drain', 'pause', 'remove'])('more than the other nodes have has no place there: %s', (verb) => {
    expect(stranded([{ memory: gigabytes(1) }], [database], [own], verb)).toEqual(['db.1']);
    expect(stranded([{ memory: gigabytes(1) }, { memory: gigabytes(4) }], [database], [own], verb)).toEqual([]);
  });

  test('finds what is left there, with what is on its way to run', () => {
    const there = swarmTask('db', 2, 'm1', { state: 'preparing' });
    expect(stranded([{ memory: gigabytes(7) }], [database], [own, there])).toEqual(['db.1']);
    expect(stranded([{ memory: gigabytes(7) }], [database], [own, { ...there, desired: 'shutdown' }])).toEqual([]);
    expect(stranded([{ memory: gigabytes(8) }], [database], [own, there])).toEqual([]);
  });

  test('processors counts too, in fractions', () => {
    const busy = reserving('busy', { cpus: 0.1 });
    const tasks = [1, 2, 3].map((slot) => swarmTask('busy', slot, 'w1'));
    expect(stranded([{ cpus: 0.3 }], [busy], tasks)).toEqual([]);
    expect(stranded([{ cpus: 0.2 }], [busy], tasks)).toEqual(['busy.3']);
  });

  test('is taken to fit where a node does not tell what it has', () => {
    expect(stranded([{ memory: 0 }], [database], [own])).toEqual([]);
  });
});

describe('tasks of several services', () => {
  test('share what is left, each of which would have had a place alone', () => {
    const services = [reserving('a', { memory: gigabytes(3) }), reserving('b', { memory: gigabytes(2) })];
    const tasks = [swarmTask('a', 1, 'w1'), swarmTask('b', 1, 'w1')];
    expect(stranded([{ memory: gigabytes(4) }], services, tasks)).toEqual(['b.1']);
  });

  test('are put where both have a place, whichever the list names first', () => {
    const services = [reserving('small', { memory: gigabytes(1) }), reserving('large', { memory: gigabytes(4) })];
    const tasks = [swarmTask('small', 1, 'w1'), swarmTask('large', 1, 'w1')];
    expect(stranded([{ memory: gigabytes(4) }, { memory: gigabytes(1) }], services, tasks)).toEqual([]);
  });

  test('are put where they leave the least over, so that the others have a place after them', () => {
    const services = [reserving('large', { memory: gigabytes(5) }), reserving('small', { memory: gigabytes(3) })];
    const tasks = [swarmTask('large', 1, 'w1'), swarmTask('small', 1, 'w1'), swarmTask('small', 2, 'w1')];
    expect(stranded([{ memory: gigabytes(6) }, { memory: gigabytes(5) }], services, tasks)).toEqual([]);
    expect(stranded([{ memory: gigabytes(5) }, { memory: gigabytes(6) }], services, tasks)).toEqual([]);
  });

  test('that reserve nothing fit beside any that do', () => {
    const services = [reserving('full', { memory: gigabytes(8) }), swarmService('web')];
    expect(stranded([{}], services, [swarmTask('full', 1, 'm1'), swarmTask('web', 1, 'w1')])).toEqual([]);
  });
});
