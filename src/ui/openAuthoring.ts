/** Loads what helps to write cluster files as soon as one is open. */
import { workspace, type TextDocument } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import { isClusterFile } from './clusterFileName.ts';
import type { Shell } from './shell.ts';

export function createAuthoring(shell: Shell, onError: (error: unknown) => void): Disposable {
  const lifetime = new Lifetime();
  let isLoaded = false;
  const load = async (): Promise<void> => {
    const { createClusterFileEditor } = await import('./authoring.ts');
    lifetime.add(createClusterFileEditor(shell, onError));
  };
  const see = ({ uri }: TextDocument): void => {
    if (isLoaded || uri.scheme !== 'file' || !isClusterFile(uri.path)) return;
    isLoaded = true;
    load().catch(onError);
  };
  lifetime.add(workspace.onDidOpenTextDocument(see));
  workspace.textDocuments.forEach(see);
  return lifetime;
}
