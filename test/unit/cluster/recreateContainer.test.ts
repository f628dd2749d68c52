// A container is replaced; whichever call fails, the former one runs again under its name.
import { expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { recreateContainer } from '../../../src/cluster/recreateContainer.ts';
import type { ContainerSetup, EngineDoor } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { container } from '../samples.ts';

const id = 'f00dfeed0000aaaabbbb';
const refused: Failure = { kind: 'engineError', address: 'a:2376', status: 500, said: 'no space left on device' };
const silent: Failure = { kind: 'engineSilent', address: 'a:2376', after: 1, connected: true };

type Call = 'renameContainer' | 'createContainer' | 'stopContainer' | 'startContainer' | 'removeContainer';

interface Kept {
  name: string;
  isRunning: boolean;
  command: readonly string[];
}

/** An engine with one container. `fails`: that call, the first time, before its effect; `late`: after it. */
function engineWith(fails?: Call, failure: Failure = refused, late = false, meanwhile = (): unknown => undefined) {
  const there = new Map<string, Kept>([[id, { name: 'swarm-agent', isRunning: true, command: ['join', 'old'] }]]);
  let isBroken = false;
  let made = 0;
  const setupOf = (each: string): ContainerSetup | undefined => {
    const kept = there.get(each);
    return kept && { ...kept, id: each, image: 'swarm', body: {} };
  };
  const call = async <T>(name: Call, effect: () => Outcome<T>): Promise<Outcome<T>> => {
    if (name !== fails || isBroken) return Promise.resolve(effect());
    isBroken = true;
    if (late) effect();
    meanwhile();
    return Promise.resolve(err(failure));
  };
  const change = (each: string, doing: (kept: Kept) => void): Outcome<void> => {
    const kept = there.get(each);
    if (!kept) return err({ kind: 'engineError', address: 'a:2376', status: 404, said: `No such container: ${each}` });
    doing(kept);
    return ok(undefined);
  };
  const isTaken = (name: string): boolean => [...there.values()].some((kept) => kept.name === name);
  const conflict: Failure = { kind: 'engineError', address: 'a:2376', status: 409, said: 'Conflict' };
  const door = {
    renameContainer: (each: string, name: string) =>
      call('renameContainer', () => (isTaken(name) ? err(conflict) : change(each, (kept) => (kept.name = name)))),
    createContainer: ({ name, command }: ContainerSetup) =>
      call('createContainer', () => {
        if (isTaken(name)) return err(conflict);
        made += 1;
        there.set(`new${String(made)}`, { name, isRunning: false, command });
        return ok(`new${String(made)}`);
      }),
    stopContainer: (each: string) => call('stopContainer', () => change(each, (kept) => (kept.isRunning = false))),
    startContainer: (each: string) => call('startContainer', () => change(each, (kept) => (kept.isRunning = true))),
    removeContainer: (each: string) => call('removeContainer', () => change(each, () => there.delete(each))),
    containers: () => Promise.resolve(ok([...there].map(([each, { name }]) => ({ ...container(name), id: each })))),
    containerSetup: (each: string) => {
      const setup = setupOf(each);
      return Promise.resolve(setup ? ok(setup) : err(refused));
    },
  } as unknown as EngineDoor;
  const recreate = (signal?: AbortSignal) =>
    recreateContainer(door, 'm', { setup: setupOf(id)!, command: ['join', 'new'] }, { signal });
  return { there, recreate };
}

const former = [[id, { name: 'swarm-agent', isRunning: true, command: ['join', 'old'] }]];

test('the new one runs under its name, and the former one is gone', async () => {
  const { there, recreate } = engineWith();
  expect(await recreate()).toEqual(ok({ id: 'new1', left: undefined }));
  expect([...there]).toEqual([['new1', { name: 'swarm-agent', isRunning: true, command: ['join', 'new'] }]]);
});

const calls = ['renameContainer', 'createContainer', 'stopContainer', 'startContainer'] as const;

test.each(
  calls.flatMap((each) => [
    [each, refused, false] as const,
    [each, silent, false] as const,
    [each, silent, true] as const,
  ]),
)('where %s fails (%o, after its effect: %s) the former one runs again', async (fails, failure, late) => {
  const { there, recreate } = engineWith(fails, failure, late);
  expect(await recreate()).toEqual(err(failure));
  expect([...there]).toEqual(former);
});

test('a container that has taken the name meanwhile is not removed, and it is said where the former one is', async () => {
  const other: Kept = { name: 'swarm-agent', isRunning: true, command: ['another'] };
  const { there, recreate } = engineWith('createContainer', refused, false, () => there.set('x', other));
  expect(await recreate()).toMatchObject({
    error: { kind: 'containerNotRestored', container: 'swarm-agent', kept: 'swarm-agent-f00dfeed0000', cause: refused },
  });
  expect(there.get('x')).toBe(other);
  expect(there.get(id)).toMatchObject({ name: 'swarm-agent-f00dfeed0000' });
});

test('one that cannot be removed is named', async () => {
  const { there, recreate } = engineWith('removeContainer');
  expect(await recreate()).toEqual(ok({ id: 'new1', left: 'swarm-agent-f00dfeed0000' }));
  expect(there.get('new1')).toMatchObject({ name: 'swarm-agent', isRunning: true });
});

test('what is cancelled before it begins is not begun', async () => {
  const { there, recreate } = engineWith();
  expect(await recreate(AbortSignal.abort())).toMatchObject({ error: { kind: 'cancelled' } });
  expect([...there]).toEqual(former);
});
