/** Leaves only the rows of the view that match, while one types. */
import { commands } from 'vscode';
import { ok } from '../../base/result.ts';
import { t } from '../localise.ts';
import { viewId } from '../tree/clustersView.ts';
import { command } from './command.ts';
import { asLabel } from '../surface/labels.ts';
import { window } from '../surface/window.ts';

export const filterClusters = command('filterClusters', async ({ filter }) => {
  await commands.executeCommand(`${viewId}.focus`);
  await new Promise<void>((resolve) => {
    const input = window.createInputBox();
    input.title = asLabel(t('Filter Clusters'));
    input.prompt = asLabel(t('Words from a name, address or state: “swarm-node3”, “10.0.0”, “unhealthy”.'));
    input.value = filter.text;
    input.onDidChangeValue((value) => {
      filter.set(value);
    });
    input.onDidAccept(() => {
      input.hide();
    });
    // What is left of the tree stays, also for who clicks on one of its rows.
    input.onDidHide(() => {
      input.dispose();
      resolve();
    });
    input.show();
  });
  return ok({ filter: filter.text });
});
