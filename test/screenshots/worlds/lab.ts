// What README shows of the article's cluster: real hosts, engines, consul and classic swarm, and a host whose engine freezes.
import { inScene, type Scene } from '../scene.ts';

export async function lab(): Promise<void> {
  await inScene({ world: 'lab' }, async (scene) => {
    await healthy(scene);
    await frozen(scene);
  });
}

async function healthy({ vscode, user, camera, lookAway }: Scene): Promise<void> {
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('demo', /3\/3 healthy/);
  await user.widenSidebar(80);
  await user.openGroup('Overlay networks', 'my-net');
  await vscode.expand('my-net');
  await vscode.treeRow('c4').waitFor();
  await vscode.runCommand('Docker Overlay: Show Docker Info');
  await vscode.webview().locator('tr.healthy').nth(2).waitFor();
  await lookAway();
  await camera.shoot('lab-cluster', { keep: { file: 'readme/cluster', themes: ['dark'] } });
}

async function frozen({ demo, vscode, user, camera, parkPointer }: Scene): Promise<void> {
  await demo.tell('fault', 'freeze', 'swarm-node2');
  await user.describedAs('demo', /2\/3 healthy/);
  await vscode.webview().locator('tr.down').waitFor();
  await parkPointer();
  await vscode.clearNotifications();
  await camera.shoot('lab-frozen', { keep: { file: 'readme/frozen', themes: ['light'] } });
}
