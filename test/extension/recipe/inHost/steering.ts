// Inside VS Code, on the lab's swarm: the commands that ask nothing, as a key binding or a script calls them. VS Code shows no dialog here.
import * as assert from 'node:assert/strict';
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

  test('a node is activated as a row of the tree, and is so already', async () => {
    const row = { id: `cluster/${cluster}/machine/m2`, cluster, machine: 'm2' };
    const activated = await call<Record<string, unknown>>('activateNode', row);
    assert.equal(activated['isChanged'], false);
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
