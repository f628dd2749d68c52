// The services behind one handle: loaded late, rebuilt when settings change, never under a run.
import { expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Services } from '../../../src/service/services.ts';
import { Current } from '../../../src/ui/current.ts';
import { machine, seenMachine, snapshot } from '../samples.ts';

/** Services with one machine, that tell when they are ended and what attention they were given. */
function fakeServices(name: string) {
  const changes = new Emitter<Snapshot>();
  const picture = snapshot([seenMachine(machine(name))]);
  const dispose = vi.fn();
  const setAttention = vi.fn();
  const services = {
    clusters: {
      snapshot: picture,
      onDidChange: changes.event,
      ready: () => Promise.resolve(),
      refresh: () => Promise.resolve(picture),
      setAttention,
      setMaking: () => undefined,
      setBeingMade: () => undefined,
      setUnfinished: () => undefined,
      startEmpty: () => Promise.reject(new Error('not asked')),
      dispose,
    },
    runs: { unfinishedRuns: () => Promise.resolve([]) } as unknown as Services['runs'],
    swarms: {} as Services['swarms'],
    tool: {} as Services['tool'],
    machines: { isWorkedOn: () => Promise.resolve(name === 'a') } as unknown as Services['machines'],
    containers: {} as unknown as Services['containers'],
    agents: {} as unknown as Services['agents'],
    dispose,
  } satisfies Services;
  return { services, changes, dispose, setAttention, picture };
}

const onError = (error: unknown): void => {
  throw error;
};
const names = ({ machines }: Snapshot): string[] => machines.map(({ name }) => name);

test('before the services are there the picture is empty, and a refresh waits for them', async () => {
  const first = fakeServices('a');
  const loading = Promise.withResolvers<Services>();
  const current = new Current(() => loading.promise, onError);
  expect(current.clusters.snapshot.machines).toEqual([]);
  current.setAttention('visible');
  const refreshed = current.clusters.refresh();
  loading.resolve(first.services);
  expect(names(await refreshed)).toEqual(['a']);
  expect(names(current.clusters.snapshot)).toEqual(['a']);
  expect(first.setAttention).toHaveBeenLastCalledWith('visible');
});

test('who waits for the first picture is shown it, once', async () => {
  const current = new Current(() => Promise.resolve(fakeServices('a').services), onError);
  const heard: string[][] = [];
  current.onDidChange((picture) => heard.push(names(picture)));
  await current.clusters.ready();
  await current.clusters.ready();
  expect(names(current.clusters.snapshot)).toEqual(['a']);
  expect(heard).toEqual([['a']]);
});

test('a change of settings ends the old services; listeners hear the new ones', async () => {
  const made = [fakeServices('a'), fakeServices('b')];
  let next = 0;
  const current = new Current(() => Promise.resolve(made[next++]!.services), onError);
  const heard: string[][] = [];
  current.onDidChange((picture) => heard.push(names(picture)));
  await current.clusters.refresh();
  current.rebuild();
  expect(made[0]!.dispose).toHaveBeenCalledOnce();
  // Until the new ones have looked, the last picture stays.
  expect(names(current.clusters.snapshot)).toEqual(['a']);
  expect(names(await current.clusters.refresh())).toEqual(['b']);
  made[0]!.changes.fire(made[0]!.picture);
  made[1]!.changes.fire(made[1]!.picture);
  // Never the old ones again, though they go on talking.
  expect(heard[0]).toEqual(['a']);
  expect(new Set(heard.slice(1).flat())).toEqual(new Set(['b']));
});

test('a run keeps its services until it has ended', async () => {
  const made = [fakeServices('a'), fakeServices('b')];
  let next = 0;
  const current = new Current(() => Promise.resolve(made[next++]!.services), onError);
  await current.clusters.refresh();
  const run = Promise.withResolvers<undefined>();
  const held = current.hold(() => run.promise);
  current.rebuild();
  expect(made[0]!.dispose).not.toHaveBeenCalled();
  run.resolve(undefined);
  await held;
  expect(made[0]!.dispose).toHaveBeenCalledOnce();
  expect(names(await current.clusters.refresh())).toEqual(['b']);
});

test('services that come after the end are ended at once', async () => {
  const late = fakeServices('a');
  const loading = Promise.withResolvers<Services>();
  const current = new Current(() => loading.promise, onError);
  current.dispose();
  loading.resolve(late.services);
  await vi.waitFor(() => {
    expect(late.dispose).toHaveBeenCalledOnce();
  });
});

test('the tool is looked at when services are made, when someone looks, and on Refresh; the snapshot tells what is wrong', async () => {
  const missing = { kind: 'toolMissing', path: 'docker-machine' } as const;
  let failure: typeof missing | undefined = missing;
  let looks = 0;
  const look = () => {
    looks += 1;
    return Promise.resolve(failure);
  };
  const first = fakeServices('a');
  const current = new Current(() => Promise.resolve(first.services), onError, look);
  await current.clusters.ready();
  await expect.poll(() => current.clusters.snapshot.toolFailure).toEqual(missing);
  expect(looks).toBe(1);
  first.changes.fire({ ...first.picture });
  expect(current.clusters.snapshot.toolFailure).toEqual(missing);
  expect(looks).toBe(1);
  failure = undefined;
  current.setAttention('visible');
  await expect.poll(() => current.clusters.snapshot.toolFailure).toBeUndefined();
  failure = missing;
  await current.clusters.refresh();
  expect(current.clusters.snapshot.toolFailure).toEqual(missing);
  expect(names(current.clusters.snapshot)).toEqual(['a']);
});

test('a call goes to the services of its moment, and their handle is no promise', async () => {
  const loading = Promise.withResolvers<Services>();
  const current = new Current(() => loading.promise, onError);
  const asked = current.machines.isWorkedOn('demo');
  loading.resolve(fakeServices('a').services);
  expect(await asked).toBe(true);
  expect(await Promise.resolve(current.machines)).toBe(current.machines);
});
