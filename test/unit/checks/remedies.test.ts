// What a check offers to do depends on what there is: a container that is stopped, a driver that can start hosts, a host that answers.
import { describe, expect, test } from 'vitest';
import { clusterHealth, machineHealth } from '../../../src/checks/health.ts';
import type { Remedy } from '../../../src/checks/remedy.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { machineOf } from '../../../src/model/snapshot.ts';
import { container, engine, failed, seen, snapshot } from '../samples.ts';
import { swarmView } from '../swarms.ts';
import { changedArticle, changedSwarm, leaderless, refused, silent } from './changedClusters.ts';

const told = (remedies: readonly Remedy[]): string[] =>
  remedies.map((each) => [each.command, ...('args' in each ? Object.values(each.args) : [])].join(' '));

describe('an engine that does not answer', () => {
  const remedies = (driver: string, failure: Failure): string[] => {
    const { set, machines, cluster } = changedArticle();
    const record = { machine: { ...machineOf(machines[3]!)!, driver } };
    set('swarm-node2', { record, engine: failed(failure) });
    return told(machineHealth(machines[3]!, cluster).findings[0]!.remedies);
  };
  test.each([
    ['virtualbox', silent, ['restartMachine swarm-node2', 'openShell swarm-node2']],
    ['virtualbox', { ...silent, connected: false } as Failure, ['restartMachine swarm-node2']],
    ['generic', refused, ['openShell swarm-node2']],
    ['none', refused, []],
  ])('with the driver %s', (driver, failure, expected) => {
    expect(remedies(driver, failure)).toEqual(expected);
  });
});

describe('a node that its manager does not list', () => {
  test.each([
    ['running', 'restartContainer swarm-node2 swarm-agent'],
    ['exited', 'startContainer swarm-node2 swarm-agent'],
    [undefined, 'bringClusterUp'],
  ])('and whose agent is %s', (state, expected) => {
    const self = changedArticle();
    const containers = state === undefined ? [] : [container('swarm-agent', { state })];
    self.set('swarm-node2', { engine: seen({ engine: engine('swarm-node2'), containers }) });
    self.says('swarm-node2', undefined);
    const [found] = machineHealth(self.machines[3]!, self.cluster).findings;
    expect([found?.kind, ...told(found?.remedies ?? [])]).toEqual([
      'notListed',
      expected,
      'showDockerInfo swarm-node2',
    ]);
  });
});

test('a manager that knows an engine by its former ID is restarted', () => {
  const self = changedArticle();
  self.says('swarm-node2', { status: 'Pending', error: 'Engine shows up with another ID' });
  const [found] = machineHealth(self.machines[3]!, self.cluster).findings;
  expect(told(found!.remedies)).toEqual(['restartContainer swarm-manager swarm-agent-master', 'bringClusterUp']);
});

test('a machine that was never finished is finished or removed', () => {
  const { set, machines, cluster } = changedArticle();
  set('swarm-node2', { isUnfinished: true });
  const [found] = machineHealth(machines[3]!, cluster).findings;
  expect(told(found!.remedies)).toEqual(['finishMachine swarm-node2', 'removeMachine swarm-node2']);
});

test('a quorum that is lost comes back with a manager that is away; an election ends by itself', () => {
  const self = changedSwarm();
  const first = (): string[] =>
    told(clusterHealth(self.cluster, snapshot([...self.machines], [self.cluster])).findings[0]!.remedies);
  const before = new Map(self.machines.map((each) => [each.name, each.engine]));
  const dead = (name: string): void => {
    const engine = before.get(name);
    self.set(name, { engine: failed(refused, engine?.state === 'seen' ? engine.value : undefined) });
  };
  dead('m1');
  self.told(failed(leaderless, swarmView()));
  expect(first()).toEqual(['refresh']);
  dead('m2');
  expect(first()).toEqual(['showDockerInfo m1']);
});
