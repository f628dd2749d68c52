// What the dialog before a run says: what goes and what is to be known in full, and of the steps as many as there is room for.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Plan, Step } from '../../../../src/model/plan.ts';
import type { Warning } from '../../../../src/model/planWarning.ts';
import { dialogText, machinesGone } from '../../../../src/ui/runs/dialogText.ts';
import { newWorld } from '../../cluster/modelWorld.ts';
import { planned } from '../../cluster/planning.ts';
import { withNetwork } from '../../cluster/storeClusters.ts';

const step = (id: string, action: Step['action'], cause: Step['cause'] = { kind: 'missing' }): Step => ({
  id,
  action,
  after: [],
  cause,
  undo: undefined,
  mayFail: false,
});
const plan = (verb: Plan['verb'], steps: readonly Step[], warnings: readonly Warning[] = []): Plan => ({
  verb,
  cluster: 'demo',
  steps,
  warnings,
  standing: [],
});
const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `m${String(index + 1)}`);
const start = (machine: string): Step => step(`start ${machine}`, { kind: 'startMachine', machine });
const remove = (machine: string): Step =>
  step(`remove ${machine}`, { kind: 'removeMachine', machine, driver: 'virtualbox' }, { kind: 'leftover' });
const empty = (machine: string): Step =>
  step(`empty ${machine}`, { kind: 'removeContainer', machine, container: 'swarm-agent' }, { kind: 'goes' });

describe('up', () => {
  test('of the article: a line for each step, without flags, and one reason for what is open', () => {
    expect(dialogText(planned(withNetwork, newWorld().snapshot()), english)).toBe(
      `
1. create kvstore — virtualbox
2. check the engine of kvstore — must be older than 23.0, so that engines can join the store
3. pull hashicorp/consul:1.20.6 — on kvstore
4. run hashicorp/consul:1.20.6 — on kvstore
5. wait until consul answers
6. create swarm-manager — virtualbox
7. create swarm-node1 — virtualbox
8. create swarm-node2 — virtualbox
9. wait until 3 nodes healthy
10. re-register swarm-manager — engines that started together may not have discovered each other
11. create network my-net — 10.10.0.0/24

○ The key-value store works: kvstore is not created yet
○ Every host reaches the key-value store: swarm-manager is not created yet; 2 more
○ Every host runs a Docker engine: swarm-manager is not created yet; 2 more
✓ Hostnames are unique
`.trim(),
    );
  });

  test('of many steps shows the first, and counts the others', () => {
    expect(dialogText(plan('up', names(15).map(start)), english).split('\n')).toHaveLength(15);
    const lines = dialogText(plan('up', names(40).map(start)), english).split('\n');
    expect(lines).toHaveLength(15);
    expect(lines.slice(-2)).toEqual(['14. start m14', 'and 26 more']);
  });

  test('shows all that it removes, and why, however much that is', () => {
    const lines = dialogText(plan('up', [...names(20).map(start), ...names(20).map(remove)]), english).split('\n');
    expect(lines.filter((line) => line.includes('remove m'))).toHaveLength(20);
    expect(lines.at(-2)).toBe('40. remove m20 — virtualbox, left by a failed create');
    expect(lines.at(-1)).toBe('and 20 more');
  });

  test('shows all that takes away, drains or restarts what stands, however much that is', () => {
    const node = { id: 'n', hostname: 'w1' };
    const taking: readonly Step[] = [
      step('leave w1', { kind: 'leaveSwarm', machine: 'w1' }),
      step('forget w1', { kind: 'removeNode', node, via: 'm1' }),
      step('drain w1', { kind: 'updateNode', node, via: 'm1', change: { availability: 'drain' } }),
      step('demote w1', { kind: 'updateNode', node, via: 'm1', change: { role: 'worker' } }),
      step('restore w1', { kind: 'restoreEngine', machine: 'w1', containers: [], leavesSwarm: false }),
    ];
    const giving = step('activate w1', { kind: 'updateNode', node, via: 'm1', change: { availability: 'active' } });
    const lines = dialogText(plan('up', [...names(20).map(start), giving, ...taking]), english).split('\n');
    expect(lines).toHaveLength(15);
    expect(lines.slice(-6)).toEqual([
      '22. remove w1 from its swarm',
      '23. remove node w1 from the list',
      '24. drain w1',
      '25. demote w1',
      '26. start the engine of w1 — an interrupted create leaves it stopped',
      'and 12 more',
    ]);
  });

  test('numbers its steps without holes: each removal has a line of its own', () => {
    expect(dialogText(plan('up', [empty('m1'), empty('m2'), start('m3')]), english)).toBe(
      `
1. remove container swarm-agent — on m1
2. remove container swarm-agent — on m2
3. start m3
`.trim(),
    );
  });

  test('has the warnings before the steps, all of them, and fewer steps for that', () => {
    const warnings = names(20).map((machine): Warning => ({ kind: 'adopted', machine }));
    const lines = dialogText(plan('up', names(40).map(start), warnings), english).split('\n');
    expect(lines.slice(0, 20).every((line) => line.startsWith('⚠ '))).toBe(true);
    expect(lines.slice(21)).toEqual([
      ...names(4).map((name, index) => `${String(index + 1)}. start ${name}`),
      'and 36 more',
    ]);
  });
});

