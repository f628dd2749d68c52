/** The steps that create the file's overlay networks. Pure. */
import type { NetworkDoor } from '../model/plan.ts';
import { lastOf } from '../model/seen.ts';
import type { Comparison } from './comparison.ts';
import type { Ids, Steps } from './steps.ts';

/** Adds one step per missing network. */
export function networkSteps(via: NetworkDoor, after: Ids, { spec, cluster }: Comparison, steps: Steps): void {
  const there = new Set(cluster && lastOf(cluster.networks)?.value.map(({ name }) => name));
  for (const network of spec.networks) {
    if (there.has(network.name)) continue;
    steps.add(`create network ${network.name}`, { kind: 'createNetwork', via, network }, 'missing', after, {
      undo: { kind: 'removeNetwork', via, network: network.name },
    });
  }
}
