// Managers that fall silent while a plan runs: another one is asked, and one that is frozen costs a short question, not a long one each.
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { english } from '../../../src/base/text.ts';
import type { Telling } from '../../../src/cluster/execute.ts';
import { createPerform } from '../../../src/cluster/perform.ts';
import { planDown } from '../../../src/cluster/planDown.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { Action } from '../../../src/model/plan.ts';
import type { SwarmView } from '../../../src/model/swarmMode.ts';
import { FakeWorld } from '../fakeWorld.ts';
import { engine, machine, snapshot } from '../samples.ts';
import { addressOf, managerNames, membership, swarmView, wellSwarm } from '../swarms.ts';
import { withEngines } from './ownEngines.ts';

const names = [...managerNames, 'w1', 'w2'];
const leaderless: Failure = { kind: 'swarmWithoutLeader', address: '', said: 'The swarm does not have a leader.' };

interface Run {
  readonly asked: string[];
  readonly perform: (action: Action) => Promise<Outcome<void>>;
  /** Machines whose engine takes questions and answers none. */
  readonly frozen: Set<string>;
}

/** One run on a swarm of three managers; `answers` has the first word on each question, undefined: it is answered well. */
function run(answers: (asked: string) => Failure | undefined = () => undefined): Run {
  const fake = new FakeWorld();
  for (const name of names) fake.add(machine(name, { address: addressOf(name) }));
  const asked: string[] = [];
  const frozen = new Set<string>();
  let view: SwarmView = swarmView();
  const door = (name: string): EngineDoor => {
    const answer = async <T>(what: string, value: () => T): Promise<Outcome<T>> => {
      asked.push(`${name} ${what}`);
      if (frozen.has(name)) return err({ kind: 'engineSilent', address: name, after: 1, connected: true });
      const failure = answers(`${name} ${what}`);
      return failure ? err(failure) : ok(value());
    };
    return {
      ...fake.engineOf(name).door(),
      address: `${name}:2376`,
      ping: () => answer('ping', () => ({ clockSkew: undefined })),
      engine: () => answer('engine', () => engine(name, { swarm: membership(name) })),
      swarm: {
        view: () => answer('view', () => view),
        joinTokens: () => answer('tokens', () => ({ worker: 'w', manager: 'm' })),
        join: ({ managers }) => answer(`join ${managers.join()}`, () => undefined),
        leave: () => answer('leave', () => undefined),
        updateNode: (id, { role, availability }) =>
          answer(`update ${id}`, () => {
            const nodes = view.nodes.map((node) =>
              node.id === id
                ? {
                    ...node,
                    availability: availability ?? node.availability,
                    ...(role === 'worker' ? { role, manager: undefined } : {}),
                  }
                : node,
            );
            view = { ...view, nodes };
          }),
        removeNode: (id) => answer(`remove ${id}`, () => undefined),
      } as Partial<EngineDoor['swarm']> as EngineDoor['swarm'],
    };
  };
  const patience = { store: 100, nodes: 100, unlisted: 100, swarm: 2000, between: 1, probe: 100 };
  const bound = createPerform(withEngines(fake, door), { t: english, patience });
  const telling: Telling = { signal: new AbortController().signal, stage: () => undefined, said: () => undefined };
  return { asked, frozen, perform: (action) => bound(action, telling) };
}

const node = (name: string) => ({ id: `node-${name}`, hostname: name });
const through = { via: 'm1', others: ['m2', 'm3'] };
const forget = (name: string): Action => ({ kind: 'removeNode', ...through, node: node(name) });
const demote = (name: string, others = through.others): Action => ({
  kind: 'updateNode',
  via: 'm1',
  others,
  node: node(name),
  change: { role: 'worker' },
});
const join = (name: string): Action => ({
  kind: 'joinSwarm',
  ...through,
  machine: name,
  as: { role: 'worker', interface: 'eth1', availability: 'active' },
});

