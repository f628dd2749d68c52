// Records of hosts, made of answers.
import type { HostObservations } from '../../src/cluster/observations.ts';

type Answers = { readonly [K in keyof HostObservations]?: ReadonlyMap<string, HostObservations[K]> };

/** Records with these answers, each by machine, in addition to what is known. */
export function hostsWith(
  answers: Answers,
  known: ReadonlyMap<string, HostObservations> = new Map(),
): ReadonlyMap<string, HostObservations> {
  const hosts = new Map(known);
  for (const [field, values] of Object.entries(answers))
    for (const [machine, value] of values) hosts.set(machine, { ...hosts.get(machine), [field]: value });
  return hosts;
}
