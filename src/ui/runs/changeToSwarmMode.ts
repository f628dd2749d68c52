/** Changes a cluster file to swarm mode: shows the diff, and edits the file after confirmation. */
import { commands, Range, TabInputTextDiff, Uri, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { changed, type TextChange } from '../../model/textChange.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { tell } from '../tell.ts';
import { fileOf, pickClusterFile } from '../targets/pickFile.ts';
import { window } from '../surface/window.ts';

export interface FileChange {
  readonly file: string;
  /** False if the file already says so. */
  readonly isChanged: boolean;
}

export async function changeToSwarmMode(shell: Shell, argument: unknown): Promise<Outcome<FileChange>> {
  const file = fileOf(argument) ?? (await pickClusterFile(t('Change to swarm-mode')));
  if (!file) return err({ kind: 'cancelled', what: t('Changing a cluster file') });
  const document = await workspace.openTextDocument(file);
  const change = await changeOf(shell, document);
  if (!change.ok) return change;
  if (!change.value) {
    tell(shell, 'info', t('{0} already uses swarm mode.', nameOf(file)));
    return ok({ file: file.fsPath, isChanged: false });
  }
  if (!(await confirmed(document, change.value))) return err({ kind: 'cancelled', what: t('Changing a cluster file') });
  // Keeps edits made in the meantime.
  const now = await changeOf(shell, document);
  if (!now.ok) return now;
  const wasSaved = !document.isDirty;
  if (now.value) await apply(document, now.value);
  if (wasSaved) await document.save();
  tell(shell, 'info', t('{0} is in swarm mode now.', nameOf(file)), [
    {
      title: t('Bring Cluster Up…'),
      press: () => commands.executeCommand('dockerOverlay.bringClusterUp', { file }),
    },
  ]);
  return ok({ file: file.fsPath, isChanged: true });
}

/** Undefined if there is nothing to change. Shows the problems of a file that cannot be read. */
async function changeOf({ current }: Shell, document: TextDocument): Promise<Outcome<TextChange | undefined>> {
  const text = document.getText();
  const change = await current.runs.changeToSwarmMode(text);
  if (change) return ok(change);
  const { spec, problems } = await current.runs.readSpec(text, document.uri.fsPath);
  return spec?.orchestration === 'swarm-mode'
    ? ok(undefined)
    : err({ kind: 'fileInvalid', path: document.uri.fsPath, problems });
}

/** Keeps the diff open during the confirmation, then closes it. */
async function confirmed(document: TextDocument, change: TextChange): Promise<boolean> {
  const { uri } = document;
  const after = Uri.from({ scheme: 'docker-overlay-change', path: uri.path });
  const provider = workspace.registerTextDocumentContentProvider(after.scheme, {
    provideTextDocumentContent: () => changed(document.getText(), change),
  });
  try {
    const title = t('{0}: swarm mode', nameOf(uri));
    await commands.executeCommand('vscode.diff', uri, after, title, { preview: true });
    const verb = t('Change');
    const question = t(
      'Change {0} to swarm-mode? Keys that apply only to a key-value store stay in the file but are ignored.',
      nameOf(uri),
    );
    return (await window.showInformationMessage(question, verb)) === verb;
  } finally {
    const tabs = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof TabInputTextDiff && input.modified.toString() === after.toString());
    await window.tabGroups.close(tabs);
    provider.dispose();
  }
}

async function apply(document: TextDocument, { start, end, text }: TextChange): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  await workspace.applyEdit(edit);
}

const nameOf = ({ path }: Uri): string => path.slice(path.lastIndexOf('/') + 1);
