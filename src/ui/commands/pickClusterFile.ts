/** Which cluster file is meant: the one that was named, else one of the open editor, the workspace or the disk. */
import { QuickPickItemKind, ThemeIcon, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { clusterFileGlob, isClusterFile } from '../clusterFileName.ts';
import { t } from '../localise.ts';
import { valueOf } from './argument.ts';

/** From an explorer or editor menu the argument is the file itself; else `{ file }`, a URI or a path. */
export function fileOf(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  const file = valueOf(argument, 'file');
  if (file instanceof Uri) return file;
  if (typeof file !== 'string' || file === '') return undefined;
  if (file.startsWith('file:')) return Uri.parse(file);
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return folder && !isAbsolute(file) ? Uri.joinPath(folder, file) : Uri.file(file);
}

const isAbsolute = (path: string): boolean => /^([/\\]|[A-Za-z]:)/.test(path);

type Choice = QuickPickItem & { readonly uri?: Uri; readonly isBrowse?: boolean };

export async function pickClusterFile(title: string): Promise<Uri | undefined> {
  const open = window.activeTextEditor?.document.uri;
  const active = open?.scheme === 'file' && isClusterFile(open.path) ? open : undefined;
  const found = (await workspace.findFiles(clusterFileGlob, '**/node_modules/**', 100))
    .filter((uri) => uri.toString() !== active?.toString())
    .sort((a, b) => a.path.localeCompare(b.path));
  const browse: Choice = { label: t('Browse…'), iconPath: new ThemeIcon('folder-opened'), isBrowse: true };
  const choices: Choice[] = [
    ...(active ? [{ label: t('Open editor'), kind: QuickPickItemKind.Separator }, choice(active)] : []),
    ...(found.length > 0 ? [{ label: t('Workspace'), kind: QuickPickItemKind.Separator }, ...found.map(choice)] : []),
    { label: '', kind: QuickPickItemKind.Separator },
    browse,
  ];
  const chosen = await window.showQuickPick(choices, {
    title,
    placeHolder: t('Which cluster file?'),
    matchOnDescription: true,
  });
  return chosen?.isBrowse ? browseForFile() : chosen?.uri;
}

async function browseForFile(): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title: t('Choose a Cluster File'),
    openLabel: t('Choose'),
    filters: { [t('Cluster files')]: ['yaml', 'yml'] },
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
