// The folder that a demo opens VS Code on: a cluster file, and the settings that name the demo's docker-machine, its store, and what
// breaks and mends.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface DemoFolder {
  /** Of the cluster file, the first lines included. */
  readonly clusterFile: string;
  readonly machinePath: string;
  readonly storagePath: string;
  /** Program and first arguments; `-- fault freeze swarm-node2` comes behind. */
  readonly control: readonly string[];
}

/** Writes it; a folder that is there is filled. */
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

/** The second of the first lines of every cluster file. */
export const howToBreak =
  '# To break something: "Docker Overlay Demo: Break Something" in the command palette (F1); "Fix" repairs it.\n';
