/** Which cluster file is meant: the one that was named, else one of the open editor, the workspace or the disk. */
import { Uri, workspace } from 'vscode';
import { clusterFileGlob, isClusterFile } from '../clusterFileName.ts';
import { t } from '../localise.ts';
import { pickFile } from '../pickFile.ts';
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
