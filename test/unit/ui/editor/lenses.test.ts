// The links above a cluster file: what can be done here and now, and how much of it is there.
import { beforeAll, describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { ClusterSpec } from '../../../../src/model/spec.ts';
import { lenses, type LensesOf } from '../../../../src/ui/editor/lenses.ts';
import { specOf } from '../../cluster/planInputs.ts';
import { cluster, machine, seenMachine, snapshot, wellCluster } from '../../samples.ts';

let spec: ClusterSpec;
beforeAll(async () => {
  spec = await specOf('name: demo');
});

const titles = (wanted: Partial<LensesOf> = {}): string[] =>
  lenses(
    { file: 'f', spec, problems: [], snapshot: snapshot([]), isReadOnly: false, isTrusted: true, ...wanted },
    english,
  ).map(({ title }) => title.replace(/^\$\([a-z-]+\)\s/, ''));

const well = (): LensesOf['snapshot'] => {
  const { machines, cluster: demo } = wellCluster();
  return snapshot(machines, [demo]);
};

describe('a good file', () => {
  test('of which nothing is there can be brought up, and planned', () => {
    expect(titles()).toEqual(['Bring Up', '0/4 exist', 'Show Plan']);
  });

  test('that stands can be brought down too', () => {
    expect(titles({ snapshot: well() })).toEqual(['Bring Up', 'Bring Down', '4/4 exist', 'Show Plan']);
    const [up, down, exist, plan] = lenses(
      { file: 'f', spec, problems: [], snapshot: well(), isReadOnly: false, isTrusted: true },
      english,
    );
    expect([up, down, exist, plan].map((lens) => [lens?.command, lens?.args])).toEqual([
      ['dockerOverlay.bringClusterUp', [{ file: 'f' }]],
      ['dockerOverlay.bringClusterDown', [{ cluster: 'demo' }]],
      ['dockerOverlay.showDockerInfo', [{ cluster: 'demo' }]],
      ['dockerOverlay.showPlan', [{ file: 'f' }]],
    ]);
  });

  test('counts no machine that says it is another cluster’s, but one that says nothing', () => {
    const others = machine('kvstore', { engineLabels: { 'dockeroverlay.cluster': 'other' } });
    expect(titles({ snapshot: snapshot([seenMachine(others), seenMachine(machine('swarm-node1'))]) })[1]).toBe(
      '1/4 exist',
    );
  });

  test('is about the cluster that its machines make up, whatever its name', () => {
    const { machines, cluster: demo } = wellCluster();
    const [, down] = lenses(
      {
        file: 'f',
        spec,
        problems: [],
        snapshot: snapshot(machines, [cluster('swarm-manager', demo.members)]),
        isReadOnly: false,
        isTrusted: true,
      },
      english,
    );
    expect(down?.args).toEqual([{ cluster: 'swarm-manager' }]);
  });

  test('before there is a picture says nothing of what exists', () => {
    expect(titles({ snapshot: { ...snapshot([]), at: new Date(0) } })).toEqual(['Bring Up', 'Show Plan']);
  });

  test('changes nothing while everything is read-only, and runs nothing where it is not trusted', () => {
    expect(titles({ snapshot: well(), isReadOnly: true })).toEqual(['4/4 exist', 'Show Plan']);
    expect(titles({ isTrusted: false })).toEqual(['Not trusted: Manage Workspace Trust', '0/4 exist']);
    expect(titles({ snapshot: well(), isTrusted: false })).toEqual([
      'Not trusted: Manage Workspace Trust',
      '4/4 exist',
    ]);
  });
});

test('a bad file leads to its errors, and to nothing else', () => {
  const problem = { severity: 'error', start: 0, end: 1, problem: { kind: 'severalDocuments' } } as const;
  expect(titles({ spec: undefined, problems: [problem] })).toEqual(['1 error: nothing can be brought up']);
  expect(titles({ spec: undefined, problems: [problem, problem] })).toEqual(['2 errors: nothing can be brought up']);
});
