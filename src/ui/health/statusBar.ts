/** The status bar item: cluster health at a glance. */
import { StatusBarAlignment, ThemeColor } from 'vscode';
import { Lifetime, type Disposable } from '../../base/lifetime.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { statusHover } from './statusHover.ts';
import { statusText } from './statusText.ts';
import { hoverText } from '../surface/items.ts';
import { window } from '../surface/window.ts';

const id = 'dockerOverlay.health';

export function createStatusBar(shell: Shell): Disposable {
  const lifetime = new Lifetime();
  const entry = lifetime.add(window.createStatusBarItem(id, StatusBarAlignment.Left, 10));
  entry.name = t('Docker Overlay Health');
  entry.command = 'dockerOverlay.showHealth';
  const show = (snapshot: Snapshot): void => {
    const status = statusText(snapshot, t);
    shell.attention.setSeen(id, status !== undefined);
    if (!status) {
      entry.hide();
      return;
    }
    entry.text = status.text;
    entry.tooltip = hoverText(statusHover(snapshot, t));
    entry.accessibilityInformation = { label: status.spoken, role: 'button' };
    entry.backgroundColor = status.background && new ThemeColor(`statusBarItem.${status.background}Background`);
    entry.show();
  };
  show(shell.current.clusters.snapshot);
  lifetime.add(shell.current.onDidChange(show));
  return lifetime;
}
