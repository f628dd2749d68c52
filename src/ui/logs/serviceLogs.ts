/** Terminals that follow service logs: one per service, until it is closed. */
import { ThemeIcon, type Pseudoterminal, type Terminal } from 'vscode';
import { Lifetime, type Disposable } from '../../base/lifetime.ts';
import { window } from '../surface/window.ts';

/** Contents of such a terminal. */
export interface FollowedLog extends Pseudoterminal {
  /** False: it has ended and shows its old output. */
  readonly isFollowing: boolean;
}

export interface ServiceLogs extends Disposable {
  /** Shows the terminal that follows the service, or opens a new one. */
  readonly show: (cluster: string, service: string, begin: () => FollowedLog) => void;
}

export function createServiceLogs(): ServiceLogs {
  const lifetime = new Lifetime();
  const open = new Map<string, { readonly terminal: Terminal; readonly log: FollowedLog }>();
  lifetime.add(
    window.onDidCloseTerminal((closed) => {
      for (const [key, { terminal }] of open) if (terminal === closed) open.delete(key);
    }),
  );
  lifetime.add({
    dispose: () => {
      for (const { terminal, log } of open.values()) {
        log.close();
        terminal.dispose();
      }
    },
  });
  return {
    show: (cluster, service, begin) => {
      const key = JSON.stringify([cluster, service]);
      const known = open.get(key);
      if (known?.log.isFollowing) {
        known.terminal.show();
        return;
      }
      known?.terminal.dispose();
      const log = begin();
      const terminal = window.createTerminal({
        name: `Docker Overlay: ${service}`,
        pty: log,
        iconPath: new ThemeIcon('output'),
        isTransient: true,
      });
      open.set(key, { terminal, log });
      terminal.show();
    },
    dispose: () => {
      lifetime.dispose();
    },
  };
}
