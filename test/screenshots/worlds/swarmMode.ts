// Three managers and two workers of today's engines, with a service.
import { inScene } from '../scene.ts';

export async function swarmMode(): Promise<void> {
  // Terminals are drawn as text, so that it can be waited for.
  const settings = { 'terminal.integrated.gpuAcceleration': 'off' };
  await inScene(
    { world: 'swarm-mode', settings },
    async ({ vscode, user, camera, menuOf, parkPointer, lookAway, untilToldAll, escape }) => {
      await vscode.openSidebar('Docker Overlay');
      await user.describedAs('cloud', /5\/5 ready/);
      await user.widenSidebar(80);
      await user.openGroup('Overlay networks', 'my-net');
      await vscode.expand('my-net');
      await user.openGroup('Services', 'web');
      await vscode.expand('web');
      await vscode.treeRow('web.1', 'running').waitFor();
      await camera.shoot('menu-node', { pose: () => menuOf('cloud-worker1'), relax: escape });
      await camera.shoot('menu-service', { pose: () => menuOf('web'), relax: escape });
      await camera.shoot('menu-swarm', { pose: () => menuOf('cloud'), relax: escape });
      await vscode.runCommand('Docker Overlay: Show Docker Info');
      await vscode.webview().locator('tr.healthy').first().waitFor();
      await lookAway();
      await camera.shoot('swarm-mode', { keep: { file: 'readme/swarm-mode', themes: ['dark'] } });
      await vscode.runOnRow('cloud-worker1', 'Drain Node…');
      await vscode.dialog();
      await untilToldAll();
      await camera.shoot('drain-dialog');
      await vscode.answerDialog('Cancel');
      await vscode.runOnRow('web', 'Show Service Logs');
      await vscode.page.locator('.terminal-wrapper.active').getByText('start worker process 29').first().waitFor();
      await parkPointer();
      await camera.shoot('service-log');
    },
  );
}
