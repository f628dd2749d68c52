// Certificates that go from the machine store while a cluster runs: told without a refresh, and nothing of the cluster is planned away.
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { machineOfSubject } from '../../src/checks/finding.ts';
import { clusterHealth } from '../../src/checks/health.ts';
import { targetsOf } from '../../src/model/identity.ts';
import { planUp, value } from '../lab/labServices.ts';
import { close, open, read, soon, type World } from './shownWorld.ts';

let world: World;
beforeAll(async () => {
  world = await open('article');
  // Engines that have not answered yet have no troubles either, and cannot be reached once a certificate is gone.
  await vi.waitFor(() => expect(counted()).toMatch(/demo 3\/3$/), soon);
});
afterAll(() => close(world));

const kinds = (): string[] => {
  const { snapshot } = world.services.clusters;
  return clusterHealth(snapshot.clusters[0]!, snapshot).findings.map(({ kind, subject }) =>
    [kind, machineOfSubject(subject)].filter(Boolean).join(' '),
  );
};
const at = (...names: string[]): string => path.join(world.simulated.storagePath, ...names);
const shown = (wanted: readonly string[]): Promise<void> =>
  vi.waitFor(() => {
    expect(kinds().sort()).toEqual([...wanted].sort());
  }, soon);
const counted = (): string => read(world.services.clusters.snapshot).status;

test("the store's copy: told once, with all nodes healthy, until it is back", async () => {
  await shown([]);
  await rename(at('certs/cert.pem'), at('certs/kept'));
  await shown(['sharedCertificatesMissing']);
  expect(counted()).toMatch(/demo 3\/3 · shared certificate missing$/);
  await rename(at('certs/kept'), at('certs/cert.pem'));
  await shown([]);
});

test("a machine's own copy: told of it alone, and its node is still healthy", async () => {
  const own = 'machines/swarm-node2';
  await rename(at(own, 'cert.pem'), at(own, 'kept'));
  await shown(['certificatesMissing swarm-node2']);
  expect(counted()).toMatch(/demo 3\/3 · certificate missing$/);
  await rename(at(own, 'kept'), at(own, 'cert.pem'));
  await shown([]);
});

test("both copies of one machine's: it lives, is not called incomplete, and new certificates cure it", async () => {
  await rm(at('certs/cert.pem'));
  await rm(at('machines/swarm-node1/cert.pem'));
  await vi.waitFor(() => {
    expect(kinds()).toEqual(
      expect.arrayContaining(['sharedCertificatesMissing', expect.stringMatching(/ swarm-node1$/)]),
    );
  }, soon);
  // A look over a new connection cannot be made without it.
  await world.services.clusters.refresh();
  expect(kinds().some((kind) => kind.startsWith('incomplete'))).toBe(false);
  const { steps } = value(await planUp(world.services, 'name: demo'));
  expect(steps.filter(({ action }) => ['createMachine', 'removeMachine'].includes(action.kind))).toEqual([]);
  const signal = AbortSignal.timeout(60_000);
  const { clusters, machines } = world.services;
  const change = (name: string) =>
    machines.change('regenerateCertificates', name, { signal, targets: targetsOf(clusters.snapshot, [name]) });
  for (const name of ['swarm-node1', 'swarm-node2', 'swarm-manager', 'kvstore'])
    expect((await change(name)).ok).toBe(true);
  await shown([]);
});
