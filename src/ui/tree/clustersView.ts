/** The view "Clusters": passes the snapshot's rows to VS Code and redraws only those that changed. */
import { commands, EventEmitter, type TreeDataProvider } from 'vscode';
import { Lifetime, type Disposable } from '../../base/lifetime.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import type * as Views from '../viewsEntry.ts';
import { isToolFound } from '../toolPresence.ts';
import { newTreeItem } from '../surface/items.ts';
import { asLabel } from '../surface/labels.ts';
import { window } from '../surface/window.ts';
import { filterMessage } from './filterNodes.ts';
import type { Node } from './row.ts';
import { viewId } from './rowContext.ts';
import { ShownTree, type Element } from './shownTree.ts';
import { tooltip, treeItem } from './treeItem.ts';

/** @param views creates rows of a snapshot; loaded before the first one */
export function createClustersView(
  shell: Shell,
  views: Promise<typeof Views>,
  onError: (error: unknown) => void,
): Disposable {
  const lifetime = new Lifetime();
  const tree = new ShownTree();
  const changes = lifetime.add(new EventEmitter<Element | Element[] | undefined>());
  let first: Promise<unknown> | undefined;
  /** VS Code has the top-level rows. Change events before that would restart its first load. */
  let isShown = false;

  let making: typeof Views | undefined;
  views.then((loaded) => (making = loaded)).catch(onError);

  const all = (): readonly Node[] => making?.clusterNodes(shell.current.clusters.snapshot, t) ?? [];
  const filtered = (nodes: readonly Node[]): readonly Node[] => making?.filterNodes(nodes, shell.filter.text) ?? [];

  const provider: TreeDataProvider<Element> = {
    onDidChangeTreeData: changes.event,
    getTreeItem: (element) => {
      const row = tree.row(element);
      // A row may disappear between VS Code's two requests; it asks again at once.
      return row ? treeItem(row) : newTreeItem('', '');
    },
    resolveTreeItem: (item, element) => {
      const row = tree.row(element);
      if (row) item.tooltip = tooltip(row);
      return item;
    },
    getChildren: async (element) => {
      // VS Code shows a progress bar until the first snapshot exists.
      if (!element) {
        first ??= shell.current.clusters.ready().catch((error: unknown) => {
          first = undefined;
          throw error;
        });
        await first;
        tree.update(filtered(all()));
        isShown = true;
      }
      return [...tree.children(element)];
    },
    getParent: (element) => tree.parent(element),
  };

  const view = lifetime.add(
    window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true, canSelectMany: true }),
  );
  shell.selection.follow(() =>
    view.selection.flatMap((element) => {
      const row = tree.row(element);
      return row ? [{ element, name: row.label, context: row.context }] : [];
    }),
  );
  shell.attention.setSeen(viewId, view.visible);
  lifetime.add(
    view.onDidChangeVisibility(({ visible }) => {
      shell.attention.setSeen(viewId, visible);
      if (visible) void tellWelcome(shell);
    }),
  );
  const draw = (): void => {
    const nodes = all();
    const shown = filtered(nodes);
    const changed = isShown ? tree.update(shown) : [];
    if (changed === 'everything') changes.fire(undefined);
    else if (changed.length > 0) changes.fire([...changed]);
    view.message = asLabel(filterMessage(shell.filter.text, { all: nodes.length, shown: shown.length }, t));
  };
  lifetime.add(shell.filter.onDidChange(draw));
  lifetime.add(
    shell.current.onDidChange((snapshot) => {
      draw();
      view.badge = making?.badge(snapshot, t);
      void tellWelcome(shell, snapshot);
    }),
  );
  void tellWelcome(shell);
  return lifetime;
}

/** Selects the welcome text of an empty view through the context key `dockerOverlay.empty`. */
async function tellWelcome(shell: Shell, snapshot: Snapshot = shell.current.clusters.snapshot): Promise<void> {
  const isEmpty = snapshot.machines.length === 0;
  const reason = !isEmpty
    ? 'no'
    : !(await isToolFound(shell.settings.machinePath, shell.settings.searchPath))
      ? 'toolMissing'
      : snapshot.storeFailure?.kind === 'storeMissing'
        ? 'storeMissing'
        : 'noMachines';
  await commands.executeCommand('setContext', 'dockerOverlay.empty', reason);
}
