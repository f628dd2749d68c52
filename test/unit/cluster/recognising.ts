// Clusters as they are recognised, each in a line that a person can read.
import { recognise, type Group, type SwarmSight } from '../../../src/cluster/recognise.ts';
import type { Engine } from '../../../src/model/engine.ts';
import type { Machine } from '../../../src/model/machine.ts';

export const nobody = (): undefined => undefined;
/** What a machine of the cluster `demo` is labelled with. */
export const label = { 'dockeroverlay.cluster': 'demo' };

/** `demo (classic): keyValueStore kvstore, node m1 @consul://…` */
export function text(groups: readonly Group[]): string[] {
  return groups.map(
    ({ name, orchestration, members, store }) =>
      `${name} (${orchestration}): ${members.map((each) => `${each.role} ${each.machine}`).join(', ')}` +
      (store ? ` @${store.url}${store.machine === undefined ? '' : ` on ${store.machine}`}` : ''),
  );
}
export const read = (
  machines: readonly Machine[],
  engines: (name: string) => Engine | undefined = nobody,
  sight?: SwarmSight,
): string[] => text(recognise(machines, engines, sight));