describe('a manager that is frozen', () => {
  test('hears of no change, and is not even pinged by the steps that follow', async () => {
    const { asked, perform, frozen } = run();
    frozen.add('m1');
    expect(await perform(forget('w1'))).toEqual(ok(undefined));
    expect(await perform(forget('w2'))).toEqual(ok(undefined));
    expect(asked).toEqual(['m1 ping', 'm2 ping', 'm2 remove node-w1', 'm2 ping', 'm2 remove node-w2']);
  });

  test('in the middle of a run: others go on, for changes of nodes and for joins', async () => {
    const { asked, perform, frozen } = run();
    expect(await perform(demote('m3'))).toEqual(ok(undefined));
    frozen.add('m1');
    asked.length = 0;
    expect(await perform(demote('m2'))).toEqual(ok(undefined));
    expect(await perform(join('w1'))).toEqual(ok(undefined));
    expect(asked.filter((each) => each.startsWith('m1'))).toEqual(['m1 ping']);
    expect(asked).toContain('w1 join 10.0.0.2:2377');
  });

  test('between its ping and the change: that is made through another, once it has a leader', async () => {
    let elections = 3;
    const { asked, perform, frozen } = run((question) => {
      if (question === 'm1 update node-m3') {
        frozen.add('m1');
        return { kind: 'engineSilent', address: 'm1', after: 60_000, connected: true };
      }
      return question.startsWith('m2 update') && (elections -= 1) >= 0 ? leaderless : undefined;
    });
    expect(await perform(demote('m3', ['m2']))).toEqual(ok(undefined));
    expect(asked.filter((each) => !each.startsWith('m2 ping'))).toEqual([
      'm1 ping',
      'm1 update node-m3',
      ...Array<string>(4).fill('m2 update node-m3'),
      'm2 view',
    ]);
  });

  test('with nobody else to ask costs its long deadline once', async () => {
    const { asked, perform, frozen } = run();
    frozen.add('m1');
    const alone: Action = { kind: 'removeNode', via: 'm1', node: node('w1') };
    expect(await perform(alone)).toMatchObject({ error: { kind: 'engineSilent' } });
    expect(await perform(alone)).toMatchObject({ error: { kind: 'engineSilent' } });
    expect(asked).toEqual(['m1 remove node-w1', 'm1 ping']);
    frozen.clear();
    expect(await perform(alone)).toEqual(ok(undefined));
    asked.length = 0;
    await perform(alone);
    expect(asked).toEqual(['m1 remove node-w1']);
  });
});

test('who manages no more is passed over; where nobody can do it, the reason is that of the whole swarm', async () => {
  const { perform } = run((question) =>
    question === 'm1 remove node-w1' ? { kind: 'notAManager', address: 'm1' } : undefined,
  );
  expect(await perform(forget('w1'))).toEqual(ok(undefined));
  const locked = run((question) => {
    if (!question.includes('remove')) return undefined;
    return question.startsWith('m2') ? { kind: 'swarmLocked', address: 'm2' } : { kind: 'notInSwarm', address: 'm1' };
  });
  expect(await locked.perform(forget('w1'))).toMatchObject({ error: { kind: 'swarmLocked' } });
});

test('a plan names the managers that are asked in place of the first, but never the one that it is about', () => {
  const { machines, cluster } = wellSwarm();
  const plan = planDown(cluster, snapshot(machines, [cluster]), { removeVolumes: false });
  const asks = (plan.ok ? plan.value.steps : []).flatMap(({ id, action }) =>
    action.kind === 'updateNode' || action.kind === 'removeNode'
      ? [`${id}: ${[action.via, ...(action.others ?? [])].join(' ')}`]
      : [],
  );
  expect(asks).toContain('forget w1: m1 m2 m3');
  expect(asks).toContain('demote m2: m1 m3');
  expect(asks).toContain('forget m3: m1 m2');
});
