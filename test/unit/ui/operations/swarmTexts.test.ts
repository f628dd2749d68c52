// What a person reads round a change of a swarm: what goes, what moves, what takes it back.
import { describe, expect, test } from 'vitest';
import { english as t } from '../../../../src/base/text.ts';
import type {
  NodeForesight,
  NodeSteered,
  NodeVerb,
  ServiceForesight,
  ServiceSteered,
} from '../../../../src/model/steering.ts';
import { nodeDetail, nodeEnd, nodeVerbs } from '../../../../src/ui/operations/nodeTexts.ts';
import {
  progressWords,
  serviceDetail,
  serviceEnd,
  serviceQuestion,
  serviceVerbs,
} from '../../../../src/ui/operations/serviceTexts.ts';
import { swarmManager, swarmNode, swarmService } from '../../swarmParts.ts';

const verbs: readonly NodeVerb[] = ['drain', 'pause', 'activate', 'promote', 'demote', 'remove'];

const foresight = (verb: NodeVerb, wanted: Partial<NodeForesight> = {}): NodeForesight => ({
  node: swarmNode('n3'),
  verb,
  isSo: false,
  moves: [],
  ends: [],
  managers: { count: 3, mayBeLost: 1 },
  undo: undefined,
  ...wanted,
});

const steered = (verb: NodeVerb, wanted: Partial<NodeSteered> = {}): NodeSteered => ({
  cluster: 'cloud',
  node: 'n3',
  id: 'id-n3',
  verb,
  isChanged: true,
  isConverged: true,
  moved: [],
  ended: [],
  managers: { count: 3, mayBeLost: 1 },
  undo: undefined,
  ...wanted,
});

