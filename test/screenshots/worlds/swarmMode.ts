// Three managers and two workers of today's engines, with a service.
import { inScene } from '../scene.ts';

export async function swarmMode(): Promise<void> {
  await inScene({ world: 'swarm-mode' }, async ({ vscode, user, camera, menuOf, parkPointer, escape }) => {
    await vscode.openSidebar('Docker Overlay');
    await user.describedAs('cloud', /5\/5 ready/);
    await user.widenSidebar(80);
    await user.openGroup('Overlay networks', 'my-net');
    await vscode.expand('my-net');
    await user.openGroup('Services', 'web');
    await vscode.expand('web');
    await vscode.treeRow('web.1', 'running').waitFor();
    await vscode.runCommand('Docker Overlay: Show Docker Info');
    await vscode.webview().locator('tr.healthy').first().waitFor();
    await parkPointer();
    await camera.shoot('swarm-mode', { keep: { file: 'readme/swarm-mode', themes: ['dark'] } });
    await camera.shoot('menu-node', { pose: () => menuOf('cloud-worker1'), relax: escape });
    await camera.shoot('menu-service', { pose: () => menuOf('web'), relax: escape });
    await camera.shoot('menu-swarm', { pose: () => menuOf('cloud'), relax: escape });
    await vscode.runOnRow('cloud-worker1', 'Drain Node…');
    await vscode.dialog();
    await camera.shoot('drain-dialog');
    await vscode.answerDialog('Cancel');
    await vscode.runOnRow('web', 'Show Service Logs');
    await vscode.page.waitForTimeout(1500);
    await parkPointer();
    await camera.shoot('service-log');
  });
}
