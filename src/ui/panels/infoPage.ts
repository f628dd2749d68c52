/** The docker info page of a cluster or machine: a pure function of the snapshot. */
import type { Translate } from '../../base/text.ts';
import { speaker, type Cluster } from '../../model/cluster.ts';
import { conditions } from '../../checks/conditions.ts';
import type { Condition, Evidence } from '../../model/condition.ts';
import { engineInfoText, managerInfoText } from '../../model/dockerInfoText.ts';
import type { Finding } from '../../checks/allChecks.ts';
import { clusterHealth, isRemark, machineHealth, type MachineHealth } from '../../checks/health.ts';
import { lastOf, type Seen } from '../../model/seen.ts';
import {
  clusterOf,
  findCluster,
  findMachine,
  machineOf,
  storeFailureOf,
  type SeenMachine,
  type Snapshot,
} from '../../model/snapshot.ts';
import { lastView, nodeOf } from '../../model/swarmStanding.ts';
import type { ConditionRow, InfoPage, InfoTarget, Notice, PageWords, Table } from '../../protocol/dockerInfo.ts';
import { headlineWords } from '../clusterWords.ts';
import { conditionWords, explainEvidence } from '../explain/explainEvidence.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { explainManagerFailure } from '../explain/explainManagerFailure.ts';
import { brief, sentence } from '../explain/explanation.ts';
import { nodeRoleWords, swarmMarks } from '../swarmWords.ts';
import { classicTable } from './classicTable.ts';
import { clusterDrawing, machineDrawing } from './drawing.ts';
import { engineFacts, enginesFacts, managerFacts, membershipFacts, swarmFacts, tellingMachine } from './facts.ts';
import { serviceTable } from './serviceTable.ts';
import { swarmTable } from './swarmTable.ts';
import { staleWords } from './tableOf.ts';

/** The page of `target`. Undefined if it is not in the snapshot, or no longer. */
export function infoPage(target: InfoTarget, snapshot: Snapshot, t: Translate, language: string): InfoPage | undefined {
  const page = pageOf(target, snapshot, t, language);
  return page && datedPage(page, snapshot, t);
}

function pageOf(target: InfoTarget, snapshot: Snapshot, t: Translate, language: string): InfoPage | undefined {
  if (target.kind === 'cluster') {
    const cluster = findCluster(snapshot, target.cluster);
    return cluster && clusterPage(cluster, snapshot, t, language);
  }
  const seen = findMachine(snapshot, target.machine);
  return seen && machinePage(seen, snapshot, t, language);
}

function clusterPage(cluster: Cluster, snapshot: Snapshot, t: Translate, language: string): InfoPage {
  const health = clusterHealth(cluster, snapshot);
  const teller = tellerOf(cluster, snapshot, t, language);
  return {
    target: { kind: 'cluster', cluster: cluster.name },
    title: cluster.name,
    subtitle: clusterSubtitle(cluster, teller.name, t),
    level: health.level,
    headline: headlineWords(cluster, health, t),
    notices: noticesOf(health.findings, t),
    seenAt: (teller.seen ? lastOf(teller.seen)?.at : snapshot.at)?.getTime(),
    isStale: teller.seen?.state === 'failed',
    drawing: clusterDrawing(cluster, snapshot, t),
    facts: teller.facts,
    tables: tables(cluster, snapshot, t),
    conditions: conditions(cluster, snapshot).map((condition) =>
      conditionRow(condition, cluster.orchestration === 'swarm-mode', t),
    ),
    text: teller.text,
    words: words(failureWords(teller.seen, teller.machine, t), t, language),
  };
}

/** The source of a cluster's facts: a classic swarm's manager, a manager in swarm mode, or each engine for itself. */
interface Teller {
  readonly name: string | undefined;
  /** The machine of a classic swarm's manager. */
  readonly machine?: string;
  /** Undefined if there is no single source. */
  readonly seen: Seen<unknown> | undefined;
  readonly facts: InfoPage['facts'];
  readonly text: string;
}

function tellerOf(cluster: Cluster, snapshot: Snapshot, t: Translate, language: string): Teller {
  if (cluster.swarm) {
    const telling = tellingMachine(cluster, snapshot);
    const engine = telling && lastOf(telling.engine)?.value.engine;
    const record = telling && machineOf(telling);
    const isManager = engine?.swarm.isManager === true;
    return {
      name: isManager
        ? `${telling?.name ?? ''} (${record?.address ?? ''}:${String(record?.enginePort ?? '')})`
        : undefined,
      seen: cluster.swarm.view,
      facts: swarmFacts(cluster, snapshot, t, language),
      text: engine ? engineInfoText(engine) : '',
    };
  }
  const speaks = speaker(cluster);
  if (!speaks) return { name: undefined, seen: undefined, facts: enginesFacts(cluster, snapshot, t), text: '' };
  const info = lastOf(speaks.info)?.value;
  return {
    name: `${speaks.machine} (${speaks.address})`,
    machine: speaks.machine,
    seen: speaks.info,
    facts: info ? managerFacts(info, t) : [],
    text: info ? managerInfoText(info) : '',
  };
}

function tables(cluster: Cluster, snapshot: Snapshot, t: Translate): readonly Table[] {
  if (cluster.orchestration !== 'swarm-mode') return [classicTable(cluster, snapshot, t)];
  const view = lastView(cluster);
  return [swarmTable(cluster, snapshot, t), ...(view ? [serviceTable(view, cluster, t)] : [])];
}

