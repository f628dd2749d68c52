// Commands that remove, stop or change something ask, whatever argument they are given: any link in a text could pass one.
import { beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import { ok } from '../../../../src/base/result.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Shell } from '../../../../src/ui/shell.ts';
import { container, machine, seen, seenMachine, snapshot, view } from '../../samples.ts';

const { questions, details } = vi.hoisted(() => ({ questions: [] as string[], details: [] as string[] }));

vi.mock('vscode', () => {
  const ask = (question: string, options?: { readonly detail?: string }): Promise<undefined> => {
    questions.push(question);
    details.push(options?.detail ?? '');
    return Promise.resolve(undefined);
  };
  return {
    l10n: {
      t: (message: string, ...values: readonly unknown[]) =>
        message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
    },
    env: {},
    Uri: Map,
    ThemeIcon: Map,
    TreeItem: Map,
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    ProgressLocation: { Notification: 15, Window: 10 },
    workspace: { isTrusted: true },
    commands: { executeCommand: () => Promise.resolve(undefined) },
    window: {
      showWarningMessage: ask,
      showInformationMessage: ask,
      showErrorMessage: ask,
      withProgress: (_: unknown, work: (progress: unknown, token: unknown) => unknown) =>
        work({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
    },
  };
});

const { runCommand } = await import('../../../../src/ui/commands/runCommand.ts');

/** Calls that change something. */
const changes: string[] = [];
const changing = (what: string) => () => {
  changes.push(what);
  return Promise.resolve(ok(undefined));
};

const picture = {
  ...snapshot([
    seenMachine(machine('m1', { address: '10.0.0.1' }), { engine: seen(view('m1', {}, [container('web')])) }),
  ]),
  lostAt: undefined as Date | undefined,
};
const service = { id: 's1', name: 'web', replicas: 3, mode: 'replicated', canRollBack: true, stack: undefined };
const agent = { id: 'id-agent', name: 'swarm-agent', image: 'swarm', from: '10.0.0.9:2376', to: '10.0.0.1:2376' };
const plan = {
  verb: 'down',
  cluster: 'demo',
  steps: [
    {
      id: 'remove m1',
      action: { kind: 'removeMachine', machine: 'm1', driver: 'virtualbox' },
      after: [],
      cause: { kind: 'goes' },
      undo: undefined,
      mayFail: true,
    },
  ],
  warnings: [],
  standing: [],
};
/** What stands in the way of something that is done to a machine. */
const obstacles: Failure[] = [];
/** Why docker-machine cannot be used. */
const broken: { failure: Failure | undefined } = { failure: undefined };
const shell = {
  current: {
    hold: (work: () => unknown) => work(),
    clusters: { snapshot: picture, refresh: () => Promise.resolve(picture), startEmpty: changing('store') },
    runs: { planDown: () => Promise.resolve(ok({ keepsData: plan, removesData: plan })), run: changing('run') },
    machines: {
      obstacle: () => Promise.resolve(obstacles[0]),
      change: changing('machine'),
      terminal: changing('terminal'),
    },
    tool: { failure: () => Promise.resolve(broken.failure) },
    containers: {
      find: (place: object) => Promise.resolve(ok({ ...place, id: 'id-web' })),
      change: changing('container'),
    },
    agents: {
      find: (name: string) => Promise.resolve(ok({ machine: name, agents: [agent] })),
      recreate: changing('agent'),
    },
    swarms: {
      view: () => Promise.resolve(ok({ nodes: [], services: [service], tasks: [] })),
      find: () => Promise.resolve(ok({ cluster: 'demo', id: 'swarm1' })),
      foreseeNode: (_: unknown, node: { readonly node: string }, verb: string) =>
        Promise.resolve(
          ok({
            node: { id: node.node, hostname: 'm1', role: 'worker', availability: 'active', state: 'ready' },
            ...{ verb, isSo: false, moves: [], ends: [], managers: { count: 1, mayBeLost: 0 }, undo: undefined },
          }),
        ),
      steerNode: changing('node'),
      foreseeService: (_: unknown, __: unknown, verb: unknown) =>
        Promise.resolve(ok({ service, verb, isSo: false, running: 3, desired: 1 })),
      steerService: changing('service'),
      rotateJoinTokens: changing('tokens'),
    },
  },
  settings: { isReadOnly: false, askSecrets: () => Promise.resolve(ok(undefined)) },
  log: silentLog,
} as unknown as Shell;

beforeEach(() => {
  broken.failure = undefined;
  for (const list of [questions, details, changes, obstacles]) list.length = 0;
});

test.each([
  ['bringClusterDown', { cluster: 'demo', removeVolumes: true }],
  ['removeMachine', { machine: 'm1' }],
  ['removeMachine', { machine: 'm1', force: true }],
  ['stopMachine', { machine: 'm1' }],
  ['restartMachine', { machine: 'm1' }],
  ['regenerateCertificates', { machine: 'm1' }],
  ['recreateAgent', { machine: 'm1' }],
  ['removeContainer', { machine: 'm1', container: 'web' }],
  ['stopContainer', { machine: 'm1', container: 'web' }],
  ['restartContainer', { machine: 'm1', container: 'web' }],
  ['drainNode', { cluster: 'demo', node: 'n1' }],
  ['pauseNode', { cluster: 'demo', node: 'n1' }],
  ['promoteNode', { cluster: 'demo', node: 'n1' }],
  ['demoteNode', { cluster: 'demo', node: 'n1' }],
  ['removeNode', { cluster: 'demo', node: 'n1' }],
  ['scaleService', { cluster: 'demo', service: 'web', replicas: 1 }],
  ['restartService', { cluster: 'demo', service: 'web' }],
  ['rollBackService', { cluster: 'demo', service: 'web' }],
  ['removeService', { cluster: 'demo', service: 'web' }],
  ['rotateJoinTokens', { cluster: 'demo', role: 'both' }],
  ['startEmptyStore', {}],
])('%s %j', async (name, argument) => {
  // Nothing to ask of a store that is there.
  picture.lostAt = name === 'startEmptyStore' ? new Date() : undefined;
  for (const more of [{ confirm: false }, { confirm: 'confirmed' }, { confirmed: true, ask: false, force: true }]) {
    questions.length = 0;
    expect(await runCommand(`dockerOverlay.${name}`, shell, { ...argument, ...more })).toMatchObject({
      failure: { kind: 'cancelled' },
    });
    expect(questions).toHaveLength(1);
  }
  expect(changes).toEqual([]);
});

test.each(['startMachine', 'stopMachine', 'restartMachine', 'removeMachine', 'regenerateCertificates', 'openShell'])(
  '%s without a docker-machine that works: told before any question, and nothing is begun',
  async (name) => {
    broken.failure = { kind: 'toolMissing', path: '/opt/docker-machine' };
    expect(await runCommand(`dockerOverlay.${name}`, shell, { machine: 'm1' })).toMatchObject({
      failure: { kind: 'toolMissing' },
    });
    expect(questions).toEqual([expect.stringContaining('docker-machine was not found')]);
    expect(changes).toEqual([]);
  },
);

test('the question before an agent is recreated names host, container and both addresses', async () => {
  await runCommand('dockerOverlay.recreateAgent', shell, { machine: 'm1' });
  expect(details.at(-1)).toContain('swarm-agent on m1 (swarm) advertises 10.0.0.9:2376.');
  expect(details.at(-1)).toContain('The new container advertises 10.0.0.1:2376.');
});

test('nothing is asked, looked for or changed while everything is read-only', async () => {
  const { current, log } = shell;
  const readOnly = {
    current,
    log,
    settings: { isReadOnly: true },
  } as unknown as Shell;
  expect(await runCommand('dockerOverlay.recreateAgent', readOnly, { machine: 'm1' })).toMatchObject({
    failure: { kind: 'readOnly' },
  });
  expect(changes).toEqual([]);
});

test('a shell on a machine that is not there: said before docker-machine is asked', async () => {
  broken.failure = { kind: 'toolMissing', path: '/opt/docker-machine' };
  obstacles.push({ kind: 'machineUnknown', machine: 'gone' });
  expect(await runCommand('dockerOverlay.openShell', shell, { machine: 'gone' })).toMatchObject({
    failure: { kind: 'machineUnknown' },
  });
});
