// The article's cluster in its days: a node freezes, it goes down, comes up, and is gone.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { inScene, type Scene } from '../scene.ts';

/** In their order: each begins where the one before has ended. */
export async function runs(): Promise<void> {
  await inScene({ world: 'article', speed: 4 }, async (scene) => {
    await frozen(scene);
    await downAndUp(scene);
    await nothingThere(scene);
  });
}

const title = (command: string): string => `Docker Overlay: ${command}`;

async function frozen({ demo, vscode, user, camera, parkPointer, lookAway, escape, hoverOn }: Scene): Promise<void> {
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('demo', /3\/3 healthy/);
  await user.widenSidebar(80);
  await vscode.runCommand(title('Show Docker Info'));
  await demo.tell('fault', 'freeze', 'swarm-node2');
  await user.describedAs('demo', /2\/3 healthy/);
  await vscode.webview().locator('tr.down').waitFor();
  await vscode.waitForNotification(/no longer healthy/);
  await vscode.webview().getByText('Engines registered: 2').waitFor();
  await vscode.clearNotifications();
  await lookAway();
  await camera.shoot('frozen');
  await camera.shoot('frozen-tooltip', {
    pose: () => hoverOn(vscode.treeRow('swarm-node2').locator('.label-name')),
    relax: escape,
  });
  await vscode.clickStatusItem('dockerOverlay.health');
  await vscode.quickPickItems();
  await parkPointer();
  await camera.shoot('health');
  await escape();
  await demo.tell('mend', 'freeze', 'swarm-node2');
  await user.describedAs('demo', /3\/3 healthy/, 60_000);
  await vscode.runCommand('View: Close All Editors');
  await vscode.clearNotifications();
}

async function downAndUp({ demo, vscode, user, camera, parkPointer, untilToldAll }: Scene): Promise<void> {
  await vscode.runCommand(title('Bring Cluster Down…'));
  await vscode.pick('demo');
  await vscode.dialog();
  await untilToldAll();
  await camera.shoot('down-dialog');
  await vscode.answerDialog('Bring Down');
  await vscode.waitForNotification('demo is down', 60_000);
  await parkPointer();
  await camera.shoot('down-done');
  await vscode.clearNotifications();

  await user.askForUp();
  await vscode.dialog();
  await untilToldAll();
  await camera.shoot('up-dialog');
  // So that all themes show the same moment.
  await demo.tell('fault', 'create-slow', 'swarm-manager', 'creating', '90');
  await vscode.answerDialog('Bring Up');
  await user.describedAs('swarm-manager', /creating: creating the machine/, 60_000);
  await parkPointer();
  await camera.shoot('up-progress');
  await vscode.runCommand(title('Show Docker Info'));
  await vscode.webview().getByText('docker-machine has been creating').first().waitFor();
  await parkPointer();
  await camera.shoot('up-progress-page');
  await vscode.runCommand('View: Close All Editors');
  await demo.tell('mend', 'create-slow', 'swarm-manager');
  await vscode.waitForNotification('demo is up', 240_000);
  await camera.shoot('up-done');
  await vscode.clearNotifications();
  await vscode.runCommand(title('Show Log'));
  await vscode.outputText();
  await parkPointer();
  await camera.shoot('log');
  await vscode.runCommand('View: Toggle Panel Visibility');
}

async function nothingThere({ demo, vscode, user, camera, parkPointer }: Scene): Promise<void> {
  const { page } = vscode;
  const welcome = page.locator('.welcome-view-content .monaco-button');
  await user.bringDown('demo', 'demo is down');
  await welcome.filter({ hasText: 'Bring Cluster Up' }).waitFor();
  await parkPointer();
  await camera.shoot('welcome-with-file');
  await rm(path.join(demo.folder, 'overlay-cluster.yaml'));
  await welcome.filter({ hasText: 'New Cluster File' }).waitFor();
  await camera.shoot('welcome-without-file');
  await vscode.changeSettings({ 'dockerOverlay.readOnly': true });
  await welcome.filter({ hasText: 'Open Setting' }).waitFor();
  await camera.shoot('welcome-read-only');
}
