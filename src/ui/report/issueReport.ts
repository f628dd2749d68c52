/** Issue report as Markdown: versions, cluster state and recent failures. Contains nothing that identifies the user. Pure. */
import { longestRun, type Translate } from '../../base/text.ts';
import type { Outcome } from '../../model/failure.ts';
import { clusterHealth } from '../../checks/health.ts';
import { conceal } from '../../model/redaction.ts';
import { lastOf, now } from '../../model/seen.ts';
import { machineOf, type SeenMachine, type Snapshot } from '../../model/snapshot.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { withoutAddresses, withoutRegistries, withWords } from './hiddenNames.ts';

interface Tool {
  readonly program: string;
  readonly version: string;
  readonly build: string;
}

export interface IssueFacts {
  /** Names and versions in order: the extension, VS Code, the system. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly tool: Outcome<Tool>;
  readonly snapshot: Snapshot;
  /** The last warnings and errors in the log. */
  readonly failures: readonly string[];
  /** Settings changed from their defaults, without values that may be private. */
  readonly settings: readonly string[];
  /** What identifies the user: home folder and user name. */
  readonly personal: { readonly home: string; readonly user: string };
}

export function issueReport(facts: IssueFacts, t: Translate): string {
  const { versions, tool, snapshot, failures, settings, personal } = facts;
  const report = [
    `## ${t('What happened')}`,
    `<!-- ${t('Review this before you copy it, and remove anything private.')} -->`,
    `<!-- ${t('What you did, what you expected, and what you saw instead.')} -->`,
    `## ${t('Versions')}`,
    list([
      ...versions.map(([name, version]) => `${name}: ${version}`),
      `docker-machine: ${tool.ok ? toolVersion(tool.value) : explainFailure(tool.error, t).short}`,
      ...engineVersions(snapshot),
    ]),
    `## ${t('Current state')}`,
    list(pictureLines(snapshot, t)),
    `## ${t('Settings')}`,
    list(settings.length > 0 ? settings : [t('defaults')]),
    `## ${t('The last failures in the log')}`,
    failures.length > 0 ? fenced(failures) : list([t('none')]),
  ];
  return `${impersonal(conceal(report.join('\n\n'), []), personal)}\n`;
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** A fork reports its own name. */
function toolVersion({ program, version, build }: Tool): string {
  return [program === 'docker-machine' ? '' : `${program} `, version, `, ${build}`].join('');
}

/** Uses a fence longer than any inside. */
function fenced(lines: readonly string[]): string {
  const text = lines.join('\n');
  const fence = '`'.repeat(Math.max(2, longestRun(text, '`')) + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function engineVersions({ machines }: Snapshot): readonly string[] {
  const versions = machines.flatMap((seen) => lastOf(seen.engine)?.value.engine.version ?? []);
  return [...new Set(versions)].sort().map((version) => `Docker Engine: ${version}`);
}

/** Counts, without names. */
function pictureLines(snapshot: Snapshot, t: Translate): readonly string[] {
  const { machines, clusters, storeFailure } = snapshot;
  const drivers = countsOf(machines.map((seen) => machineOf(seen)?.driver ?? '?'));
  const silent = machines.filter((seen) => now(seen.engine) === undefined);
  return [
    t('Machines: {0}', drivers === '' ? '0' : drivers),
    ...(silent.length > 0
      ? [t('Engines that do not answer: {0}', countsOf(silent.map((seen) => whySilent(seen, t))))]
      : []),
    ...clusters.map((cluster) => {
      const { healthy, of, findings } = clusterHealth(cluster, snapshot);
      const kinds = countsOf(findings.map(({ kind }) => kind));
      return [`${cluster.orchestration}: ${String(healthy)}/${String(of)}`, kinds].filter(Boolean).join(', ');
    }),
    ...(storeFailure ? [explainFailure(storeFailure, t).short] : []),
  ];
}

function whySilent({ engine }: SeenMachine, t: Translate): string {
  return engine.state === 'failed' ? explainFailure(engine.failure, t).short : '?';
}

/** "3 virtualbox, 1 generic". */
function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${String(count)} ${word}`).join(', ');
}

/** Removes names that identify the user or the machines of their network. */
function impersonal(text: string, { home, user }: IssueFacts['personal']): string {
  const homeless = home.length > 1 ? text.replaceAll(home, '~') : text;
  const nameless = user.length > 2 && user !== 'root' ? withWords(homeless, new Map([[user, '<user>']])) : homeless;
  return withoutAddresses(withoutRegistries(nameless));
}

/** Names of VS Code's own remotes, and of remotes from Microsoft's extensions. */
const kinds: ReadonlySet<string> = new Set([
  'ssh-remote',
  'dev-container',
  'attached-container',
  'k8s-container',
  'wsl',
  'codespaces',
  'tunnel',
]);

/** Kind of remote window. A window served by a web server is named by its host and port, which are private. */
export function remoteKind(name: string | undefined): string {
  if (!name) return '';
  return kinds.has(name) ? name : 'remote';
}
