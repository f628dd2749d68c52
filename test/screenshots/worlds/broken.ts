// What a person meets who breaks the demo: its own commands, being told, the filter, a machine that was never finished, and a shell.
import { demoPackage } from '../../vscode/product.ts';
import { inScene, type Scene } from '../scene.ts';

/** In their order: each begins where the one before has ended. */
export async function broken(): Promise<void> {
  const extensions = [await demoPackage()];
  // Terminals are drawn as text, so that it can be waited for.
  const settings = { 'terminal.integrated.gpuAcceleration': 'off' };
  await inScene({ world: 'article', speed: 4, extensions, settings }, async (scene) => {
    await told(scene);
    await filtered(scene);
    await shell(scene);
    await leftover(scene);
  });
}

const node = 'swarm-node2';

async function told({ vscode, user, camera, parkPointer, escape }: Scene): Promise<void> {
  await vscode.waitForNotification('This is a demo');
  await parkPointer();
  await camera.shoot('demo-told');
  await vscode.clearNotifications();
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('demo', /3\/3 healthy/);
  await user.widenSidebar(80);
  await vscode.runCommand('Docker Overlay Demo: Break Something…');
  await vscode.quickPickItems();
  await parkPointer();
  await camera.shoot('demo-faults');
  await vscode.pick('Stopped engine');
  await vscode.until('machines to choose from', async () => (await vscode.quickPickItems()).includes(node));
  await parkPointer();
  await camera.shoot('demo-fault-machines');
  await vscode.pick(node);
  await vscode.waitForNotification('demo is no longer healthy');
  await parkPointer();
  await camera.shoot('health-notice');
  await vscode.clearNotifications();
  await vscode.runCommand('Docker Overlay Demo: Fix…');
  await vscode.quickPickItems();
  await camera.shoot('demo-mend');
  await escape();
}

/** While the node is still down. */
async function filtered({ demo, vscode, user, camera, parkPointer, escape }: Scene): Promise<void> {
  await vscode.runCommand('Docker Overlay: Filter…');
  await vscode.page.locator('.quick-input-box input').fill('swarm-node');
  await vscode.treeRow('kvstore').waitFor({ state: 'detached' });
  await parkPointer();
  await camera.shoot('filter');
  await vscode.page.locator('.quick-input-box input').fill('nobody has this');
  await vscode.treeRow(node).waitFor({ state: 'detached' });
  await camera.shoot('filter-without-rows');
  await escape();
  await vscode.runCommand('Docker Overlay: Clear Filter');
  await demo.tell('mend', 'stop', node);
  await user.describedAs('demo', /3\/3 healthy/, 60_000);
  await vscode.clearNotifications();
}

async function shell({ vscode, camera, parkPointer }: Scene): Promise<void> {
  const { page } = vscode;
  await vscode.runOnRow('swarm-node1', 'Open Shell on Machine');
  const terminal = page.locator('.terminal-wrapper.active');
  await terminal.getByText('docker@swarm-node1').first().waitFor();
  await page.keyboard.type('docker ps\n');
  await terminal.getByText('swarm-agent').first().waitFor();
  await parkPointer();
  await camera.shoot('shell');
  await page.keyboard.type('exit\n');
  await terminal.waitFor({ state: 'detached' });
}

/** One whose create has failed half way. */
async function leftover({ demo, vscode, user, camera, menuOf, parkPointer, escape }: Scene): Promise<void> {
  await vscode.runOnRow(node, 'Remove Machine…');
  await vscode.dialog();
  await camera.shoot('remove-dialog');
  await vscode.answerDialog('Remove');
  await vscode.waitForNotification(`Removed: ${node}`, 60_000);
  await vscode.clearNotifications();
  await demo.tell('fault', 'create-fails', node, 'creating');
  await user.askForUp();
  await vscode.dialog();
  await vscode.answerDialog('Bring Up');
  await vscode.waitForNotification('demo is not fully up', 120_000);
  await user.describedAs(node, /incomplete/);
  await parkPointer();
  await camera.shoot('up-failed');
  await vscode.clearNotifications();
  await camera.shoot('leftover', { pose: () => vscode.treeRow(node).hover() });
  await camera.shoot('leftover-menu', { pose: () => menuOf(node), relax: escape });
}