describe('down', () => {
  test('names the machines that go once', () => {
    const down = plan('down', names(12).map(remove));
    expect(machinesGone(down)).toEqual(names(12));
    expect(dialogText(down, english)).toBe(`These machines are removed: ${names(12).join(', ')}.`);
  });

  test('says what is done before in a line for all machines, and what else is to be known above it', () => {
    const steps = names(3).flatMap((machine) => [empty(machine), remove(machine)]);
    expect(dialogText(plan('down', steps), english, 'Besides.')).toBe(
      'These machines are removed: m1, m2, m3.\n\nBesides.\n\nBefore that:\nremove container swarm-agent — on m1, m2, m3',
    );
  });

  test('says in a line for all what is done to many hosts before they go', () => {
    const steps = names(20).flatMap((machine) => {
      const node = { id: machine, hostname: machine };
      return [
        step(`drain ${machine}`, { kind: 'updateNode', node, via: 'm1', change: { availability: 'drain' } }),
        step(`leave ${machine}`, { kind: 'leaveSwarm', machine }),
        step(`forget ${machine}`, { kind: 'removeNode', node, via: 'm1' }),
        remove(machine),
      ];
    });
    const restore = (machine: string): Step =>
      step(`restore ${machine}`, { kind: 'restoreEngine', machine, containers: [], leavesSwarm: true });
    const all = names(20).join(', ');
    expect(dialogText(plan('down', [...steps, restore('m21')]), english)).toBe(
      `
These machines are removed: ${all}.

Before that:
drain ${all}
remove ${all} from their swarm
remove nodes ${all} from the list
remove m21 from its swarm over SSH — its engine does not answer from here
`.trim(),
    );
  });

  test('says of many machines in one line what is the same for all', () => {
    const warnings: readonly Warning[] = [
      { kind: 'containersGo', machine: 'm1', containers: ['c1', 'c3'] },
      { kind: 'hostLivesOn', machine: 'm2' },
      { kind: 'containersGo', machine: 'm2', containers: ['c2'] },
      { kind: 'hostLivesOn', machine: 'm3' },
      { kind: 'contentsUnknown', machine: 'm4' },
      { kind: 'networksGo', networks: ['my-net'] },
      { kind: 'contentsUnknown', machine: 'm5' },
    ];
    expect(dialogText(plan('down', [], warnings), english).split('\n')).toEqual([
      '⚠ These containers are deleted too: c1, c3 on m1; c2 on m2.',
      '⚠ Everything on m4, m5 is deleted too. Its contents are unknown because its engine never answered.',
      '⚠ These overlay networks are deleted too: my-net.',
      '⚠ The hosts of m2, m3 are kept; only what the cluster added to them is removed.',
    ]);
    expect(dialogText(plan('down', [], warnings.slice(0, 2)), english).split('\n')).toEqual([
      '⚠ On m1 these containers are deleted too: c1, c3.',
      '⚠ The host of m2 is kept; only what the cluster added to it is removed.',
    ]);
  });
});

test('a rollback in which no machine goes is nothing that is done beforehand', () => {
  const network = step('remove a', { kind: 'removeNetwork', via: { kind: 'engine', machine: 'm1' }, network: 'a' });
  expect(dialogText(plan('rollback', [network]), english)).toBe('remove network a');
  expect(dialogText(plan('rollback', [network, remove('m1')]), english)).toBe(
    'These machines are removed: m1.\n\nBefore that:\nremove network a',
  );
});

test('a rollback names the machines that go', () => {
  expect(dialogText(plan('rollback', [remove('m1')]), english)).toBe('These machines are removed: m1.');
});
