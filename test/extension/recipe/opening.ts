// What every recipe begins with: a folder, VS Code with the packaged extension on the lab's docker-machine, tests in turn.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, onTestFailed } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { productPackage } from '../../vscode/product.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../../vscode/workbench.ts';

export function newFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'docker-overlay-recipe-'));
}

/** VS Code on `folder`, as a person has it who has installed the package and named the lab's tool and store. */
export function openOnLab(
  lab: Pick<Lab, 'environment' | 'tools' | 'storagePath'>,
  folder: string,
  { settings, ...more }: Pick<WorkbenchOptions, 'settings' | 'size'> = {},
): Promise<Workbench> {
  return openWorkbench({
    folder,
    vsix: [productPackage()],
    env: lab.environment,
    settings: {
      'dockerOverlay.machine.path': lab.tools.dockerMachine,
      'dockerOverlay.machine.storagePath': lab.storagePath,
      ...settings,
    },
    size: { width: 1440, height: 900 },
    timeout: 30_000,
    ...more,
  });
}

/** Each test of the file stands on the one before: after one that failed the others are skipped, and what was seen is kept. */
export function testsInTurn(workbench: () => Workbench): void {
  let broken = '';
  beforeEach(({ skip, task }) => {
    if (broken) skip(`after “${broken}” failed`);
    onTestFailed(async () => {
      broken = task.name;
      await workbench().screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
    });
  });
}
