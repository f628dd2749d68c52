/** Nodes, services and tasks as the readers make them of a manager's lists, and of bodies of any other shape. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readNodes, readServices, readTasks } from '../../../src/docker/swarmSchemas.ts';
import { recordJson } from '../records.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('bodies of any shape', () => {
  const readers = { readNodes, readServices, readTasks };
  test.each(Object.entries(readers))('%s never throws', (_, read) => {
    fc.assert(
      fc.property(
        fc.json().map((text) => JSON.parse(text) as unknown),
        (body) => void read(body),
      ),
    );
    const real = [
      recordJson('engine26/nodes.json'),
      recordJson('engine26/services.json'),
      recordJson('engine26/tasks.json'),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(), fc.anything(), (body, at, value) => {
        let count = 0;
        const mutated: unknown = JSON.parse(JSON.stringify(body), (_key, each: unknown) =>
          (count += 1) === at % 400 ? value : each,
        );
        read(mutated);
      }),
    );
  });

  test('services of every mode, an update on its way, a stack', () => {
    const spec = (mode: object, more: object = {}): object => ({
      ID: JSON.stringify(mode),
      Spec: { Name: 'x', Mode: mode, TaskTemplate: { ContainerSpec: { Image: 'a/b@sha256:1' } }, ...more },
      UpdateStatus: { State: 'paused', Message: 'update paused due to failure' },
      PreviousSpec: {},
      Endpoint: { Ports: [{ Protocol: 'udp', TargetPort: 53, PublishedPort: 5353 }] },
    });
    const labels = { Labels: { 'com.docker.stack.namespace': 'shop' } };
    const read = readServices([
      spec({ Global: {} }, labels),
      spec({ ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 4 } }),
      spec({ GlobalJob: {} }),
      spec({ Replicated: {} }),
    ]);
    expect(read?.map(({ mode, replicas }) => [mode, replicas]).sort()).toEqual([
      ['global', undefined],
      ['global-job', undefined],
      ['replicated', 0],
      ['replicated-job', 4],
    ]);
    expect(read?.find(({ mode }) => mode === 'global')).toMatchObject({
      stack: 'shop',
      canRollBack: true,
      update: { state: 'paused', message: 'update paused due to failure' },
      ports: ['5353:53/udp'],
      // Without a tag the digest is all there is.
      image: 'a/b@sha256:1',
    });
  });

  test('where its tasks may be is told with a service', () => {
    const spec = (placement: object, ports: readonly object[] = []): object => ({
      ID: JSON.stringify([placement, ports]),
      Spec: { Name: 'x', TaskTemplate: { Placement: placement } },
      Endpoint: { Ports: ports },
    });
    const host = { PublishMode: 'host', PublishedPort: 80, TargetPort: 80 };
    const placements = [
      spec({}),
      spec({ Constraints: ['node.role==worker'], MaxReplicas: 2 }),
      // Two of them cannot have one port of one host.
      spec({}, [host]),
      spec({}, [{ ...host, PublishMode: 'ingress' }]),
      spec({}, [{ ...host, PublishedPort: 0 }]),
      spec({ Constraints: null }),
    ].map((each) => readServices([each])?.[0]?.placement);
    expect(placements).toEqual([
      undefined,
      { constraints: ['node.role==worker'], mostPerNode: 2 },
      { constraints: [], mostPerNode: 1 },
      undefined,
      undefined,
      undefined,
    ]);
  });
});
