/** Opens an issue report in an untitled document, to review before it is copied. */
import { homedir, userInfo } from 'node:os';
import { env, extensions, Range, UIKind, version, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { tell } from '../tell.ts';
import { withoutNames } from './hiddenNames.ts';
import { issueReport, remoteKind } from './issueReport.ts';
import { window } from '../surface/window.ts';

export async function openIssueReport(shell: Shell): Promise<Outcome<{ readonly report: string }>> {
  const { current, log } = shell;
  const report = issueReport(
    {
      versions: [
        ['Docker Overlay', ownVersion()],
        ['VS Code', `${version} (${[env.appName, remoteKind(env.remoteName), uiKind()].filter(Boolean).join(', ')})`],
        ['System', `${process.platform} ${process.arch}, Node ${process.versions.node}`],
      ],
      tool: await current.tool.version(),
      snapshot: current.clusters.snapshot,
      failures: log.failures(),
      settings: changedSettings(),
      personal: { home: homedir(), user: userName() },
    },
    t,
  );
  const document = await workspace.openTextDocument({ language: 'markdown', content: report });
  await window.showTextDocument(document);
  const copyIt = { title: t('Copy Report'), press: () => copy(document) };
  tell(shell, 'info', t('Review and edit the report. It leaves this window only when you copy it.'), [
    copyIt,
    {
      title: t('Hide Machine Names'),
      press: async () => {
        await hideNames(document, current.clusters.snapshot);
        tell(shell, 'info', t('The report shows numbers instead of machine and cluster names.'), [copyIt]);
      },
    },
  ]);
  return ok({ report });
}

async function hideNames(document: TextDocument, { machines, clusters }: Snapshot): Promise<void> {
  const text = document.getText();
  const namesOf = (named: readonly { readonly name: string }[]): readonly string[] => named.map(({ name }) => name);
  const edit = new WorkspaceEdit();
  const all = new Range(document.positionAt(0), document.positionAt(text.length));
  edit.replace(document.uri, all, withoutNames(text, namesOf(machines), namesOf(clusters)));
  await workspace.applyEdit(edit);
}

/** With the user's edits. */
async function copy(document: TextDocument): Promise<void> {
  await env.clipboard.writeText(document.getText());
  window.setStatusBarMessage(t('Copied the report'), 3000);
}

function ownVersion(): string {
  const manifest: unknown = extensions.getExtension('docker-overlay.docker-overlay')?.packageJSON;
  const found = (manifest as { readonly version?: unknown } | undefined)?.version;
  return typeof found === 'string' ? found : '?';
}

const uiKind = (): string => (env.uiKind === UIKind.Web ? 'web' : 'desktop');

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // The user has no entry in the system's user database.
    return '';
  }
}

/** Names of changed settings. Values of paths and environments may be private. */
function changedSettings(): readonly string[] {
  const settings = workspace.getConfiguration('dockerOverlay');
  const named = ['machine.path', 'machine.storagePath', 'machine.environment'];
  const told = ['probeTimeout', 'up.parallelism', 'up.onFailure', 'readOnly'];
  const images = ['consul', 'etcd', 'zookeeper', 'swarm', 'probe'].map((name) => `images.${name}`);
  const isChanged = (name: string): boolean => {
    const { defaultValue } = settings.inspect(name) ?? {};
    return JSON.stringify(settings.get(name)) !== JSON.stringify(defaultValue);
  };
  return [
    ...named.filter(isChanged).map((name) => `dockerOverlay.${name}`),
    ...[...told, ...images]
      .filter(isChanged)
      .map((name) => `dockerOverlay.${name}: ${JSON.stringify(settings.get(name))}`),
  ];
}
