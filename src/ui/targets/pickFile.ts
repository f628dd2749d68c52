/** Chooses a file: the one named, else one from the open editor, the workspace or the disk. */
import { QuickPickItemKind, ThemeIcon, Uri, workspace, type QuickPickItem } from 'vscode';
import { clusterFileGlob, isClusterFile } from '../clusterFileName.ts';
import { t } from '../localise.ts';
import { window } from '../surface/window.ts';
import { valueOf } from './argument.ts';

/** Explorer and editor menus pass the file itself; others `{ file }`, a URI or a path. */
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

export function pickClusterFile(title: string): Promise<Uri | undefined> {
  return pickFile({
    title,
    placeHolder: t('Which cluster file?'),
    glob: clusterFileGlob,
    isMeant: isClusterFile,
    browseTitle: t('Choose a Cluster File'),
    filter: t('Cluster files'),
  });
}

export interface FileQuestion {
  readonly title: string;
  readonly placeHolder: string;
  /** Candidates, as a glob for VS Code's search. */
  readonly glob: string;
  /** Whether a path really is a candidate; the glob may match more. */
  readonly isMeant: (path: string) => boolean;
  readonly browseTitle: string;
  /** Name of the dialog's file filter. */
  readonly filter: string;
}

type Choice = QuickPickItem & { readonly uri?: Uri; readonly isBrowse?: boolean };

/** The chosen file; undefined if the user chose none. */
export async function pickFile(question: FileQuestion): Promise<Uri | undefined> {
  const open = window.activeTextEditor?.document.uri;
  const active = open?.scheme === 'file' && question.isMeant(open.path) ? open : undefined;
  const found = (await workspace.findFiles(question.glob, '**/node_modules/**', 100))
    .filter((uri) => question.isMeant(uri.path) && uri.toString() !== active?.toString())
    .sort((a, b) => a.path.localeCompare(b.path));
  const choices: Choice[] = [
    ...(active ? [{ label: t('Open editor'), kind: QuickPickItemKind.Separator }, choice(active)] : []),
    ...(found.length > 0 ? [{ label: t('Workspace'), kind: QuickPickItemKind.Separator }, ...found.map(choice)] : []),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: t('Browse…'), iconPath: new ThemeIcon('folder-opened'), isBrowse: true },
  ];
  const { title, placeHolder } = question;
  const chosen = await window.showQuickPick(choices, { title, placeHolder, matchOnDescription: true });
  return chosen?.isBrowse ? browse(question) : chosen?.uri;
}

async function browse({ browseTitle, filter }: FileQuestion): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title: browseTitle,
    openLabel: t('Choose'),
    filters: { [filter]: ['yaml', 'yml'] },
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
