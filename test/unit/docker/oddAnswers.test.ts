/** Answers of an engine of any shape, and what JSON can write and nobody means, before every reader. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readContainers,
  readContainerSetup,
  readEngine,
  readEvent,
  readVersion,
} from '../../../src/docker/engineSchemas.ts';
import { readOverlay, readOverlayIds } from '../../../src/docker/overlaySchemas.ts';
import { recordJson } from '../records.ts';
import { nobody, now } from './readerArguments.ts';

describe('anything at all never throws', () => {
  const readers = [
    (body: unknown) => readEngine(body, now, { apiVersion: undefined }),
    readContainers,
    readContainerSetup,
    readOverlayIds,
    (body: unknown) => readOverlay(body, nobody),
    readEvent,
    readVersion,
  ];

  test('arbitrary values', () => {
    fc.assert(fc.property(fc.anything(), (body) => void readers.map((read) => read(body))));
  });

  const bodies = [
    'api/node1-info.stdout',
    'engine26/info-manager.json',
    'api/mgr-containers_json_all_1.stdout',
    'api/node1-containers_c1_json.stdout',
    'api/mgr-networks.stdout',
    'api/mgr-networks_ID.stdout',
  ].map(recordJson);

  test('real bodies with parts replaced', () => {
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.array(fc.tuple(fc.nat(400), fc.anything())), (body, changes) => {
        const mutated = replaceParts(body, new Map(changes));
        for (const read of readers) read(mutated);
      }),
    );
  });
});

/** The same value with its n-th parts (counted depth first) replaced. */
function replaceParts(value: unknown, changes: ReadonlyMap<number, unknown>): unknown {
  let index = 0;
  const walk = (part: unknown): unknown => {
    const here = index++;
    if (changes.has(here)) return changes.get(here);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, walk(each)]));
    return part;
  };
  return walk(value);
}

describe('what JSON can write and nobody means', () => {
  test('a number that is too large is none', () => {
    const body = JSON.parse('{"ID":"a","Containers":1,"MemTotal":1e999,"NCPU":-1e999}') as unknown;
    expect(readEngine(body, now, { apiVersion: undefined })).toMatchObject({ memory: 0, cpus: 0 });
    expect(readEngine(JSON.parse('{"ID":"a","Containers":1e999}'), now, { apiVersion: undefined })).toBeUndefined();
    const options = { 'com.docker.network.driver.overlay.vxlanid_list': `256,${'9'.repeat(400)}` };
    expect(readOverlay({ Id: 'n', Name: 'n', Driver: 'overlay', Options: options }, nobody)?.vnis).toEqual([256]);
  });

  test('an event at no time happened now', () => {
    const { at: time } = readEvent({ Type: 'network', Action: 'create', timeNano: 9e21 })!;
    expect(Math.abs(time.getTime() - Date.now())).toBeLessThan(5000);
  });

  test('a container’s name begins with no slash, however many there are', () => {
    expect(readContainers([{ Id: 'a', Names: ['//one'] }])).toMatchObject([{ name: 'one' }]);
  });
});
