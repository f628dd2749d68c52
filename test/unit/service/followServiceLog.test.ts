// A log that is followed: names of tasks, breaks, other managers, and its end.
import { expect, test } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';
import { err, ok } from '../../../src/base/result.ts';
import type { LogLine } from '../../../src/docker/engineStreams.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { followServiceLog } from '../../../src/service/followServiceLog.ts';
import { eventually } from '../docker/eventually.ts';
import { FakeSwarm } from '../fakeSwarm.ts';
import { seen } from '../samples.ts';
import { swarmManager, swarmNode, swarmService, swarmTask } from '../swarmParts.ts';

const reset: Failure = { kind: 'engineReset', address: 'm1:2376' };

interface Following {
  readonly swarm: FakeSwarm;
  readonly told: string[];
  readonly controller: AbortController;
  readonly changes: Emitter<Snapshot>;
  readonly ended: Promise<Outcome<void>>;
}

function follow(service = 'web', since?: string): Following {
  const swarm = new FakeSwarm(
    [swarmManager('m1'), swarmManager('m2'), swarmManager('m3'), swarmNode('w1')],
    [swarmService('web', { replicas: 0 })],
  );
  swarm.tasks = [swarmTask('web', 1, 'w1', { id: 'aaaaaaaaaaaaaaaa' })];
  swarm.services = [swarmService('web')];
  const picture = swarm.picture();
  const changes = new Emitter<Snapshot>();
  const told: string[] = [];
  const controller = new AbortController();
  const ended = followServiceLog({
    looking: {
      engines: swarm.engines,
      clusters: { snapshot: picture, refresh: () => Promise.resolve(picture) },
    },
    onDidChange: changes.event,
    cluster: 'cloud',
    service,
    listener: {
      onLine: ({ task, text }) => told.push(`${task}| ${text}`),
      onConnected: (machine) => told.push(`connected ${machine}`),
      onLost: ({ kind }) => told.push(`lost ${kind}`),
    },
    signal: controller.signal,
    since,
    backOff: { first: 1, most: 4 },
  });
  return { swarm, told, controller, changes, ended };
}

const line = (second: number, text: string, wanted: Partial<LogLine> = {}): LogLine => ({
  stream: 'stdout',
  at: `2026-11-24T05:48:${String(second).padStart(2, '0')}.000000000Z`,
  nodeId: 'id-w1',
  taskId: 'aaaaaaaaaaaaaaaa',
  text,
  ...wanted,
});

async function connected({ swarm, told }: Following, streams: number): Promise<FakeSwarm['logs'][number]['listener']> {
  await eventually(() => swarm.logs.length).toBe(streams);
  await eventually(() => told.filter((each) => each.startsWith('connected')).length).toBe(streams);
  return swarm.logs.at(-1)!.listener;
}

test('lines come with their task’s name, as docker has it', async () => {
  const following = follow();
  const log = await connected(following, 1);
  log.onLine(line(1, 'hello'));
  log.onLine(line(2, 'Error grabbing logs', { stream: 'manager', at: '', taskId: '', nodeId: '' }));
  expect(following.told).toEqual(['connected m1', 'web.1.aaaaaaaaaaaa@w1| hello', '| Error grabbing logs']);
  expect(following.swarm.logs[0]?.from).toEqual({ tail: 100 });
  following.controller.abort();
  expect(await following.ended).toEqual(ok(undefined));
  expect(following.swarm.logs[0]?.isOver).toBe(true);
});

test('a task that began since is asked for, its lines wait, and the order stays', async () => {
  const following = follow();
  const log = await connected(following, 1);
  following.swarm.tasks.push(swarmTask('web', 2, 'm2', { id: 'bbbbbbbbbbbbbbbb' }));
  log.onLine(line(1, 'new', { taskId: 'bbbbbbbbbbbbbbbb', nodeId: 'id-m2' }));
  log.onLine(line(2, 'old'));
  log.onLine(line(3, 'nobody’s', { taskId: 'cccccccccccccccc' }));
  await eventually(() => following.told.slice(1)).toEqual([
    'web.2.bbbbbbbbbbbb@m2| new',
    'web.1.aaaaaaaaaaaa@w1| old',
    'cccccccccccc@id-w1| nobody’s',
  ]);
  following.controller.abort();
});

