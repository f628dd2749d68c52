// Which volume a run may remove: the one that the container used that was seen, and none that has its name since.
import { expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { RunVolumes, type HeldVolume } from '../../../src/cluster/runVolumes.ts';
import type { EngineDoor } from '../../../src/docker/doors.ts';
import type { Container } from '../../../src/model/engine.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { container } from '../samples.ts';

const held: HeldVolume = { machine: 'kvstore', volume: 'data', container: 'id-consul' };
const consul = container('consul', { mounts: [{ name: 'data', destination: '/data' }] });
const silent: Failure = { kind: 'engineSilent', address: 'a:2376', after: 1, connected: true };

/** An engine with containers, and a volume of the time told; undefined: it has none, or a failure. */
const engineWith = (created: string | Failure | undefined, containers: readonly Container[] = [consul]): EngineDoor =>
  ({
    volume: () =>
      Promise.resolve(
        typeof created === 'object' ? err(created) : ok(created === undefined ? undefined : { name: 'data', created }),
      ),
    containers: () => Promise.resolve(ok(containers)),
  }) as unknown as EngineDoor;

/** What is in the way of the removal, between `noted` and `now`. */
async function obstacle(noted: EngineDoor, now: EngineDoor, volume = held): Promise<Failure | undefined> {
  const volumes = new RunVolumes();
  await volumes.note(volume, noted, {});
  return volumes.obstacle(volume, now, {});
}

const changed = { kind: 'targetChanged', what: 'volume', name: 'data' };
const unknownHolder = { ...changed, part: 'holder', was: 'id-consul', now: '' };

test('the one that its container used is removed, and so is one that is gone', async () => {
  expect(await obstacle(engineWith('noon'), engineWith('noon'))).toBeUndefined();
  expect(await obstacle(engineWith('noon'), engineWith(undefined))).toBeUndefined();
});

test('its container may be known by its name', async () => {
  expect(await obstacle(engineWith('noon'), engineWith('noon'), { ...held, container: 'consul' })).toBeUndefined();
});

test('one that was created since is not', async () => {
  expect(await obstacle(engineWith('noon'), engineWith('one'))).toEqual({
    ...changed,
    part: 'created',
    was: 'noon',
    now: 'one',
  });
});

test('an engine that tells no time is trusted', async () => {
  expect(await obstacle(engineWith(''), engineWith('one'))).toBeUndefined();
});

test.each([
  ['is gone', []],
  ['uses another volume', [container('consul', { mounts: [{ name: 'other', destination: '/data' }] })]],
  ['is another one that uses it', [container('other', { mounts: [{ name: 'data', destination: '/data' }] })]],
])('one whose container %s when it is noted is not removed', async (_what, containers) => {
  expect(await obstacle(engineWith('noon', containers), engineWith('noon'))).toEqual(unknownHolder);
});

test('nothing is noted of an engine that does not answer; whether it answers later is told', async () => {
  expect(await obstacle(engineWith(silent), engineWith('noon'))).toEqual(unknownHolder);
  expect(await obstacle(engineWith('noon'), engineWith(silent))).toEqual(silent);
});

test('without a container that was seen there is nothing to compare', async () => {
  expect(await obstacle(engineWith('noon'), engineWith('one'), { ...held, container: undefined })).toBeUndefined();
});