function machinePage(seen: SeenMachine, snapshot: Snapshot, t: Translate, language: string): InfoPage {
  const cluster = clusterOf(snapshot, seen.name);
  const health = machineHealth(seen, cluster);
  const view = lastOf(seen.engine);
  const engine = view?.value.engine;
  return {
    target: { kind: 'machine', machine: seen.name },
    title: seen.name,
    subtitle: machineSubtitle(seen, cluster, t),
    level: health.level,
    headline: machineHeadline(health, t),
    notices: noticesOf(health.findings, t),
    seenAt: view?.at.getTime(),
    isStale: seen.engine.state === 'failed',
    drawing: cluster && machineDrawing(seen, cluster, snapshot, t),
    facts: engine ? [...membershipFacts(seen, engine, cluster, t), ...engineFacts(engine, t)] : [],
    tables: [],
    conditions: [],
    text: engine ? engineInfoText(engine) : '',
    words: words(failureWords(seen.engine, undefined, t), t, language),
  };
}

function machineSubtitle(seen: SeenMachine, cluster: Cluster | undefined, t: Translate): string {
  const machine = machineOf(seen);
  const node = nodeOf(cluster, seen);
  return [
    machine?.driver,
    machine?.address,
    ...(cluster ? [t('in cluster {0}', cluster.name)] : []),
    ...(node ? [nodeRoleWords(node.role, t), ...swarmMarks(node, t)] : []),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function machineHeadline({ level, findings }: MachineHealth, t: Translate): string {
  const [first] = findings;
  if (first) return explainFinding(first, t).short;
  return level === 'healthy' ? t('The engine answers') : t('Checking…');
}

function clusterSubtitle(cluster: Cluster, manager: string | undefined, t: Translate): string {
  const kind = { classic: t('Classic swarm'), 'swarm-mode': t('Swarm mode'), none: t('Shared key-value store') }[
    cluster.orchestration
  ];
  return [
    kind,
    ...(manager === undefined ? [] : [t('manager {0}', manager)]),
    ...(cluster.store ? [cluster.store.url] : []),
  ].join(' · ');
}

function conditionRow({ id, verdict, evidence }: Condition, isSwarmMode: boolean, t: Translate): ConditionRow {
  const verdictText = { pass: t('Pass'), fail: t('Fail'), unknown: t('Unknown') }[verdict];
  return {
    id,
    label: conditionWords(id, t, isSwarmMode),
    verdict,
    verdictText,
    // Failures first, or the one among five hundred hosts is hard to find.
    evidence: [...evidence]
      .sort((a, b) => Number(isGood(a)) - Number(isGood(b)))
      .map((each) => explainEvidence(each, t)),
  };
}

const severities = { error: 'error', warning: 'warning', info: 'passing' } as const;

export function noticesOf(findings: readonly Finding[], t: Translate): Notice[] {
  // Remarks are shown with their condition instead.
  return findings
    .filter((finding) => !isRemark(finding))
    .map((finding) => {
      const { actions, remedy, ...told } = explainFinding(finding, t);
      return {
        severity: severities[finding.severity],
        what: sentence({ ...told, why: brief(told.why), remedy: '' }),
        remedy,
        // Show Docker Info opens this same page, which is current.
        actions: actions.filter(({ command }) => !isOfPage(command)),
      };
    });
}

const isOfPage = (command: string): boolean =>
  command === 'dockerOverlay.showDockerInfo' || command === 'dockerOverlay.refresh';

const isGood = ({ kind }: Evidence): boolean => kind === 'reached' || kind === 'nodeReady' || kind === 'engineAnswers';

/** Why the source of the facts does not answer, in a few words. `manager`: the machine of the swarm manager that is the source. */
function failureWords(told: Seen<unknown> | undefined, manager: string | undefined, t: Translate): string | undefined {
  if (told?.state !== 'failed') return undefined;
  const { failure } = told;
  return (manager === undefined ? explainFailure(failure, t) : explainManagerFailure(failure, manager, t)).short;
}

function words(failure: string | undefined, t: Translate, language: string): PageWords {
  return {
    conditions: t('Conditions of overlay networks'),
    facts: t('Facts'),
    text: t('As docker info prints it'),
    copy: t('Copy'),
    copied: t('Copied'),
    refresh: t('Refresh'),
    seen: t('Live: updates automatically'),
    // The page fills in {0}, to keep the age up to date.
    stale: staleWords(failure, t),
    notices: t('Problems'),
    passing: t('In progress'),
    more: t('{0} more', '{0}'),
    filter: t('Filter'),
    // The page fills in the counts.
    filtered: t('{0} of {1} rows', '{0}', '{1}'),
    noMatch: t('No matching rows.'),
    waiting: failure ? t('No response yet: {0}', failure) : t('No response yet'),
    language,
  };
}

/** The page. If the machine store is lost, its last data with their time. */
export function datedPage(page: InfoPage, snapshot: Snapshot, t: Translate): InfoPage {
  const { lostAt } = snapshot;
  const failure = storeFailureOf(snapshot);
  if (!lostAt || !failure) return page;
  const told = explainFailure(failure, t);
  const { remedy, actions } = told;
  return {
    ...page,
    level: 'unknown',
    headline:
      failure.kind === 'storeGone' ? t('The machine store has disappeared') : t('The machine store cannot be read'),
    notices: [{ severity: 'error', what: sentence({ ...told, remedy: '' }), remedy, actions }],
    seenAt: lostAt.getTime(),
    isStale: true,
    drawing: undefined,
    tables: page.tables.map(datedTable),
    conditions: [],
    words: { ...page.words, stale: staleWords(told.short, t) },
  };
}

const datedTable = (table: Table): Table => ({
  ...table,
  rows: table.rows.map((row) => ({
    ...row,
    level: 'unknown',
    cells: row.cells.map((cell) => (cell.kind === 'status' ? { ...cell, level: 'unknown' } : cell)),
  })),
});
