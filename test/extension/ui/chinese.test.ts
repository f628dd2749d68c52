// The product in Simplified Chinese: its welcome, its questions, the file they write, its marks and its links.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench } from '../../vscode/workbench.ts';
import { standInMachine, well, type StandInMachine } from './standInMachine.ts';

let tool: StandInMachine;
let workbench: Workbench;

beforeAll(async () => {
  tool = standInMachine();
  tool.behave(well);
  workbench = await openWorkbench({
    folder: tool.folder,
    vsix: [productPackage()],
    language: 'zh-cn',
    settings: {
      'dockerOverlay.machine.path': tool.program,
      'dockerOverlay.machine.storagePath': tool.storagePath,
    },
  });
});

afterAll(async () => {
  await workbench.close();
  tool.remove();
});

test('VS Code itself speaks Chinese, and has the names of commands from the product', async () => {
  expect(await workbench.page.evaluate('globalThis._VSCODE_NLS_LANGUAGE')).toBe('zh-cn');
  await workbench.page.locator('.activitybar a[aria-label^="资源管理器"]').waitFor();
  await workbench.until('the commands', async () => {
    const titles = await workbench.commandTitles('Docker Overlay');
    return ['Docker Overlay: 刷新', 'Docker Overlay: 启动机器'].every((title) => titles.includes(title));
  });
});

test('the welcome, the questions and the written file are in Chinese', async () => {
  const { page } = workbench;
  const next = async (title: string): Promise<void> => {
    await page.locator('.quick-input-title', { hasText: title }).waitFor();
  };
  await workbench.openSidebar('Docker Overlay');
  await page.locator('.welcome-view-content .monaco-button', { hasText: '新建集群文件…' }).click();
  await next('新建集群文件 (1/');
  await page.keyboard.press('Enter');
  await next('(2/');
  await workbench.screenshot('chinese-wizard');
  expect(await page.locator('.quick-input-list').textContent()).toContain('以容器形式运行的 Docker Swarm 1.x');
  await workbench.pick('classic');
  await next('(3/');
  await workbench.pick('virtualbox');
  for (const step of [4, 5, 6, 7, 8, 9]) {
    await next(`(${step}/`);
    await page.keyboard.press('Enter');
  }
  await page.locator('.tab.active[data-resource-name="overlay-cluster.yaml"]').waitFor();
  expect(readFileSync(path.join(tool.folder, 'overlay-cluster.yaml'), 'utf8')).toContain(
    '# 引擎存储集群状态和 overlay 网络的位置。',
  );
  const links = page.locator('.editor-instance .codelens-decoration').first();
  await workbench.until('its links', async () => (await links.textContent())?.includes('已存在 0/4'));
  await workbench.screenshot('chinese-file');
});
