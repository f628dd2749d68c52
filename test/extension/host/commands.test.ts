// The commands as another extension, a key binding or a script meets them: by id, with plain data back and nothing thrown.
import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

interface Failed {
  readonly failure: { readonly kind: string };
}

/** What changes machines and containers, or opens what everything can be changed in. */
const ofMachines = [
  'startMachine',
  'stopMachine',
  'restartMachine',
  'removeMachine',
  'regenerateCertificates',
  'openShell',
];
const ofContainers = ['startContainer', 'stopContainer', 'restartContainer', 'removeContainer', 'openContainerShell'];

async function failureOf(command: string, argument?: unknown): Promise<string> {
  const result = await vscode.commands.executeCommand<Failed>(`dockerOverlay.${command}`, argument);
  return result.failure.kind;
}

suite('commands', () => {
  let folder = '';

  suiteSetup(async () => {
    await vscode.extensions.getExtension('docker-overlay.docker-overlay')?.activate();
    folder = mkdtempSync(path.join(tmpdir(), 'docker-overlay-commands-'));
  });

  suiteTeardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, text: string): string => {
    const written = path.join(folder, name);
    writeFileSync(written, text);
    return written;
  };

  test('all that package.json names are registered, and no other', async () => {
    const extension = vscode.extensions.getExtension('docker-overlay.docker-overlay');
    const { contributes } = extension?.packageJSON as Manifest;
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('dockerOverlay.'));
    const own = registered.filter((id) => !id.startsWith('dockerOverlay.clusters.'));
    assert.deepEqual(own.sort(), contributes.commands.map(({ command }) => command).sort());
  });

  test('refresh gives the names of what there is', async () => {
    const seen = await vscode.commands.executeCommand<{ machines: unknown; clusters: unknown }>(
      'dockerOverlay.refresh',
    );
    assert.ok(Array.isArray(seen.machines));
    assert.ok(Array.isArray(seen.clusters));
  });

  test('showHealth gives its findings at once, while the list stays open', async () => {
    assert.ok(Array.isArray(await vscode.commands.executeCommand('dockerOverlay.showHealth')));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  });

  test('what is not there is a failure, not an exception', async () => {
    assert.equal(await failureOf('showDockerInfo', { cluster: 'no-such-cluster' }), 'clusterUnknown');
    assert.equal(await failureOf('showDockerInfo', { machine: 'no-such-machine' }), 'machineUnknown');
    assert.equal(await failureOf('copyAddress', { machine: 'no-such-machine' }), 'machineUnknown');
    assert.equal(await failureOf('bringClusterDown', { cluster: 'no-such-cluster' }), 'clusterUnknown');
    const machine = 'no-such-machine';
    for (const command of [...ofMachines, 'copyEngineId', 'copyEnvironment', 'finishMachine', 'recreateAgent'])
      assert.equal(await failureOf(command, { machine }), 'machineUnknown', command);
    for (const command of [...ofContainers, 'showContainerLogs'])
      assert.equal(await failureOf(command, { machine, container: 'c' }), 'machineUnknown', command);
    assert.equal(await failureOf('bringClusterUp', { file: path.join(folder, 'none.yaml') }), 'fileUnreadable');
  });

  test('no swarm, no steering: each command says which cluster is not there', async () => {
    const cluster = 'no-such-cluster';
    for (const verb of ['drain', 'pause', 'activate', 'promote', 'demote', 'remove'])
      assert.equal(await failureOf(`${verb}Node`, { cluster, node: 'n1' }), 'clusterUnknown');
    for (const verb of ['restart', 'rollBack', 'remove'])
      assert.equal(await failureOf(`${verb}Service`, { cluster, service: 'web' }), 'clusterUnknown');
    const scale = { cluster, service: 'web' };
    assert.equal(await failureOf('scaleService', { ...scale, replicas: 2 }), 'clusterUnknown');
    assert.equal(await failureOf('scaleService', { ...scale, replicas: -2 }), 'replicasInvalid');
    assert.equal(await failureOf('showServiceLogs', { cluster, service: 'web' }), 'clusterUnknown');
    assert.equal(await failureOf('copyJoinCommand', { cluster, role: 'worker' }), 'clusterUnknown');
    assert.equal(await failureOf('rotateJoinTokens', { cluster, role: 'both' }), 'clusterUnknown');
  });

  test('a bad cluster file is marked at its place, and nothing runs', async () => {
    const bad = file('bad.overlay-cluster.yaml', 'name: demo\nnodez: []\n');
    assert.equal(await failureOf('bringClusterUp', { file: bad }), 'fileInvalid');
    const [problem] = vscode.languages.getDiagnostics(vscode.Uri.file(bad));
    assert.equal(problem?.range.start.line, 1);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.match(problem.message, /nodez.*nodes/);
  });

  test('read-only refuses what changes something', async () => {
    const settings = vscode.workspace.getConfiguration('dockerOverlay');
    await settings.update('readOnly', true, vscode.ConfigurationTarget.Global);
    try {
      assert.equal(
        await failureOf('bringClusterUp', { file: file('overlay-cluster.yaml', 'name: demo\n') }),
        'readOnly',
      );
      assert.equal(await failureOf('bringClusterDown', { cluster: 'demo' }), 'readOnly');
      for (const command of [...ofMachines, 'finishMachine', 'recreateAgent', ...ofContainers])
        assert.equal(await failureOf(command, { machine: 'm', container: 'c' }), 'readOnly', command);
      const commands = ['drainNode', 'pauseNode', 'activateNode', 'promoteNode', 'demoteNode', 'removeNode'];
      commands.push('scaleService', 'restartService', 'rollBackService', 'removeService');
      commands.push('rotateJoinTokens', 'copyJoinCommand', 'deployStack');
      for (const command of commands)
        assert.equal(await failureOf(command, { cluster: 'demo', node: 'n', service: 's' }), 'readOnly');
    } finally {
      await settings.update('readOnly', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
