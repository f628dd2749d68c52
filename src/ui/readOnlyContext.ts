/** Read-only mode as a context key for menus: `config.…` in a when clause sees only the nearest scope, which must not win. */
import { commands, workspace } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Settings } from './settings.ts';

/** Sets `dockerOverlay.isReadOnly`, now and whenever the setting changes in any scope. */
export function createReadOnlyContext(settings: Pick<Settings, 'isReadOnly'>): Disposable {
  const tell = (): void => {
    void commands.executeCommand('setContext', 'dockerOverlay.isReadOnly', settings.isReadOnly);
  };
  const lifetime = new Lifetime();
  lifetime.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('dockerOverlay.readOnly')) tell();
    }),
  );
  // A folder brings its own settings.
  lifetime.add(workspace.onDidChangeWorkspaceFolders(tell));
  lifetime.add(workspace.onDidGrantWorkspaceTrust(tell));
  tell();
  return lifetime;
}
