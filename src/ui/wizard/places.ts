/** Locations for a new cluster file: a workspace folder with a free name, or anywhere. */
import { Uri, workspace } from 'vscode';
import { isClusterFile } from '../clusterFileName.ts';
import { t } from '../localise.ts';
import type { Choice } from './forms.ts';
import { window } from '../surface/window.ts';

/** In each folder: `overlay-cluster.yaml`, or the name of the cluster if that file exists. */
export async function placesFor(cluster: string): Promise<readonly Choice[]> {
  const folders = workspace.workspaceFolders ?? [];
  return Promise.all(
    folders.map(async ({ uri, name }): Promise<Choice> => {
      const usual = Uri.joinPath(uri, 'overlay-cluster.yaml');
      const place = (await exists(usual)) ? Uri.joinPath(uri, `${cluster}.overlay-cluster.yaml`) : usual;
      return {
        value: place.toString(),
        label: place.path.slice(place.path.lastIndexOf('/') + 1),
        description: folders.length > 1 ? name : '',
        detail: (await exists(place)) ? t('exists: you are asked before it is overwritten') : place.fsPath,
      };
    }),
  );
}

/** Any location; corrects a name that cluster files cannot have. Undefined if none was chosen. */
export async function browseForPlace(cluster: string): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${cluster}.overlay-cluster.yaml`;
  const chosen = await window.showSaveDialog({
    title: t('New Cluster File'),
    filters: { [t('Cluster files')]: ['yaml', 'yml'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
  if (!chosen || isClusterFile(chosen.path)) return chosen;
  return chosen.with({ path: `${chosen.path.replace(/\.ya?ml$/, '')}.overlay-cluster.yaml` });
}

/** Writes it, unless the user wants to keep an existing file. @returns whether it was written */
export async function writeFile(place: Uri, text: string): Promise<boolean> {
  if (await exists(place)) {
    const verb = t('Overwrite');
    const question = t('Overwrite {0}?', workspace.asRelativePath(place));
    const options = { modal: true, detail: t('The file exists. Its contents will be overwritten.') };
    if ((await window.showWarningMessage(question, options, verb)) !== verb) return false;
  }
  await workspace.fs.writeFile(place, new TextEncoder().encode(text));
  return true;
}

const exists = async (uri: Uri): Promise<boolean> =>
  workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
