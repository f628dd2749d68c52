// What is done to containers, over a small world that tells of it by its events.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type {
  ContainerAction,
  ContainerChange,
  ContainerPlace,
  ContainerService,
} from '../../../src/service/actions.ts';
import { createClusterModel } from '../../../src/service/clusterModel.ts';
import { createContainerService } from '../../../src/service/containerService.ts';
import type { ClusterStore } from '../../../src/service/services.ts';
import { articleWorld, type FakeEndpoint, type FakeWorld } from '../fakeWorld.ts';
import { container } from '../samples.ts';

let world: FakeWorld;
let endpoint: FakeEndpoint;
let clusters: ClusterStore;
let containers: ContainerService;

beforeEach(async () => {
  world = articleWorld();
  endpoint = world.engineOf('swarm-node1');
  endpoint.containers = [container('c1'), container('c2', { state: 'exited', status: 'Exited (0) 1 hour ago' })];
  clusters = createClusterModel({ doors: world, probeTimeout: () => 1, log: silentLog });
  containers = createContainerService({ doors: world, clusters, patience: 1000 });
  await clusters.refresh();
  await expect.poll(() => endpoint.listeners.size).toBeGreaterThan(0);
});

afterEach(() => {
  clusters.dispose();
});

const never = new AbortController().signal;
const at = (name: string, machine = 'swarm-node1') => ({ machine, container: name });

/** As a person does it who is asked and says yes at once. */
async function change(verb: ContainerAction, place: ContainerPlace): Promise<Outcome<ContainerChange>> {
  const found = await containers.find(place);
  return found.ok ? containers.change(verb, found.value, { signal: never }) : found;
}

test('a container that is called as the id of another is not taken for it', async () => {
  endpoint.containers = [container('id-c2'), container('c2')];
  await clusters.refresh();
  expect(await containers.find(at('id-c2'))).toMatchObject({ value: { container: 'c2', id: 'id-c2' } });
});

describe.each([
  ['start', 'c2', 'running'],
  ['stop', 'c1', 'exited'],
  ['restart', 'c1', 'running'],
  ['remove', 'c1', undefined],
] as const)('%s', (verb, name, state) => {
  test(`of ${name} is asked of its engine, and told as the picture shows it`, async () => {
    const changed = await change(verb, at(name));
    expect(changed).toMatchObject({ ok: true, value: { machine: 'swarm-node1', container: name, verb, state } });
    expect(endpoint.asked.filter((each) => each.includes(name))).toHaveLength(1);
  });

  test('of what is not there, on a machine that is not there, on one that does not answer: each is its own failure', async () => {
    expect(await change(verb, at('ghost'))).toMatchObject({
      error: { kind: 'containerUnknown', machine: 'swarm-node1', container: 'ghost' },
    });
    expect(await change(verb, at('c1', 'nobody'))).toMatchObject({
      error: { kind: 'machineUnknown', machine: 'nobody' },
    });
    endpoint.refuse();
    expect(await change(verb, at('c1'))).toMatchObject({ error: { kind: 'engineRefused' } });
  });

  test('leaves another container alone that has the name by then', async () => {
    const found = await containers.find(at(name));
    if (!found.ok) throw new Error(found.error.kind);
    endpoint.containers = [container(name, { id: 'another' })];
    expect(await containers.change(verb, found.value, { signal: never })).toEqual({
      ok: false,
      error: { kind: 'targetChanged', what: 'container', name, part: 'id', was: `id-${name}`, now: 'another' },
    });
    expect(endpoint.containers).toEqual([container(name, { id: 'another' })]);
  });
});

test('one that ends as soon as it is started is told as ended', async () => {
  world.engineOf('swarm-node1').containers = [container('c2', { state: 'exited' })];
  await clusters.refresh();
  const starting = change('start', at('c2'));
  await expect.poll(() => endpoint.containers[0]?.state).toBe('running');
  endpoint.containers = [container('c2', { state: 'exited', status: 'Exited (1) Less than a second ago' })];
  endpoint.tell('container', 'die');
  expect(await starting).toMatchObject({ value: { state: 'exited', status: 'Exited (1) Less than a second ago' } });
});

describe('a log', () => {
  test('comes as text, and ends with the container', async () => {
    let said = '';
    const onText = (text: string): void => void (said += text);
    expect(await containers.followLog(at('c1'), 500, { onText, signal: never })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(said).toBe('c1 says hello\n');
  });

  test('ends when nobody wants it any more', async () => {
    endpoint.isEndless = true;
    const stop = new AbortController();
    const following = containers.followLog(at('c1'), 500, { onText: () => undefined, signal: stop.signal });
    stop.abort();
    expect((await following).ok).toBe(true);
  });

  test('of a machine that is not there', async () => {
    const follow = { onText: () => undefined, signal: never };
    expect(await containers.followLog(at('c1', 'nobody'), 500, follow)).toMatchObject({
      error: { kind: 'machineUnknown' },
    });
  });
});