test('where a stream breaks, another manager goes on, and no line comes twice', async () => {
  const following = follow();
  const { swarm } = following;
  const first = await connected(following, 1);
  first.onLine(line(20, 'a'));
  first.onLine(line(30, 'b'));
  swarm.failing.set('m1', reset);
  first.onOver(reset);
  const second = await connected(following, 2);
  // Somewhat before the break, as clocks and streams differ.
  expect(swarm.logs[1]).toMatchObject({ machine: 'm2', from: { since: '2026-11-24T05:48:20.000Z' } });
  for (const each of [line(20, 'a'), line(30, 'b'), line(31, 'c')]) second.onLine(each);
  second.onLine(line(25, 'of another', { taskId: 'dddddddddddddddd' }));
  await eventually(() => following.told).toEqual([
    'connected m1',
    'web.1.aaaaaaaaaaaa@w1| a',
    'web.1.aaaaaaaaaaaa@w1| b',
    'lost engineReset',
    'connected m2',
    'web.1.aaaaaaaaaaaa@w1| c',
    'dddddddddddd@id-w1| of another',
  ]);
  following.controller.abort();
});

test('a manager that falls silent without a word is left for another, and one that was silent before is not', async () => {
  const following = follow();
  const { swarm, told, changes } = following;
  await connected(following, 1);
  const frozen: Failure = { kind: 'engineSilent', address: 'm1:2376', after: 5000, connected: true };
  const picture = (at: Date): Snapshot => {
    const seenNow = swarm.picture();
    const engine = { state: 'failed', failure: frozen, at, last: undefined } as const;
    return {
      ...seenNow,
      machines: seenNow.machines.map((each) => (each.name === 'm1' ? { ...each, engine } : each)),
    };
  };
  changes.fire(picture(new Date(Date.now() - 60_000)));
  expect(swarm.logs[0]?.isOver).toBe(false);
  swarm.failing.set('m1', frozen);
  changes.fire(picture(new Date(Date.now() + 1)));
  expect(swarm.logs[0]?.isOver).toBe(true);
  await connected(following, 2);
  expect(told).toEqual(['connected m1', 'lost engineSilent', 'connected m2']);
  following.controller.abort();
});

test('it goes on from where somebody else left off', async () => {
  const following = follow('web', '2026-11-24T05:48:30.000000000Z');
  const log = await connected(following, 1);
  expect(following.swarm.logs[0]?.from).toEqual({ since: '2026-11-24T05:48:30.000000000Z' });
  log.onLine(line(30, 'known'));
  log.onLine(line(31, 'new'));
  expect(following.told.slice(1)).toEqual(['web.1.aaaaaaaaaaaa@w1| new']);
  following.controller.abort();
});

test('while nobody answers it is tried again', async () => {
  const following = follow();
  const { swarm, told } = following;
  const log = await connected(following, 1);
  for (const name of ['m1', 'm2', 'm3', 'w1']) swarm.failing.set(name, reset);
  log.onOver(reset);
  await eventually(() => told.filter((each) => each === 'lost engineReset').length).toBeGreaterThan(3);
  swarm.failing.clear();
  await connected(following, 2);
  following.controller.abort();
});

test('it ends with the service: a stream that broke finds none, a picture without it is enough', async () => {
  const broken = follow();
  const log = await connected(broken, 1);
  broken.swarm.services = [];
  log.onOver({ kind: 'engineError', address: 'm1:2376', status: 404, said: 'service not found' });
  expect(await broken.ended).toEqual(ok(undefined));

  const silent = follow();
  await connected(silent, 1);
  const picture = (view: FakeSwarm['view']): Snapshot =>
    silent.swarm.picture({ swarm: { id: 'x', source: 'm1', managers: [], view: seen(view) } });
  silent.changes.fire(picture(silent.swarm.view));
  // A picture in which nobody tells says nothing of the service.
  silent.changes.fire(silent.swarm.picture());
  expect(silent.swarm.logs[0]?.isOver).toBe(false);
  silent.changes.fire(picture({ ...silent.swarm.view, services: [] }));
  expect(await silent.ended).toEqual(ok(undefined));
  expect(silent.swarm.logs[0]?.isOver).toBe(true);
});

test('a service that never was is a failure', async () => {
  expect(await follow('nosuch').ended).toEqual(err({ kind: 'serviceUnknown', cluster: 'cloud', service: 'nosuch' }));
});
