// The folder that a demo opens in VS Code: a cluster file, and settings for the demo's docker-machine, machine store and fault control.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface DemoFolder {
  /** The text of the cluster file, including its first lines. */
  readonly clusterFile: string;
  readonly machinePath: string;
  readonly storagePath: string;
  /** Program and first arguments, followed by `-- fault freeze swarm-node2` and the like. */
  readonly control: readonly string[];
}

/** Writes the folder, which may exist already. */
export async function writeDemoFolder(folder: string, demo: DemoFolder): Promise<void> {
  await mkdir(path.join(folder, '.vscode'), { recursive: true });
  await writeFile(path.join(folder, 'overlay-cluster.yaml'), demo.clusterFile);
  const settings = {
    'dockerOverlay.machine.path': demo.machinePath,
    'dockerOverlay.machine.storagePath': demo.storagePath,
    'dockerOverlayDemo.control': demo.control,
  };
  await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings, undefined, 2));
}

/** The second line of every cluster file's introduction. */
export const howToBreak =
  '# To break something: "Docker Overlay Demo: Break Something" in the command palette (F1); "Fix" repairs it.\n';
