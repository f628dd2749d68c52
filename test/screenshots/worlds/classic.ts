// The article's cluster as it stands: read, and its file written.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { around, inScene, type Scene } from '../scene.ts';

/** In their order: each begins where the one before has ended. */
export async function classic(): Promise<void> {
  await inScene({ world: 'article' }, async (scene) => {
    await reading(scene);
    await writing(scene);
    await firstSteps(scene);
  });
}

/** Steps of the walkthrough: all of them have been done in this world. */
const done = 5;

const title = (command: string): string => `Docker Overlay: ${command}`;

async function reading(scene: Scene): Promise<void> {
  const { vscode, user, camera, menuOf, hoverOn, parkPointer, lookAway, escape } = scene;
  const { page } = vscode;
  await vscode.openSidebar('Docker Overlay');
  await user.describedAs('demo', /3\/3 healthy/);
  await user.widenSidebar(80);
  await user.openGroup('Overlay networks', 'my-net');
  await vscode.expand('my-net');
  await vscode.treeRow('c4').waitFor();
  await lookAway();
  await camera.shoot('tree', {
    keep: {
      file: 'walkthrough/talk',
      part: async () => ({ ...(await around(page.locator('[id="workbench.parts.sidebar"]'))), height: 320 }),
    },
  });

  await vscode.expand('swarm-node1');
  await vscode.treeRow('c3').waitFor();
  await camera.shoot('menu-machine', { pose: () => menuOf('swarm-node1'), relax: escape });
  await camera.shoot('menu-container', { pose: () => menuOf('c3'), relax: escape });
  await camera.shoot('menu-cluster', { pose: () => menuOf('demo'), relax: escape });
  await lookAway();
  await camera.shoot('tooltip-machine', {
    pose: () => hoverOn(vscode.treeRow('swarm-node1').locator('.label-name')),
    relax: escape,
  });
  const status = page.locator('.statusbar-item[id$="dockerOverlay.health"]').first();
  await camera.shoot('status-hover', { pose: () => hoverOn(status), relax: escape });

  await vscode.runCommand(title('Show Docker Info'));
  await vscode.webview().locator('tr.healthy').first().waitFor();
  await parkPointer();
  await camera.shoot('docker-info', {
    keep: { file: 'walkthrough/info', part: () => around(page.locator('[id="workbench.parts.editor"]')) },
  });
  await vscode.runCommand('View: Close All Editors');
  await vscode.runOnRow('swarm-node1', 'Show Docker Info');
  await vscode.webview().getByText('swarm-node1').first().waitFor();
  await lookAway();
  await camera.shoot('docker-info-engine');
  await vscode.runCommand('View: Close All Editors');

  await vscode.runOnRow('swarm-agent', 'Show Container Logs');
  await vscode.outputText();
  await parkPointer();
  await camera.shoot('container-log');
  await vscode.runCommand('View: Toggle Panel Visibility');
  await vscode.runCommand(title('Report Issue'));
  await vscode.waitForNotification('Review and edit the report');
  await parkPointer();
  await camera.shoot('issue-report');
  await vscode.clearNotifications();
  await vscode.runCommand('View: Revert and Close Editor');
}

