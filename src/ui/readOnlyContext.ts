/** Whether everything is read-only, as a context key for menus: a when clause's `config.…` reads the nearest place alone, which must not win. */
import { commands, workspace } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Settings } from './settings.ts';

/** Sets `dockerOverlay.isReadOnly`, now and at each change of the setting in any place. */
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
  // A folder brings its settings with it.
  lifetime.add(workspace.onDidChangeWorkspaceFolders(tell));
  lifetime.add(workspace.onDidGrantWorkspaceTrust(tell));
  tell();
  return lifetime;
}
