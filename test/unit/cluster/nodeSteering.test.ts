// Whether a node may be changed: never so that managers lose their quorum or a running task its last place.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foreseeNode } from '../../../src/cluster/nodeSteering.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { NodeForesight, NodeVerb } from '../../../src/model/steering.ts';
import type { SwarmNode, SwarmService, SwarmTask, SwarmView } from '../../../src/model/swarmMode.ts';
import { swarmManager, swarmNode, swarmService, swarmTask } from '../swarmParts.ts';

const foresee = (view: SwarmView, name: string, verb: NodeVerb, isOurs = true): Outcome<NodeForesight> =>
  foreseeNode(
    view,
    view.nodes.find(({ hostname }) => hostname === name)!,
    verb,
    isOurs,
  );

function refusal(outcome: Outcome<NodeForesight>): Failure | undefined {
  return outcome.ok ? undefined : outcome.error;
}

function allowed(outcome: Outcome<NodeForesight>): NodeForesight {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

const swarm = (
  nodes: readonly SwarmNode[],
  services: readonly SwarmService[] = [],
  tasks: readonly SwarmTask[] = [],
): SwarmView => ({ nodes, services, tasks });

const away = { reachability: 'unreachable', isLeader: false, address: 'x:2377' } as const;

describe('managers', () => {
  const three = [swarmManager('m1'), swarmManager('m2'), swarmManager('m3'), swarmNode('w1')];
  const oneAway = [swarmManager('m1'), swarmManager('m2'), swarmManager('m3', { state: 'down', manager: away })];

  test.each<[string, readonly SwarmNode[], string, NodeVerb, NodeForesight['managers']]>([
    ['one of three becomes a worker', three, 'm2', 'demote', { count: 2, mayBeLost: 0 }],
    ['a worker becomes the fourth', three, 'w1', 'promote', { count: 4, mayBeLost: 1 }],
    ['one of two goes', three.slice(1), 'm3', 'remove', { count: 1, mayBeLost: 0 }],
    ['the one that is away goes', oneAway, 'm3', 'remove', { count: 2, mayBeLost: 0 }],
  ])('%s', (_, nodes, name, verb, managers) => {
    expect(allowed(foresee(swarm(nodes), name, verb)).managers).toEqual(managers);
  });

  test.each<NodeVerb>(['demote', 'remove'])('not below a quorum: %s', (verb) => {
    expect(refusal(foresee(swarm(oneAway), 'm2', verb))).toEqual({
      kind: 'quorumWouldBeLost',
      node: 'm2',
      managers: 2,
      reachable: 1,
      needed: 2,
    });
  });

  test('one on its way out is not counted on any more', () => {
    const leaving = swarmManager('m3', { role: 'worker' });
    expect(
      refusal(foresee(swarm([swarmManager('m1'), swarmManager('m2', { manager: away }), leaving]), 'm1', 'demote')),
    ).toMatchObject({ kind: 'quorumWouldBeLost', managers: 1, reachable: 0 });
  });

  test.each<NodeVerb>(['demote', 'remove'])('never the last one: %s', (verb) => {
    expect(refusal(foresee(swarm([swarmManager('m1'), swarmNode('w1')]), 'm1', verb))).toEqual({
      kind: 'lastManager',
      node: 'm1',
    });
  });

  test('who does not answer is not made one', () => {
    const nodes = [swarmManager('m1'), swarmNode('w1', { state: 'down' })];
    expect(refusal(foresee(swarm(nodes), 'w1', 'promote'))).toEqual({
      kind: 'nodeNotReady',
      node: 'w1',
      state: 'down',
    });
  });
});

describe('tasks', () => {
  const nodes = [
    swarmManager('m1', { labels: { rack: 'a' } }),
    swarmNode('w1', { labels: { rack: 'a' } }),
    swarmNode('w2'),
  ];
  const web = swarmService('web', { replicas: 2 });
  const agent = swarmService('agent', { mode: 'global', replicas: undefined });
  const tasks = [
    swarmTask('web', 1, 'w1'),
    swarmTask('web', 2, 'w2'),
    ...['m1', 'w1', 'w2'].map((node) => swarmTask('agent', undefined, node)),
  ];
  const whole = swarm(nodes, [web, agent], tasks);

  test('of a service move, of one on each node end', () => {
    expect(allowed(foresee(whole, 'w1', 'drain'))).toMatchObject({
      moves: ['web.1'],
      ends: ['agent.w1'],
      undo: 'activate',
    });
    expect(allowed(foresee(whole, 'w1', 'remove'))).toMatchObject({
      moves: ['web.1'],
      ends: ['agent.w1'],
      undo: undefined,
    });
  });

  test('stay where the node is only paused, or gets tasks again', () => {
    expect(allowed(foresee(whole, 'w1', 'pause'))).toMatchObject({ moves: [], ends: [], undo: 'activate' });
    const paused = swarm([...nodes.slice(0, 2), swarmNode('w2', { availability: 'pause' })], [web, agent], tasks);
    expect(allowed(foresee(paused, 'w2', 'activate'))).toMatchObject({ moves: [], undo: 'pause' });
  });

  test.each<NodeVerb>(['drain', 'pause', 'remove'])('have no other place: %s is refused', (verb) => {
    const others: Partial<SwarmNode>[] = [{ availability: 'drain' }, { availability: 'pause' }, { state: 'down' }];
    for (const other of others) {
      const view = swarm([swarmManager('m1', other), swarmNode('w1')], [web], [swarmTask('web', 1, 'w1')]);
      expect(refusal(foresee(view, 'w1', verb))).toEqual({ kind: 'noPlaceLeft', node: 'w1', tasks: ['web.1'] });
    }
  });

  test('a global service needs no other place', () => {
    const view = swarm([swarmManager('m1')], [agent], [swarmTask('agent', undefined, 'm1')]);
    expect(allowed(foresee(view, 'm1', 'drain')).ends).toEqual(['agent.m1']);
  });

  test('a new leader’s unknown nodes are places', () => {
    const view = swarm([swarmManager('m1', { state: 'unknown' }), swarmNode('w1')], [web], [swarmTask('web', 1, 'w1')]);
    expect(allowed(foresee(view, 'w1', 'drain')).moves).toEqual(['web.1']);
  });

  test.each([
    ['node.labels.rack==b', ['web.1']],
    ['node.labels.rack == A', []],
    ['node.labels.rack!=a', []],
    ['node.hostname==w1', ['web.1']],
    ['node.id!=id-w2', []],
    ['node.role==worker', []],
    ['engine.labels.disk==ssd', ['web.1']],
    ['engine.labels.disk!=ssd', []],
    ['node.platform.os==plan9', []],
    ['nonsense', []],
  ])('keep to their constraints: %s', (constraint, stranded) => {
    const bound = { ...web, placement: { constraints: [constraint], mostPerNode: 0 } };
    const outcome = foresee(swarm(nodes, [bound], tasks), 'w1', 'drain');
    expect(refusal(outcome)).toEqual(
      stranded.length === 0 ? undefined : { kind: 'noPlaceLeft', node: 'w1', tasks: stranded },
    );
  });

  test('leave for a role that they were bound to', () => {
    const bound = { ...web, placement: { constraints: ['node.role==worker'], mostPerNode: 0 } };
    const view = swarm(nodes, [bound], [swarmTask('web', 1, 'w1')]);
    expect(allowed(foresee(view, 'w1', 'promote'))).toMatchObject({ moves: ['web.1'] });
    const alone = swarm(nodes.slice(0, 2), [bound], [swarmTask('web', 1, 'w1')]);
    expect(refusal(foresee(alone, 'w1', 'promote'))).toMatchObject({ kind: 'noPlaceLeft', tasks: ['web.1'] });
  });

  test('where one node takes only so many, all but those have no place', () => {
    const most = { ...web, replicas: 4, placement: { constraints: [], mostPerNode: 2 } };
    const own = [
      swarmTask('web', 1, 'w1'),
      swarmTask('web', 2, 'w1'),
      swarmTask('web', 3, 'w2'),
      swarmTask('web', 4, 'm1'),
    ];
    expect(allowed(foresee(swarm(nodes, [most], own), 'w1', 'drain')).moves).toEqual(['web.1', 'web.2']);
    const two = swarm(nodes.slice(1), [most], own.slice(0, 3));
    expect(refusal(foresee(two, 'w1', 'drain'))).toMatchObject({ kind: 'noPlaceLeft', tasks: ['web.2'] });
  });

  test('that ended, or are ending, do not count', () => {
    const view = swarm(
      [swarmManager('m1')],
      [web],
      [swarmTask('web', 1, 'm1', { state: 'failed' }), swarmTask('web', 2, 'm1', { desired: 'shutdown' })],
    );
    expect(allowed(foresee(view, 'm1', 'drain')).moves).toEqual([]);
  });
});

describe('a node', () => {
  test('that is so already is not refused, and has no undo', () => {
    const alone = swarm([swarmManager('m1', { availability: 'drain' })]);
    expect(allowed(foresee(alone, 'm1', 'drain'))).toMatchObject({ isSo: true, undo: undefined });
    expect(allowed(foresee(alone, 'm1', 'promote'))).toMatchObject({ isSo: true });
  });

  test.each([
    ['ready', false, 'nodeOutOfReach'],
    ['unknown', false, 'nodeOutOfReach'],
    ['down', false, undefined],
    ['disconnected', false, undefined],
    ['ready', true, undefined],
  ] as const)('%s, a machine of the store: %s; removing it: %s', (state, isOurs, kind) => {
    const view = swarm([swarmManager('m1'), swarmNode('w1', { state })]);
    expect(refusal(foresee(view, 'w1', 'remove', isOurs))?.kind).toBe(kind);
  });
});

describe('whatever a swarm looks like', () => {
  const node = fc.record({
    isManager: fc.boolean(),
    isReachable: fc.boolean(),
    isLeaving: fc.boolean(),
    state: fc.constantFrom('ready', 'down', 'unknown'),
    availability: fc.constantFrom('active', 'pause', 'drain'),
    rack: fc.constantFrom('a', 'b'),
  });
  const service = fc.record({
    isGlobal: fc.boolean(),
    rack: fc.constantFrom(undefined, 'a', 'b'),
    mostPerNode: fc.constantFrom(0, 0, 1, 2),
    on: fc.array(fc.nat(), { maxLength: 4 }),
  });
  const world = fc
    .tuple(fc.array(node, { minLength: 1, maxLength: 7 }), fc.array(service, { maxLength: 3 }))
    .map(([nodes, services]): SwarmView => {
      const made = nodes.map(({ isManager, isReachable, isLeaving, state, availability, rack }, index) => {
        const name = `n${String(index)}`;
        const reachability = isReachable ? 'reachable' : 'unreachable';
        return swarmNode(name, {
          state,
          availability,
          labels: { rack },
          role: isManager && !isLeaving ? 'manager' : 'worker',
          manager: isManager ? { isLeader: false, reachability, address: `${name}:2377` } : undefined,
        });
      });
      return {
        nodes: made,
        services: services.map(({ isGlobal, rack, mostPerNode }, index) => {
          const constraints = rack === undefined ? [] : [`node.labels.rack==${rack}`];
          return swarmService(`s${String(index)}`, {
            ...(isGlobal ? { mode: 'global', replicas: undefined } : {}),
            placement: { constraints, mostPerNode },
          });
        }),
        tasks: services.flatMap(({ on }, index) =>
          on.map((at, slot) => swarmTask(`s${String(index)}`, slot + 1, `n${String(at % made.length)}`)),
        ),
      };
    });
  const verbs = fc.constantFrom<NodeVerb>('drain', 'pause', 'activate', 'promote', 'demote', 'remove');
  const changed = ({ id }: SwarmNode, verb: NodeVerb, nodes: readonly SwarmNode[]): SwarmNode[] =>
    nodes
      .filter((each) => !(verb === 'remove' && each.id === id))
      .map((each) => (verb === 'demote' && each.id === id ? { ...each, role: 'worker' as const } : each))
      .filter((each) => each.manager && each.role === 'manager');

  test('an allowed change of a manager leaves more than half of the rest, and at least one', () => {
    let refusals = 0;
    fc.assert(
      fc.property(world, fc.nat(), verbs, (view, at, verb) => {
        const target = view.nodes[at % view.nodes.length]!;
        const outcome = foreseeNode(view, target, verb, true);
        const isVoter = target.manager !== undefined || target.role === 'manager';
        if (!(verb === 'demote' || verb === 'remove') || !isVoter || (outcome.ok && outcome.value.isSo)) return;
        const left = changed(target, verb, view.nodes);
        const reachable = left.filter(({ manager }) => manager?.reachability === 'reachable').length;
        const isSafe = reachable * 2 > left.length;
        if (outcome.ok) expect(isSafe).toBe(true);
        // And what is safe is not refused for the managers' sake.
        else if (['lastManager', 'quorumWouldBeLost'].includes(outcome.error.kind)) {
          refusals += 1;
          expect(isSafe).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
    expect(refusals).toBeGreaterThan(50);
  });

  test('after an allowed drain, pause or removal every replicated task there has another place, each its own', () => {
    let refusals = 0;
    fc.assert(
      fc.property(world, fc.nat(), fc.constantFrom<NodeVerb>('drain', 'pause', 'remove'), (view, at, verb) => {
        const target = view.nodes[at % view.nodes.length]!;
        const outcome = foreseeNode(view, target, verb, true);
        if (outcome.ok ? outcome.value.isSo : outcome.error.kind !== 'noPlaceLeft') return;
        if (!outcome.ok) refusals += 1;
        expect(outcome.ok).toBe(allFindPlaces(view, target));
      }),
      { numRuns: 3000 },
    );
    expect(refusals).toBeGreaterThan(50);
  });

  /** Puts the tasks one by one where there is room, as an orchestrator would. */
  function allFindPlaces(view: SwarmView, target: SwarmNode): boolean {
    if (target.state === 'down') return true;
    return view.services.every(({ id, mode, placement }) => {
      if (mode === 'global') return true;
      const own = view.tasks.filter((task) => task.serviceId === id);
      const rack = placement?.constraints[0]?.at(-1);
      const places = view.nodes.filter(
        (each) =>
          each.id !== target.id &&
          each.availability === 'active' &&
          each.state !== 'down' &&
          (rack === undefined || each.labels['rack'] === rack),
      );
      const load = new Map(places.map((each) => [each.id, own.filter((task) => task.nodeId === each.id).length]));
      return own
        .filter((task) => task.nodeId === target.id)
        .every(() => {
          const place = places.find(
            (each) => placement?.mostPerNode === 0 || (load.get(each.id) ?? 0) < (placement?.mostPerNode ?? 0),
          );
          if (place) load.set(place.id, (load.get(place.id) ?? 0) + 1);
          return place !== undefined;
        });
    });
  }
});