async function writing(scene: Scene): Promise<void> {
  const { demo, vscode, camera, hoverOn, parkPointer, escape, atStep } = scene;
  const { page } = vscode;
  const editor = page.locator('.editor-instance');
  const fresh = path.join(demo.folder, 'fresh.overlay-cluster.yaml');
  await writeFile(fresh, fileText);
  await vscode.runCommand('View: Toggle Primary Side Bar Visibility');
  await openPath(scene, fresh);
  await editor.locator('.codelens-decoration', { hasText: 'exist' }).waitFor();
  await parkPointer();
  const key = editor.locator('.view-line span span', { hasText: /^subnet$/ }).first();
  const part = async () => ({
    ...(await around(page.locator('[id="workbench.parts.editor"]'))),
    width: 760,
    height: 420,
  });
  await camera.shoot('file-hover', {
    pose: () => hoverOn(key),
    relax: escape,
    keep: { file: 'walkthrough/file', part },
  });

  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('dri');
  await page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
  await camera.shoot('file-completion');
  await escape();
  await page.keyboard.press('Control+Z');
  await page.keyboard.type('nodez: []');
  await escape();
  await editor.locator('.squiggly-error').first().waitFor();
  await camera.shoot('file-mistake', {
    pose: () => hoverOn(editor.locator('.view-line span span', { hasText: /^nodez$/ }).first()),
    relax: escape,
  });
  await vscode.runCommand('View: Toggle Problems');
  await parkPointer();
  await camera.shoot('file-problems');
  await vscode.runCommand('View: Toggle Panel Visibility');
  // What was typed has been saved by itself.
  await vscode.runCommand('View: Close All Editors');
  await writeFile(fresh, fileText);
  await openPath(scene, fresh);
  await editor.locator('.codelens-decoration a', { hasText: 'Show Plan' }).click();
  await page.locator('.tab.active', { hasText: ': Plan' }).waitFor();
  // The cursor marks every word that is like its own.
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await parkPointer();
  await camera.shoot('plan', {
    keep: { file: 'walkthrough/up', part: async () => ({ ...(await part()), width: 860, height: 560 }) },
  });
  await vscode.runCommand('View: Close All Editors');
  await rm(fresh);

  await vscode.runCommand(title('New Cluster File…'));
  await atStep(1);
  await page.keyboard.press('Enter');
  await atStep(2);
  await camera.shoot('wizard-orchestration');
  await vscode.pick('classic');
  await atStep(3);
  await vscode.quickPickItems();
  await camera.shoot('wizard-driver', {
    keep: { file: 'walkthrough/tool', part: () => around(page.locator('.quick-input-widget')) },
  });
  await vscode.pick('virtualbox');
  await atStep(4);
  await vscode.pick('virtualbox-cpu-count');
  await parkPointer();
  await camera.shoot('wizard-options');
  await page.keyboard.press('Enter');
  await atStep(5);
  await page.locator('.quick-input-box input').fill('many');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-message', { hasText: 'whole number' }).waitFor();
  await camera.shoot('wizard-refused');
  await page.locator('.quick-input-box input').fill('2');
  await page.keyboard.press('Enter');
  await atStep(6);
  await camera.shoot('wizard-store');
  await page.keyboard.press('Enter');
  await atStep(7);
  await camera.shoot('wizard-managers');
  await page.keyboard.press('Enter');
  // Nodes, interface and mirror have defaults, and are boxes to type in like the one that was refused.
  for (const step of [8, 9, 10]) {
    await atStep(step);
    await page.keyboard.press('Enter');
  }
  await atStep(11);
  await vscode.quickPickItems();
  await camera.shoot('wizard-place');
  await escape();
  await vscode.runCommand('View: Toggle Primary Side Bar Visibility');
}

async function firstSteps({ vscode, camera, parkPointer }: Scene): Promise<void> {
  const { page } = vscode;
  await vscode.runCommand('View: Toggle Primary Side Bar Visibility');
  await vscode.runCommand('Welcome: Open Walkthrough...');
  await vscode.pick('Get started with Docker Overlay');
  const steps = page.locator('.getting-started-step .step-title');
  await steps.first().waitFor();
  for (const [index, step] of (await steps.allTextContents()).entries()) {
    await steps.filter({ hasText: step }).click();
    // What has been done is ticked off a moment after one looks.
    await page
      .locator('.getting-started-step .codicon-getting-started-step-checked')
      .nth(done - 1)
      .waitFor();
    // The last one's text is longer than the window.
    const pose = async (): Promise<void> => {
      await page.locator('.getting-started-step.expanded').hover();
      await page.mouse.wheel(0, 2000);
      await page.waitForTimeout(300);
      await parkPointer();
    };
    await camera.shoot(`walkthrough-${index + 1}`, { pose });
  }
  await vscode.runCommand('View: Close All Editors');
  await vscode.runCommand('View: Toggle Primary Side Bar Visibility');
}

async function openPath({ vscode }: Scene, file: string): Promise<void> {
  const { page } = vscode;
  await page.keyboard.press('Control+P');
  // By its path: what was written a moment ago is not in the list of files yet.
  await page.locator('.quick-input-box input').fill(file);
  await vscode.pick(path.basename(file));
  await page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
}

const fileText = `name: fresh
advertiseInterface: eth1
keyValueStore: { type: consul, machine: { name: kv } }
managers:
  - { name: manager }
nodes:
  - { name: node1 }
  - { name: node2 }
networks:
  - { name: my-net, subnet: 10.10.0.0/24 }
`;
