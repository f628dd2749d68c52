// What a run of swarm mode leaves to be told: which file a remedy changes, and each step in words.
import { describe, expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Action, Plan, Step } from '../../../../src/model/plan.ts';
import { renderPlan } from '../../cluster/renderPlan.ts';
import { explainFailure } from '../../../../src/ui/explain/explainFailure.ts';
import { stepWords } from '../../../../src/ui/runs/runProgress.ts';
import { withFile } from '../../../../src/ui/runs/runReport.ts';

const init = (isAutolocked: boolean): Action => ({
  kind: 'initSwarm',
  machine: 'm1',
  swarm: { interface: 'eth1', defaultAddressPools: [], dataPathPort: 4789, isAutolocked, availability: 'active' },
});
const plan = (action: Action): Plan => {
  const step: Step = { id: 'x', action, after: [], cause: { kind: 'missing' }, undo: undefined, mayFail: false };
  return { verb: 'up', cluster: 'demo', steps: [step], warnings: [], standing: [] };
};

describe('the file that a remedy changes', () => {
  const outgrown: Failure = { kind: 'engineWithoutClusterStore', version: '26.1.5', from: 'kvstore' };
  const file = '/w/overlay-cluster.yaml';
  const asked = (failure: Failure): unknown =>
    explainFailure(withFile(failure, file), english).actions.filter(
      ({ command }) => command === 'dockerOverlay.changeToSwarmMode',
    );
  const button = { title: 'Change to swarm-mode', command: 'dockerOverlay.changeToSwarmMode', args: [{ file }] };

  test.each<[string, Failure]>([
    ['a plan that could not work', outgrown],
    ['one of several reasons', { kind: 'several', failures: [{ kind: 'readOnly' }, outgrown] }],
    ['a create that failed', { kind: 'createFailed', machine: 'm1', stage: 'engine', leftover: true, cause: outgrown }],
  ])('is that of %s', (_, failure) => {
    expect(asked(failure)).toEqual([button]);
  });

  test('is asked for where nobody knows it, and nothing to others', () => {
    expect(explainFailure(outgrown, english).actions).toEqual([{ ...button, args: [] }]);
    expect(asked({ kind: 'readOnly' })).toEqual([]);
  });
});

test.each<[Action, string, string]>([
  [init(true), 'creating the swarm on m1', 'init the swarm on m1  advertised on eth1, locked when its engine restarts'],
  [
    { kind: 'joinSwarm', machine: 'w1', via: 'm1', as: { role: 'worker', interface: 'eth1', availability: 'active' } },
    'joining w1 to the swarm',
    'join w1 as a worker  via m1',
  ],
  [{ kind: 'leaveSwarm', machine: 'w1' }, 'removing w1 from its swarm', 'remove w1 from its swarm'],
  [change({ role: 'manager' }), 'promoting w1', 'promote w1'],
  [change({ role: 'worker' }), 'demoting w1', 'demote w1'],
  [change({ availability: 'drain' }), 'draining w1', 'drain w1'],
  [change({ availability: 'pause' }), 'pausing w1', 'pause w1'],
  [change({ availability: 'active' }), 'activating w1', 'activate w1'],
  [
    { kind: 'removeNode', via: 'm1', node: { id: 'x', hostname: 'w1' } },
    'removing the node w1',
    'remove node w1 from the list',
  ],
  [{ kind: 'awaitSwarm', managers: ['m1'], nodes: ['m1'] }, 'waiting for 1 ready nodes', 'wait until 1 node ready'],
])('%j has words', (action, doing, planned) => {
  expect(stepWords(action, english)).toBe(doing);
  expect(renderPlan(plan(action))).toBe(planned);
});

function change(wanted: Extract<Action, { kind: 'updateNode' }>['change']): Action {
  return { kind: 'updateNode', via: 'm1', node: { id: 'x', hostname: 'w1' }, change: wanted };
}
