// The product in a VS Code whose display language is Chinese.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inScene, type Scene } from '../scene.ts';

const title = (command: string): string => `Docker Overlay: ${command}`;

export async function chinese(): Promise<void> {
  await inScene({ world: 'article', speed: 4, language: 'zh-cn' }, async (scene) => {
    await reading(scene);
    await writing(scene);
    await down(scene);
  });
}

async function reading(scene: Scene): Promise<void> {
  const { demo, vscode, user, camera, menuOf, hoverOn, lookAway, escape } = scene;
  const { page } = vscode;
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('demo', /3\/3/);
  await user.widenSidebar(80);
  await user.openGroup('overlay 网络', 'my-net');
  await vscode.expand('my-net');
  await vscode.expand('swarm-node1');
  await vscode.treeRow('c4').waitFor();
  await camera.shoot('chinese-menu-machine', { pose: () => menuOf('swarm-node1'), relax: escape });
  await camera.shoot('chinese-menu-container', { pose: () => menuOf('c3'), relax: escape });
  await lookAway();
  const status = page.locator('.statusbar-item[id$="dockerOverlay.health"]').first();
  await camera.shoot('chinese-status-hover', { pose: () => hoverOn(status), relax: escape });
  await vscode.runCommand(title('显示 Docker 信息'));
  await demo.tell('fault', 'freeze', 'swarm-node2');
  await user.describedAs('demo', /2\/3/);
  await vscode.webview().locator('tr.down').waitFor();
  await vscode.waitForNotification('demo');
  await vscode.clearNotifications();
  await lookAway();
  await camera.shoot('chinese-frozen');
  await camera.shoot('chinese-tooltip', {
    pose: () => hoverOn(vscode.treeRow('swarm-node2').locator('.label-name')),
    relax: escape,
  });
  await vscode.clickStatusItem('dockerOverlay.health');
  await vscode.quickPickItems();
  await camera.shoot('chinese-health');
  await escape();
  await demo.tell('mend', 'freeze', 'swarm-node2');
  await user.describedAs('demo', /3\/3/, 60_000);
  await vscode.runCommand('View: Close All Editors');
  await page.keyboard.press('F1');
  await page.locator('.quick-input-box input').fill('>Docker Overlay');
  await vscode.quickPickItems();
  await camera.shoot('chinese-palette');
  await escape();
}

async function writing({ demo, vscode, camera, hoverOn, parkPointer, escape, atStep }: Scene): Promise<void> {
  const { page } = vscode;
  const editor = page.locator('.editor-instance');
  await vscode.openFile('overlay-cluster.yaml');
  await editor.locator('.codelens-decoration', { hasText: '4/4' }).waitFor();
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('nodez: []');
  await escape();
  await editor.locator('.squiggly-error').first().waitFor();
  await camera.shoot('chinese-file', {
    pose: () => hoverOn(editor.locator('.view-line span span', { hasText: /^nodez$/ }).first()),
    relax: escape,
  });
  // What was typed has been saved by itself.
  await vscode.runCommand('View: Close All Editors');
  await writeFile(path.join(demo.folder, 'overlay-cluster.yaml'), 'name: demo\n');
  await vscode.runCommand(title('新建集群文件…'));
  await atStep(1);
  await page.keyboard.press('Enter');
  await atStep(2);
  await camera.shoot('chinese-wizard');
  await escape();
  await vscode.runCommand('Welcome: Open Walkthrough...');
  await vscode.pick('Docker Overlay 入门');
  await page.locator('.getting-started-step .step-title').first().waitFor();
  await page.locator('.getting-started-step .codicon-getting-started-step-checked').nth(4).waitFor();
  await parkPointer();
  await camera.shoot('chinese-walkthrough');
  await vscode.runCommand('View: Close All Editors');
  await vscode.runCommand('Preferences: Open Settings (UI)');
  await page.locator('.settings-editor input, .settings-editor .suggest-input-container').first().click();
  await page.keyboard.type('dockerOverlay');
  await page.locator('.settings-editor .setting-item-label').first().waitFor();
  await page.waitForTimeout(800);
  await camera.shoot('chinese-settings');
  // They open in a window of their own, which the palette does not.
  await page.locator('.settings-editor').waitFor();
  await escape();
  await page.keyboard.press('Escape');
  await page.locator('.settings-editor').waitFor({ state: 'detached' });
}

async function down({ demo, vscode, user, camera, parkPointer, untilToldAll }: Scene): Promise<void> {
  const { page } = vscode;
  await vscode.runCommand(title('拆除集群…'));
  await vscode.pick('demo');
  await vscode.dialog();
  await untilToldAll();
  await camera.shoot('chinese-down-dialog');
  await vscode.answerDialog('拆除');
  await vscode.waitForNotification('demo', 60_000);
  await page.locator('.welcome-view-content .monaco-button').first().waitFor();
  await parkPointer();
  await camera.shoot('chinese-down-done');
  await vscode.clearNotifications();
  await vscode.runCommand(title('启动集群…'));
  await vscode.pick('overlay-cluster.yaml');
  await vscode.dialog();
  await untilToldAll();
  await camera.shoot('chinese-up-dialog');
  await demo.tell('fault', 'create-slow', 'swarm-manager', 'creating', '90');
  await vscode.answerDialog('启动');
  await user.describedAs('swarm-manager', /创建机器/, 60_000);
  await parkPointer();
  await camera.shoot('chinese-up-progress');
}
