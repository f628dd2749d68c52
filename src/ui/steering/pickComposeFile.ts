/** Which compose file is meant: the one that was named, else one of the open editor, the workspace or the disk. */
import { QuickPickItemKind, ThemeIcon, window, workspace, type QuickPickItem, type Uri } from 'vscode';
import { t } from '../localise.ts';

/** The names that docker itself looks for, and those that people give to what is meant for a swarm. */
const composeFile = /(^|\/)((docker-)?compose|(docker-)?stack)([.-][^/]*)?\.ya?ml$/;
const composeGlob = '**/{compose,docker-compose,docker-stack,stack}*.{yaml,yml}';

type Choice = QuickPickItem & { readonly uri?: Uri; readonly isBrowse?: boolean };

export async function pickComposeFile(cluster: string): Promise<Uri | undefined> {
  const open = window.activeTextEditor?.document.uri;
  const active = open?.scheme === 'file' && composeFile.test(open.path) ? open : undefined;
  const found = (await workspace.findFiles(composeGlob, '**/node_modules/**', 100))
    .filter((uri) => composeFile.test(uri.path) && uri.toString() !== active?.toString())
    .sort((a, b) => a.path.localeCompare(b.path));
  const choices: Choice[] = [
    ...(active ? [{ label: t('Open editor'), kind: QuickPickItemKind.Separator }, choice(active)] : []),
    ...(found.length > 0 ? [{ label: t('Workspace'), kind: QuickPickItemKind.Separator }, ...found.map(choice)] : []),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: t('Browse…'), iconPath: new ThemeIcon('folder-opened'), isBrowse: true },
  ];
  const chosen = await window.showQuickPick(choices, {
    title: t('Deploy Stack to {0}', cluster),
    placeHolder: t('Which compose file?'),
    matchOnDescription: true,
  });
  return chosen?.isBrowse ? browse() : chosen?.uri;
}

async function browse(): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title: t('Choose a Compose File'),
    openLabel: t('Choose'),
    filters: { [t('Compose files')]: ['yaml', 'yml'] },
  });
  return files?.[0];
}

function choice(uri: Uri): Choice {
  const path = workspace.asRelativePath(uri);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    label: name,
    description: path === name ? '' : path.slice(0, -name.length - 1),
    iconPath: new ThemeIcon('file'),
    uri,
  };
}
