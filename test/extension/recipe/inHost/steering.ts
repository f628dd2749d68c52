// Inside VS Code, on the lab's swarm: the commands as a key binding or a script calls them, and what they open.
import * as assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

const call = <T>(command: string, argument: object): Thenable<T> =>
  vscode.commands.executeCommand<T>(`dockerOverlay.${command}`, argument);

async function eventually(what: () => boolean, message: string): Promise<void> {
  for (const end = Date.now() + 20_000; !what();) {
    assert.ok(Date.now() < end, message);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

suite('steering', () => {
  let cluster = '';

  suiteSetup(async () => {
    await vscode.extensions.getExtension('docker-overlay.docker-overlay')?.activate();
    const seen = await vscode.commands.executeCommand<{ clusters: readonly { name: string }[] }>(
      'dockerOverlay.refresh',
    );
    cluster = seen.clusters[0]?.name ?? '';
    assert.notEqual(cluster, '');
  });

  test('a stack is deployed in a terminal of its own, and waited for', async () => {
    const file = path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'compose.yaml');
    const deployed = await call<Record<string, unknown>>('deployStack', {
      cluster,
      file,
      stack: 'shop',
    });
    assert.deepEqual(deployed, {
      cluster,
      stack: 'shop',
      manager: 'm1',
      services: ['shop_web'],
      running: 2,
      desired: 2,
      isConverged: true,
    });
    assert.ok(vscode.window.terminals.some(({ name }) => name.includes('shop')));
  });

  test('what docker refuses is a failure', async () => {
    const file = path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'broken.yaml');
    assert.deepEqual(await call('deployStack', { cluster, file, stack: 'bad' }), {
      failure: { kind: 'stackFailed', stack: 'bad', exitCode: 1 },
    });
  });

  test('its logs are followed in a terminal, one for each service, until it is closed', async () => {
    const named = (): readonly vscode.Terminal[] =>
      vscode.window.terminals.filter(({ name }) => name === 'Docker Overlay: shop_web');
    for (const _ of [1, 2]) {
      assert.deepEqual(await call('showServiceLogs', { cluster, service: 'shop_web' }), {
        cluster,
        service: 'shop_web',
      });
      await eventually(() => named().length === 1, 'one terminal');
    }
    named()[0]?.dispose();
    await eventually(() => named().length === 0, 'no terminal');
  });

  test('a node is drained and activated, by name and as a row of the tree', async () => {
    const drained = await call<Record<string, unknown>>('drainNode', { cluster, node: 'm2' });
    assert.equal(drained['isConverged'], true);
    assert.equal(drained['undo'], 'activate');
    const row = { id: `cluster/${cluster}/machine/m2`, cluster, machine: 'm2' };
    const activated = await call<Record<string, unknown>>('activateNode', row);
    assert.equal(activated['isChanged'], true);
  });

  test('a service is scaled', async () => {
    const scaled = await call<Record<string, unknown>>('scaleService', { cluster, service: 'shop_web', replicas: 3 });
    assert.equal(scaled['running'], 3);
  });

  test('a join command is on the clipboard and nowhere else', async () => {
    const copied = await call<Record<string, unknown>>('copyJoinCommand', { cluster, role: 'worker' });
    assert.deepEqual(copied, { cluster, role: 'worker' });
    assert.match(
      await vscode.env.clipboard.readText(),
      /^docker swarm join --advertise-addr \S+ --token SWMTKN-\S+ \S+:2377$/,
    );
  });

  test('what would lose the managers is refused', async () => {
    assert.deepEqual(await call('demoteNode', { cluster, node: 'm1' }), {
      failure: { kind: 'lastManager', node: 'm1' },
    });
  });
});
