// A simulated world, and all that a person reads of it.
import { english } from '../../src/base/text.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { Services } from '../../src/service/services.ts';
import { statusHover } from '../../src/ui/health/statusHover.ts';
import { statusText } from '../../src/ui/health/statusText.ts';
import { infoPage } from '../../src/ui/panels/infoPage.ts';
import { servicesOn } from '../lab/labServices.ts';
import { openSimulator, type Simulated } from '../simulator/simulator.ts';
import { allRows, drawn } from '../unit/ui/tree/drawn.ts';

export interface World {
  readonly simulated: Simulated;
  readonly services: Services;
  readonly look: () => Promise<Snapshot>;
}

/** What only looks like a ghost is waited for for 40 s. */
export const soon = { timeout: 70_000, interval: 300 };

export async function open(demo: string): Promise<World> {
  const simulated = await openSimulator({ speed: 20, demo: [demo] });
  const { machinePath, storagePath, folder } = simulated;
  const services = servicesOn({ storagePath, dir: folder, tools: { dockerMachine: machinePath } });
  services.clusters.setAttention('visible');
  return { simulated, services, look: () => services.clusters.refresh() };
}

export async function close({ services, simulated }: World): Promise<void> {
  services.dispose();
  await simulated.close();
}

/** Everything that a person can read of it, as text. */
export function read(
  seen: Snapshot,
): Readonly<Record<'rows' | 'tooltips' | 'status' | 'hover' | 'notices' | 'tables', string>> {
  const [cluster] = seen.clusters;
  const page = cluster && infoPage({ kind: 'cluster', cluster: cluster.name }, seen, english, 'en');
  const problems = allRows(seen).flatMap(({ tooltip }) => tooltip?.problems ?? []);
  return {
    rows: drawn(seen),
    tooltips: problems.map(({ what, why, remedy }) => [what, why, remedy].join(' ')).join('\n'),
    status: statusText(seen, english)?.text ?? '',
    // As it is seen: Markdown's backslashes are not.
    hover: statusHover(seen, english).replaceAll('\\', ''),
    notices: page?.notices.map(({ what, remedy }) => `${what} ${remedy}`).join('\n') ?? '',
    tables: JSON.stringify(page?.tables ?? []),
  };
}
