/** What the docker info page of a cluster or a machine shows: a pure function of the picture. */
import { paragraph, type Translate } from '../../base/text.ts';
import { speaker, type Cluster } from '../../model/cluster.ts';
import { conditions, type Condition, type Evidence } from '../../model/condition.ts';
import { engineInfoText, managerInfoText } from '../../model/dockerInfoText.ts';
import { clusterHealth, machineHealth, type MachineHealth, type Trouble } from '../../model/health.ts';
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
import { gravityOf, isRemark } from '../../model/trouble.ts';
import type { ConditionRow, InfoPage, InfoTarget, Notice, PageWords, Table } from '../../protocol/dockerInfo.ts';
import { headlineWords } from '../clusterWords.ts';
import { conditionWords, explainEvidence } from '../explain/explainEvidence.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { explainTrouble } from '../explain/explainTrouble.ts';
import { brief } from '../explain/explanation.ts';
import { nodeRoleWords, swarmMarks } from '../swarmWords.ts';
import { classicTable } from './classicTable.ts';
import { clusterDrawing, machineDrawing } from './drawing.ts';
import { engineFacts, enginesFacts, managerFacts, membershipFacts, swarmFacts, tellingMachine } from './facts.ts';
import { serviceTable } from './serviceTable.ts';
import { swarmTable } from './swarmTable.ts';
import { staleWords } from './tableOf.ts';

/** The page of `target`; undefined when it is not in the picture (any more). */
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
    notices: noticesOf(health.troubles, t),
    seenAt: (teller.seen ? lastOf(teller.seen)?.at : snapshot.at)?.getTime(),
    isStale: teller.seen?.state === 'failed',
    drawing: clusterDrawing(cluster, snapshot, t),
    facts: teller.facts,
    tables: tables(cluster, snapshot, t),
    conditions: conditions(cluster, snapshot).map((condition) =>
      conditionRow(condition, cluster.orchestration === 'swarm-mode', t),
    ),
    text: teller.text,
    words: words(teller.seen, t, language),
  };
}

/** Who tells of a cluster, and what: a classic swarm's manager, a swarm's, or every engine for itself. */
interface Teller {
  readonly name: string | undefined;
  /** Undefined: nobody tells for all. */
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
    notices: noticesOf(health.troubles, t),
    seenAt: view?.at.getTime(),
    isStale: seen.engine.state === 'failed',
    drawing: cluster && machineDrawing(seen, cluster, snapshot, t),
    facts: engine ? [...membershipFacts(seen, engine, cluster, t), ...engineFacts(engine, t)] : [],
    tables: [],
    conditions: [],
    text: engine ? engineInfoText(engine) : '',
    words: words(seen.engine, t, language),
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

function machineHeadline({ level, troubles }: MachineHealth, t: Translate): string {
  const [first] = troubles;
  if (first) return explainTrouble(first, t).short;
  return level === 'healthy' ? t('The engine answers') : t('Checking…');
}

function clusterSubtitle(cluster: Cluster, manager: string | undefined, t: Translate): string {
  const kind = { classic: t('Classic swarm'), 'swarm-mode': t('Swarm mode'), none: t('Engines that share a store') }[
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
    // What speaks against it comes first: of five hundred hosts nobody finds the one that fails.
    evidence: [...evidence]
      .sort((a, b) => Number(isGood(a)) - Number(isGood(b)))
      .map((each) => explainEvidence(each, t)),
  };
}

const severities = { grave: 'error', slight: 'warning', passing: 'passing' } as const;

function noticesOf(troubles: readonly Trouble[], t: Translate): Notice[] {
  // What is only a remark is told by its condition.
  return troubles
    .filter((trouble) => !isRemark(trouble))
    .map((trouble) => {
      const { what, why, remedy } = explainTrouble(trouble, t);
      return {
        severity: severities[gravityOf(trouble)],
        what: paragraph([what, brief(why)]),
        remedy,
      };
    });
}

const isGood = ({ kind }: Evidence): boolean => kind === 'reached' || kind === 'nodeReady' || kind === 'engineAnswers';

/** `told`: what the facts come from. */
function words(told: Seen<unknown> | undefined, t: Translate, language: string): PageWords {
  const failure = told?.state === 'failed' ? explainFailure(told.failure, t) : undefined;
  return {
    conditions: t('Conditions of overlay networks'),
    facts: t('Facts'),
    text: t('As docker info prints it'),
    copy: t('Copy'),
    copied: t('Copied'),
    refresh: t('Refresh'),
    seen: t('Live: updates by itself'),
    // {0} stays for the page, which keeps the age ticking.
    stale: staleWords(failure?.short, t),
    notices: t('Problems'),
    passing: t('Under way'),
    more: t('{0} more', '{0}'),
    filter: t('Filter'),
    // The page counts.
    filtered: t('{0} of {1} rows', '{0}', '{1}'),
    noMatch: t('No row contains that.'),
    waiting: failure ? t('No answer yet: {0}', failure.short) : t('Nobody has answered yet'),
    language,
  };
}

/** The page; of a machine store that is gone what it last showed, with the time. */
export function datedPage(page: InfoPage, snapshot: Snapshot, t: Translate): InfoPage {
  const { lostAt } = snapshot;
  const failure = storeFailureOf(snapshot);
  if (!lostAt || !failure) return page;
  const { short, what, why, remedy } = explainFailure(failure, t);
  return {
    ...page,
    level: 'unknown',
    headline: failure.kind === 'storeGone' ? t('The machine store is gone') : t('The machine store cannot be read'),
    notices: [{ severity: 'error', what: paragraph([what, why]), remedy }],
    seenAt: lostAt.getTime(),
    isStale: true,
    drawing: undefined,
    tables: page.tables.map(datedTable),
    conditions: [],
    words: { ...page.words, stale: staleWords(short, t) },
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
