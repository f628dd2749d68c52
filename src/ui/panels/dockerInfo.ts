/** The docker info pages: one webview per cluster or machine, updated from the shared snapshot. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { env, Uri, ViewColumn, type Event, type Webview } from 'vscode';
import { equal } from '../../base/equal.ts';
import { Emitter } from '../../base/event.ts';
import { Lifetime, type Disposable } from '../../base/lifetime.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import { t } from '../localise.ts';
import { asLabel } from '../surface/labels.ts';
import { window, type LabelledPanel } from '../surface/window.ts';
import type { FromPage, InfoPage, InfoTarget, NoticeAction, ToPage } from '../../protocol/dockerInfo.ts';

const viewType = 'dockerOverlay.dockerInfo';

/** How long a restored page waits for its target: machines are read first, then engines are queried. */
const patience = seconds(15);

/** Throttle: the more rows a page draws, the longer until the next update. */
const calm = ({ tables }: InfoPage): Milliseconds => tables.reduce((sum, { rows }) => sum + rows.length, 0);

export interface DockerInfoPages extends Disposable {
  /** Opens the page, or brings an open one to the front. */
  open(target: InfoTarget): void;
  /** Whether a page is visible, which calls for frequent polling. */
  readonly isVisible: boolean;
  readonly onDidChangeVisible: Event<void>;
}

/** What the pages need from the rest of the extension. */
export interface PageSource {
  /** Uses the latest snapshot at the time it resolves. */
  readonly page: (target: InfoTarget) => Promise<InfoPage | undefined>;
  readonly onDidChange: (listener: () => void) => Disposable;
  readonly refresh: () => Promise<unknown>;
  /** Runs a notice's action. */
  readonly run: (action: NoticeAction) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** `root` is the extension's folder. */
export function createDockerInfoPages(root: Uri, source: PageSource): DockerInfoPages {
  const lifetime = new Lifetime();
  const visible = lifetime.add(new Emitter<void>());
  const panels = new Map<string, LabelledPanel>();

  const title = (target: InfoTarget): string =>
    t('Docker Info: {0}', target.kind === 'cluster' ? target.cluster : target.machine);

  const gone = (target: InfoTarget): string =>
    target.kind === 'cluster'
      ? t('The cluster {0} no longer exists.', target.cluster)
      : t('The machine store has no machine {0} now.', target.machine);

  const lookingFor = (target: InfoTarget): string =>
    t('Looking for {0}…', target.kind === 'cluster' ? target.cluster : target.machine);

  const open = (target: InfoTarget): void => {
    const existing = panels.get(keyOf(target));
    if (existing) existing.reveal();
    else
      adopt(window.createWebviewPanel(viewType, title(target), ViewColumn.Active, { enableFindWidget: true }), target);
  };

  /** Connects a panel to its page: a new panel, or one that VS Code restored after a reload. */
  const adopt = (panel: LabelledPanel, target: InfoTarget): void => {
    const own = new Lifetime();
    const adopted = Date.now();
    let isReady = false;
    let hasShown = false;
    let isShowing = false;
    let isOutdated = false;
    let offered: readonly NoticeAction[] = [];
    panels.set(keyOf(target), panel);
    panel.title = asLabel(title(target));
    panel.iconPath = {
      light: Uri.joinPath(root, 'media', 'info-light.svg'),
      dark: Uri.joinPath(root, 'media', 'info-dark.svg'),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(root, 'dist', 'webview')] };

    const show = async (): Promise<void> => {
      // A hidden tab has no page: VS Code recreates it later, and it reports when it is ready.
      if (!isReady || !panel.visible) return;
      const page = await source.page(target);
      if (own.isOver) return;
      hasShown ||= page !== undefined;
      offered = page?.notices.flatMap(({ actions }) => actions) ?? [];
      const isLooking = !hasShown && Date.now() - adopted < patience;
      const message: ToPage = page
        ? { type: 'show', page }
        : { type: 'gone', target, what: isLooking ? lookingFor(target) : gone(target) };
      await panel.webview.postMessage(message);
      if (page) await pause(calm(page));
    };
    /** Sends one update at a time. Changes in the meantime are sent after it. */
    const tell = (): void => {
      if (isShowing) {
        isOutdated = true;
        return;
      }
      isShowing = true;
      void show()
        .catch(source.onError)
        .finally(() => {
          isShowing = false;
          if (!isOutdated || own.isOver) return;
          isOutdated = false;
          tell();
        });
    };
    const unfound = setTimeout(tell, patience);
    own.add({
      dispose: () => {
        clearTimeout(unfound);
      },
    });
    own.add(
      panel.webview.onDidReceiveMessage((message: FromPage) => {
        switch (message.type) {
          case 'ready':
            isReady = true;
            tell();
            break;
          case 'copy':
            void env.clipboard.writeText(message.text);
            break;
          case 'run': {
            const action = offered.find((each) => equal(each, message.action));
            if (action) source.run(action).catch(source.onError);
            break;
          }
          case 'open':
            open({ kind: 'machine', machine: message.machine });
            break;
          case 'refresh':
            void source.refresh();
            break;
        }
      }),
    );
    own.add(source.onDidChange(tell));
    own.add(
      panel.onDidChangeViewState(() => {
        visible.fire();
      }),
    );
    panel.onDidDispose(() => {
      own.dispose();
      if (panels.get(keyOf(target)) === panel) panels.delete(keyOf(target));
      visible.fire();
    });
    panel.webview.html = html(panel.webview, root);
    visible.fire();
  };

  lifetime.add(
    window.registerWebviewPanelSerializer(viewType, (panel, state) => {
      const target = readTarget(state);
      if (target) adopt(panel, target);
      else panel.dispose();
    }),
  );
  lifetime.add({
    dispose: () => {
      for (const panel of [...panels.values()]) panel.dispose();
    },
  });

  return {
    open,
    get isVisible() {
      return [...panels.values()].some((panel) => panel.visible);
    },
    onDidChangeVisible: visible.event as Event<void>,
    dispose: () => {
      lifetime.dispose();
    },
  };
}

const keyOf = (target: InfoTarget): string =>
  target.kind === 'cluster' ? `cluster/${target.cluster}` : `machine/${target.machine}`;

/** State of a restored page; untrusted, since another version may have written it. */
function readTarget(state: unknown): InfoTarget | undefined {
  const target = (state as { target?: { kind?: unknown; cluster?: unknown; machine?: unknown } } | undefined)?.target;
  if (target?.kind === 'cluster' && typeof target.cluster === 'string')
    return { kind: 'cluster', cluster: target.cluster };
  if (target?.kind === 'machine' && typeof target.machine === 'string')
    return { kind: 'machine', machine: target.machine };
  return undefined;
}

function html(webview: Webview, root: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string => webview.asWebviewUri(Uri.joinPath(root, 'dist', 'webview', name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${file('dockerInfo.css')}">
    <title>Docker Info</title>
  </head>
  <body>
    <main id="page"></main>
    <script nonce="${nonce}" src="${file('dockerInfo.js')}"></script>
  </body>
</html>`;
}
