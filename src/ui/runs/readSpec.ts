/** Validates a cluster file's text as it is in the editor, and marks problems there. */
import { workspace, type TextDocument, type Uri } from 'vscode';
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { ClusterSpec } from '../../model/spec.ts';
import type { Shell } from '../shell.ts';

export async function readSpec(shell: Shell, file: Uri): Promise<Outcome<ClusterSpec>> {
  let document: TextDocument;
  try {
    document = await workspace.openTextDocument(file);
  } catch (error) {
    return err({
      kind: 'fileUnreadable',
      path: file.fsPath,
      said: error instanceof Error ? error.message : String(error),
    });
  }
  const { spec, problems } = await shell.current.runs.readSpec(document.getText(), file.fsPath);
  // Warnings alone, including those about drivers, are marked when a file is opened or edited.
  if (spec && problems.every(({ severity }) => severity === 'warning')) return ok(spec);
  await shell.diagnostics.show(document, problems);
  return err({ kind: 'fileInvalid', path: file.fsPath, problems });
}
