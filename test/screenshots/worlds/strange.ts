// What stands in the view where nothing can be shown, and clusters too large to be taken down by a button, or to be seen at a glance.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inScene } from '../scene.ts';

export async function restricted(): Promise<void> {
  await inScene({ world: 'empty', trusted: false, areUserSettings: true }, async ({ vscode, camera, parkPointer }) => {
    await vscode.openSidebar('Docker Overlay');
    const welcome = vscode.page.locator('.welcome-view-content .monaco-button');
    await welcome.filter({ hasText: 'Manage Workspace Trust' }).waitFor();
    await vscode.openFile('overlay-cluster.yaml');
    await vscode.page.locator('.codelens-decoration', { hasText: 'exist' }).waitFor();
    await parkPointer();
    await camera.shoot('welcome-untrusted');
    await vscode.runCommand('View: Close All Editors');
    await vscode.changeSettings({ 'dockerOverlay.machine.path': 'not-a-docker-machine' });
    await welcome.page().getByText('docker-machine was not found').waitFor();
    await camera.shoot('welcome-untrusted-without-tool');
  });
}

export async function withoutTool(): Promise<void> {
  await inScene({ world: 'empty' }, async ({ demo, vscode, camera, parkPointer }) => {
    await vscode.openSidebar('Docker Overlay');
    const welcome = vscode.page.locator('.welcome-view-content .monaco-button');
    const settings = { 'dockerOverlay.machine.path': 'not-a-docker-machine' };
    await writeFile(path.join(demo.folder, '.vscode/settings.json'), JSON.stringify(settings));
    await welcome.filter({ hasText: 'Open Setting' }).waitFor();
    await parkPointer();
    await camera.shoot('welcome-without-tool', {
      keep: { file: 'walkthrough/toolMissing', part: async () => ({ x: 48, y: 34, width: 300, height: 260 }) },
    });
  });
}

export async function large(): Promise<void> {
  await inScene({ world: 'machines', machines: 500 }, async ({ vscode, user, camera, parkPointer }) => {
    await vscode.openSidebar('Docker Overlay');
    await user.describedAs('large', /\/499 healthy/, 120_000);
    await user.widenSidebar(80);
    await vscode.runCommand('Docker Overlay: Show Docker Info');
    await vscode.webview().locator('tr.healthy').first().waitFor({ timeout: 60_000 });
    await user.describedAs('large', /499\/499 healthy/, 120_000);
    await parkPointer();
    await camera.shoot('large');
  });
}

export async function many(): Promise<void> {
  await inScene(
    { world: 'machines', machines: 12 },
    async ({ vscode, user, camera, parkPointer, untilToldAll, escape }) => {
      const input = vscode.page.locator('.quick-input-box input');
      await vscode.openSidebar('Docker Overlay');
      await user.describedAs('large', /11\/11 healthy/);
      await user.widenSidebar(80);
      await vscode.runCommand('Docker Overlay: Bring Cluster Down…');
      await vscode.pick('large');
      await vscode.dialog();
      await untilToldAll();
      await camera.shoot('down-many-dialog');
      await vscode.answerDialog('Bring Down');
      await input.waitFor();
      await parkPointer();
      await camera.shoot('down-typed');
      await input.fill('larch');
      await vscode.page.locator('.quick-input-message').waitFor();
      await camera.shoot('down-typed-wrong');
      await escape();
    },
  );
}