describe('a node', () => {
  test('no two verbs are spoken of in the same words', () => {
    for (const speak of [
      (verb: NodeVerb) => nodeVerbs[verb].button(t),
      (verb: NodeVerb) => nodeVerbs[verb].which(t),
      (verb: NodeVerb) => nodeVerbs[verb].title('n3', t),
      (verb: NodeVerb) => nodeVerbs[verb].question('n3', t),
      (verb: NodeVerb) => nodeDetail(foresight(verb), t),
      (verb: NodeVerb) => nodeEnd(steered(verb), t),
    ]) {
      const all = verbs.map(speak);
      expect(new Set(all).size).toBe(verbs.length);
      for (const text of all) expect(text).not.toMatch(/undefined|\{\d/);
    }
  });

  test('before it is drained: what moves, what ends, what takes it back', () => {
    const detail = nodeDetail(
      foresight('drain', { moves: ['web.2', 'api.1'], ends: ['agent.n3'], undo: 'activate' }),
      t,
    );
    expect(detail).toBe(
      [
        'It gets no more service tasks. Containers that were started by hand stay.',
        'These tasks move to other nodes: web.2, api.1.',
        'These tasks end: agent.n3.',
        'Activate Node undoes this.',
      ].join('\n\n'),
    );
  });

  test.each<[NodeVerb, NodeForesight['managers'], string]>([
    ['promote', { count: 3, mayBeLost: 1 }, 'With 3 managers, 1 of them may fail.'],
    ['promote', { count: 5, mayBeLost: 2 }, 'With 5 managers, 2 of them may fail.'],
    [
      'promote',
      { count: 4, mayBeLost: 1 },
      'With 4 managers, 1 of them may fail. ⚠ An even number of managers tolerates no more failures than one fewer.',
    ],
    ['demote', { count: 1, mayBeLost: 0 }, 'With 1 manager, nothing can be changed if it fails.'],
    [
      'remove',
      { count: 2, mayBeLost: 0 },
      'With 2 managers, all are needed: none of them may fail. ⚠ An even number of managers tolerates no more failures than one fewer.',
    ],
  ])('before a manager comes or goes, what that means for the others: %s %j', (verb, managers, words) => {
    expect(nodeDetail(foresight(verb, { node: swarmManager('n3'), managers }), t)).toContain(words);
  });

  test('a worker that goes is nothing to the managers', () => {
    expect(nodeDetail(foresight('remove'), t)).not.toContain('managers,');
  });

  test('of the leader it is said that it leads', () => {
    const manager = { isLeader: true, reachability: 'reachable', address: 'n3:2377' } as const;
    expect(nodeDetail(foresight('demote', { node: swarmManager('n3', { manager }) }), t)).toContain('It is the leader');
  });

  test('of one that is down only the entry goes, named by its id', () => {
    expect(nodeDetail(foresight('remove', { node: swarmNode('n3', { state: 'down' }) }), t)).toBe(
      'It is down: only its entry is removed (id-n3). Its machine stays in the store.',
    );
  });

  test.each<[NodeSteered, string]>([
    [
      steered('drain', { moved: ['web.2'], undo: 'activate' }),
      'n3 is drained: web.2 moved. Activate Node undoes this.',
    ],
    [steered('drain', { ended: ['agent.n3'] }), 'n3 is drained: agent.n3 ended.'],
    [steered('drain', { moved: ['a', 'b', 'c', 'd', 'e', 'f'] }), 'n3 is drained: a, b, c, d and 2 more moved.'],
    [steered('drain', { isChanged: false }), 'n3 is already drained.'],
    [
      steered('drain', { isConverged: false, undo: 'activate' }),
      'n3 is drained. Continues in the background. Activate Node undoes this.',
    ],
    [
      steered('activate', { undo: 'drain' }),
      'n3 is active again. Tasks that moved away come back only when their service is restarted. Drain Node undoes this.',
    ],
    [steered('demote', { managers: { count: 1, mayBeLost: 0 } }), 'n3 is now a worker; 1 manager is left.'],
  ])('when it is done: %#', (done, words) => {
    expect(nodeEnd(done, t)).toBe(words);
  });
});

describe('a service', () => {
  const web = swarmService('web', { replicas: 3 });
  const scaling = (replicas: number): ServiceForesight => ({
    service: web,
    verb: { kind: 'scale', replicas },
    isSo: false,
    running: 3,
    desired: replicas,
  });
  const will = (kind: 'restart' | 'rollBack' | 'remove', wanted: Partial<ServiceForesight> = {}): ServiceForesight => ({
    service: web,
    verb: { kind },
    isSo: false,
    running: 3,
    desired: 3,
    ...wanted,
  });
  const done = (verb: ServiceSteered['verb'], wanted: Partial<ServiceSteered> = {}): ServiceSteered => ({
    cluster: 'cloud',
    service: 'web',
    verb,
    isChanged: true,
    isConverged: true,
    running: 3,
    desired: 3,
    before: 1,
    stack: undefined,
    ...wanted,
  });

  test('no two verbs are spoken of in the same words', () => {
    const kinds = ['scale', 'restart', 'rollBack', 'remove'] as const;
    for (const speak of [
      (kind: (typeof kinds)[number]) => serviceVerbs[kind].button(t),
      (kind: (typeof kinds)[number]) => serviceVerbs[kind].which(t),
      (kind: (typeof kinds)[number]) => serviceVerbs[kind].title('web', t),
      (kind: (typeof kinds)[number]) => serviceQuestion(kind === 'scale' ? scaling(1) : will(kind), t),
      (kind: (typeof kinds)[number]) => serviceDetail(kind === 'scale' ? scaling(1) : will(kind), t),
      (kind: (typeof kinds)[number]) => serviceEnd(done(kind), t),
    ])
      expect(new Set(kinds.map(speak)).size).toBe(kinds.length);
  });

  test('before fewer tasks: how many end, and what takes it back', () => {
    expect(serviceDetail(scaling(1), t)).toBe('2 of its 3 tasks end.\n\nScaling back to 3 starts new ones.');
    expect(serviceDetail(scaling(0), t)).toContain('All of its 3 tasks end; the service itself stays.');
  });

  test('before it is removed: whether anything brings it back', () => {
    expect(serviceDetail(will('remove'), t)).toContain('This cannot be undone');
    expect(serviceDetail(will('remove', { service: swarmService('web', { stack: 'shop' }) }), t)).toContain(
      'Deploy that stack again to restore it',
    );
  });

  test('before it is rolled back: what became of its last update', () => {
    const service = swarmService('web', { update: { state: 'paused', message: 'update paused due to failure' } });
    expect(serviceDetail(will('rollBack', { service }), t)).toContain('Its last update: update paused due to failure');
  });

  test.each<[ServiceSteered, string]>([
    [done('scale'), 'web is scaled to 3. 3 of 3 run.'],
    [done('scale', { isChanged: false }), 'web is already scaled to 3.'],
    [done('restart'), 'web is restarted. 3 of 3 run.'],
    [done('restart', { isConverged: false }), 'web is being restarted. Continues in the background.'],
    [done('rollBack', { running: 2 }), 'web is rolled back. 2 of 3 run.'],
    [done('remove', { stack: 'shop' }), 'The service web is removed. To restore it, deploy the stack shop again.'],
    [done('remove', { isConverged: false }), 'The service web is removed. Its tasks are still ending.'],
  ])('when it is done: %#', (steered_, words) => {
    expect(serviceEnd(steered_, t)).toBe(words);
  });

  test('progress', () => {
    expect(progressWords({ kind: 'tasks', done: 2, of: 5 }, t)).toBe('2 of 5 tasks');
    expect(progressWords({ kind: 'stage', stage: 'leaving' }, t)).toBe('leaving the swarm');
  });
});
