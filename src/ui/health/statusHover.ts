/** Hover of the status bar item: a table of clusters, and their problems. Markdown; pure. */
import { named, type Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { clusterHealth, type ClusterHealth } from '../../checks/health.ts';
import { storeFailureOf, toolFailureOf, type Snapshot } from '../../model/snapshot.ts';
import { lastView } from '../../model/swarmStanding.ts';
import { countedWords } from '../clusterWords.ts';
import { explainFailure } from '../explain/explainFailure.ts';
import { explainFinding } from '../explain/explainFinding.ts';
import { orchestrationWords } from '../tree/clusterRow.ts';
import { asText, icon, joined, marked, nextColumn, type Markdown } from '../surface/markdown.ts';
import { availabilityWords } from '../swarmWords.ts';
import { iconOf } from './statusText.ts';

/** Keeps the hover short. */
const mostFindings = 5;

export function statusHover(snapshot: Snapshot, t: Translate): Markdown {
  const failure = storeFailureOf(snapshot);
  if (failure) return marked`- ${asText(explainFailure(failure, t).what)}`;
  const clusters = snapshot.clusters.map((cluster) => ({ cluster, health: clusterHealth(cluster, snapshot) }));
  const rows = clusters.map(({ cluster, health }) => {
    const { healthy, of } = health;
    const well =
      cluster.orchestration === 'swarm-mode'
        ? t('{0} of {1} ready', healthy, of)
        : t('{0} of {1} healthy', healthy, of);
    return row([
      asText(cluster.name),
      marked`${icon(iconOf(health))} ${asText(stateWords(health, t))}`,
      asText(countedWords(cluster, health, well, t)),
      asText(orchestrationWords(cluster.orchestration, t)),
    ]);
  });
  const head = [t('Cluster'), t('State'), t('Nodes'), t('Orchestration')].map(asText);
  const toolFailure = toolFailureOf(snapshot);
  const ofTool = toolFailure ? [explainFailure(toolFailure, t).what] : [];
  const ofClusters = clusters.flatMap(({ health }) =>
    health.findings.map((finding) => explainFinding(finding, t).what),
  );
  const findings = [...ofTool, ...ofClusters];
  const setAside = clusters.flatMap(({ cluster }) => setAsideWords(cluster, t));
  const rest = findings.length - mostFindings;
  return joined(
    [
      ...(rows.length > 0 ? [joined([row(head), marked`|:--|:--|:--|:--|`, ...rows], '\n')] : []),
      joined(
        [...findings.slice(0, mostFindings), ...(rest > 0 ? [t('and {0} more', rest)] : [])].map(
          (what) => marked`- ${asText(what)}`,
        ),
        '\n',
      ),
      joined(setAside.map(asText), '\n\n'),
    ],
    '\n\n',
  );
}

const row = (cells: readonly Markdown[]): Markdown => marked`| ${joined(cells, nextColumn)} |`;

/** Nodes that are paused or drained on purpose: worth knowing, nothing to fix. */
function setAsideWords(cluster: Cluster, t: Translate): readonly string[] {
  const nodes = (lastView(cluster)?.nodes ?? []).filter(({ availability }) => availability !== 'active');
  if (nodes.length === 0) return [];
  const words = nodes.map(({ hostname, availability }) => `${hostname} ${availabilityWords(availability, t)}`);
  const more = words.length > mostFindings ? [t('and {0} more', words.length - mostFindings)] : [];
  return [t('Drained or paused in {0}: {1}', cluster.name, named([...words.slice(0, mostFindings), ...more], t))];
}

function stateWords({ level, isBeingMade, findings }: ClusterHealth, t: Translate): string {
  switch (level) {
    case 'healthy':
      return t('healthy');
    case 'degraded':
      return t('degraded');
    case 'down':
      return t('down');
    case 'unknown':
      return isBeingMade ? t('creating') : findings.length > 0 ? t('converging') : t('checking…');
  }
}
