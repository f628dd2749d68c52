/** What the welcome texts and the walkthrough go by, as context keys: what is installed, whether there is a cluster file, how far one has come. */
import { commands, workspace } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { clusterFileGlob } from './clusterFileName.ts';
import type { Memory } from './health/mutedClusters.ts';
import { watchInfoStep } from './infoStep.ts';
import type { Shell } from './shell.ts';
import type * as Shown from './shown.ts';
import { StepTicks } from './stepTicks.ts';
import { isToolFound } from './toolPresence.ts';
import { window } from './surface/window.ts';

export function createFirstSteps(
  { current, settings, pages }: Shell,
  memory: Memory,
  shown: Promise<typeof Shown>,
  onError: (error: unknown) => void,
): Disposable {
  const lifetime = new Lifetime();
  const told = new Map<string, unknown>();
  const tell = (key: string, value: unknown): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void commands.executeCommand('setContext', `dockerOverlay.${key}`, value);
  };
  const ticks = lifetime.add(new StepTicks());
  const tellTools = async (): Promise<void> => {
    const { machinePath, searchPath } = settings;
    const isFound = await isToolFound(machinePath, searchPath);
    tell('tool', isFound ? 'found' : 'missing');
    ticks.take('tool', isFound);
    tell('virtualBox', await isToolFound('VBoxManage', searchPath));
  };
  const tellFiles = async (): Promise<void> => {
    const [found] = await workspace.findFiles(clusterFileGlob, '**/node_modules/**', 1);
    tell('hasClusterFile', found !== undefined);
    ticks.take('file', found !== undefined);
  };
  const tellSteps = async (snapshot: Snapshot): Promise<void> => {
    const { containersTalk, isClusterWell } = await shown;
    ticks.take('up', isClusterWell(snapshot));
    ticks.take('talk', containersTalk(snapshot));
  };
  lifetime.add(
    watchInfoStep(pages, memory, () => {
      ticks.take('info', true);
    }),
  );
  const look = (work: () => Promise<void>): void => {
    work().catch(onError);
  };

  // What is installed meanwhile is seen when the person comes back.
  lifetime.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) look(tellTools);
    }),
  );
  lifetime.add(
    settings.onDidChange(() => {
      look(tellTools);
    }),
  );
  lifetime.add(
    current.onDidChange((snapshot) => {
      look(() => tellSteps(snapshot));
    }),
  );
  const watch = workspace.createFileSystemWatcher(clusterFileGlob, false, true, false);
  lifetime.add(watch);
  for (const event of [watch.onDidCreate, watch.onDidDelete, workspace.onDidChangeWorkspaceFolders]) {
    lifetime.add(
      event(() => {
        look(tellFiles);
      }),
    );
  }
  look(tellTools);
  look(tellFiles);
  return lifetime;
}
