/** The service that a command's argument names, or that a person chooses. */
import { err, ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import type { SwarmService } from '../../model/swarmMode.ts';
import { textOf } from '../commands/argument.ts';
import { pickService, pickSwarm } from '../commands/pickTarget.ts';
import type { Shell } from '../shell.ts';
import { seenSwarm } from './seenSwarm.ts';

export interface MeantService {
  readonly cluster: string;
  /** Name, or id where a name was not given. */
  readonly service: string;
}

/** `which` asks for it; `title` names what is given up where nothing is chosen. */
export async function meantService(
  shell: Shell,
  argument: unknown,
  which: string,
  title: string,
  isOffered: (service: SwarmService) => boolean = () => true,
): Promise<Outcome<MeantService>> {
  const cluster = textOf(argument, 'cluster') ?? (await pickSwarm(shell.current.clusters.snapshot, which));
  if (cluster === undefined) return err({ kind: 'cancelled', what: title });
  const named = textOf(argument, 'service');
  if (named !== undefined) return ok({ cluster, service: named });
  const chosen = await pickService(seenSwarm(shell, cluster), which, isOffered);
  return chosen.ok ? ok({ cluster, service: chosen.value }) : chosen;
}
