/** Context keys for welcome texts and walkthrough: whether tools are installed, whether a cluster file exists, which steps are done. */
import { commands, workspace } from 'vscode';
import { sleep } from '../base/async.ts';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import { seconds } from '../base/units.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { clusterFileGlob } from './clusterFileName.ts';
import type { Memory } from './health/mutedClusters.ts';
import type { Shell } from './shell.ts';
import type * as Views from './viewsEntry.ts';
import { window } from './surface/window.ts';
import { isToolFound } from './toolPresence.ts';

export function createFirstSteps(
  { current, settings, pages }: Shell,
  memory: Memory,
  views: Promise<typeof Views>,
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
    const { containersTalk, isClusterWell } = await views;
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

  // The user may have installed it in another window.
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

const memoryKey = 'steps.infoShown';

/** The one step that leaves no trace to detect it by. Calls `take` when a docker info page is shown, or at once if one was shown before. */
export function watchInfoStep(
  pages: { readonly isVisible: boolean; readonly onDidChangeVisible: (listener: () => void) => Disposable },
  memory: Memory,
  take: () => void,
): Disposable {
  let isTaken = memory.get<unknown>(memoryKey, false) === true;
  if (isTaken) take();
  const look = (): void => {
    if (isTaken || !pages.isVisible) return;
    isTaken = true;
    void memory.update(memoryKey, true);
    take();
  };
  look();
  return pages.onDidChangeVisible(look);
}

/** VS Code reads the keys soon after the tab opens, or five seconds later. */
const lookedAt = [seconds(1), seconds(6)];

/**
 * Ticks off steps of the walkthrough. VS Code ignores a context key that is already true when the walkthrough opens, so the keys become
 * true only briefly, each time a walkthrough may have opened.
 */
class StepTicks implements Disposable {
  readonly #taken = new Set<string>();
  readonly #over = new AbortController();
  readonly #listening: Disposable;

  constructor() {
    // VS Code gives its own pages no tab input, so they cannot be told apart.
    this.#listening = window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      if ([...opened, ...changed].some(({ isActive, input }) => isActive && input === undefined))
        void this.#tellAgain();
    });
  }

  /** Steps stay done. */
  take(step: string, isTaken: boolean): void {
    if (!isTaken || this.#taken.has(step)) return;
    this.#taken.add(step);
    void tell(step);
  }

  dispose(): void {
    this.#over.abort();
    this.#listening.dispose();
  }

  async #tellAgain(): Promise<void> {
    for (const time of lookedAt) {
      await sleep(time, this.#over.signal);
      if (this.#over.signal.aborted) return;
      for (const step of this.#taken) await tell(step);
    }
  }
}

async function tell(step: string): Promise<void> {
  const key = `dockerOverlay.taken.${step}`;
  await commands.executeCommand('setContext', key, true);
  await commands.executeCommand('setContext', key, false);
}
