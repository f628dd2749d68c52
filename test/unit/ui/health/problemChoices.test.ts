// What `showHealth` offers: every remedy of a problem, and what Enter would do before it is pressed.
import { expect, test } from 'vitest';
import { english } from '../../../../src/base/text.ts';
import { problemChoices, type Choice } from '../../../../src/ui/health/problemChoices.ts';
import { problemList, type ListedProblem, type ProblemGroup } from '../../../../src/ui/health/problemList.ts';
import { failed, snapshot, wellCluster } from '../../samples.ts';

const action = (title: string) => ({ title, command: `dockerOverlay.${title}`, args: [] });
const problem = (given: Partial<ListedProblem>): ListedProblem => ({
  kind: 'machineStopped',
  machine: 'node1',
  short: 'stopped',
  what: 'Machine node1 is stopped',
  why: '',
  remedy: 'Start it.',
  actions: [],
  severity: 'error',
  ...given,
});
const group = (...problems: readonly ListedProblem[]): ProblemGroup => ({
  cluster: 'demo',
  level: problems.length === 0 ? 'healthy' : 'degraded',
  healthy: 3,
  of: 3,
  counted: '3 of 3 nodes healthy',
  isChecking: false,
  problems,
});
const choiceOf = (given: ProblemGroup): Choice => problemChoices([given], english)[1] as Choice;

test('a problem says what Enter does, and keeps every remedy within reach', () => {
  const actions = [action('Start'), action('Remove…')];
  expect(problemChoices([group(problem({ actions }))], english)).toEqual([
    { heading: 'demo' },
    {
      label: 'node1',
      description: 'stopped',
      detail: 'Enter: Start · Start it. Machine node1 is stopped.',
      icon: 'error',
      actions,
    },
  ]);
});

test('of a machine that no command helps, its docker info is shown', () => {
  const { detail, actions } = choiceOf(group(problem({ remedy: 'Wait a moment.' })));
  expect(detail).toBe('Enter: Show Docker Info · Wait a moment. Machine node1 is stopped.');
  expect(actions).toMatchObject([{ command: 'dockerOverlay.showDockerInfo', args: [{ machine: 'node1' }] }]);
});

test('what is of no cluster stands apart: what this computer lacks is no machine’s', () => {
  const tool = problem({ kind: 'toolMissing', machine: undefined, short: 'docker-machine not found' });
  const labels = problemChoices([{ ...group(problem({}), tool), cluster: undefined }], english).map((each) =>
    'heading' in each ? `# ${each.heading}` : each.label,
  );
  expect(labels).toEqual(['# This computer', 'docker-machine not found', '# Other machines', 'node1']);
});

test('where Enter does nothing it is not named', () => {
  const { label, detail, actions } = choiceOf(group(problem({ machine: undefined })));
  expect([label, detail, actions]).toEqual(['stopped', 'Start it. Machine node1 is stopped.', []]);
});

test('a cluster without problems leads to its docker info', () => {
  expect(choiceOf(group())).toMatchObject({
    label: '3 of 3 nodes healthy',
    detail: 'Enter: Show Docker Info',
    icon: 'pass',
    actions: [{ command: 'dockerOverlay.showDockerInfo', args: [{ cluster: 'demo' }] }],
  });
});

test('of an engine that is silent the whole remedy is read, the name of the setting too', () => {
  const { cluster, machines } = wellCluster();
  const silent = { kind: 'engineSilent', address: '192.168.99.103:2376', after: 3000, connected: true } as const;
  const [, choice] = problemChoices(
    problemList(
      snapshot(
        machines.map((each) => (each.name === 'swarm-node2' ? { ...each, engine: failed<never>(silent) } : each)),
        [cluster],
      ),
      english,
    ),
    english,
  );
  // What a quick pick of the usual width shows of a detail.
  expect((choice as Choice).detail.slice(0, 69)).toBe(
    'Enter: Restart · Check the host, or raise dockerOverlay.probeTimeout.',
  );
});
