/** The machine's engine answers. */
import type { Failure } from '../model/failure.ts';
import { defineCheck } from './check.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { powerOn, shellOn } from './hostRemedies.ts';
import { bringClusterUp, changeToSwarmMode, onMachine } from './remedy.ts';

export const engineAnswers = defineCheck({
  id: 'engineAnswers',
  scope: 'machine',
  appliesTo: 'all',
  needs: ['machine'],
  evaluate: ({ seen }): readonly Found<MachineStopped | FlagRefused | EngineDown>[] => {
    const { name, engine } = seen;
    if (engine.state !== 'failed') return [];
    const { failure, at, last } = engine;
    const common = { severity: 'error', subject: aboutMachine(name), measured: { source: name, at } } as const;
    if (seen.power === 'stopped')
      return [{ ...common, kind: 'machineStopped', remedies: [onMachine('startMachine', name), bringClusterUp] }];
    if (seen.refusedFlag !== undefined) {
      const remedies = [changeToSwarmMode, onMachine('removeMachine', name), bringClusterUp];
      return [{ ...common, kind: 'flagRefused', flag: seen.refusedFlag, remedies }];
    }
    // In a shell the engine can be inspected and restarted.
    const remedies = isFixedByCertificates(failure)
      ? [onMachine('regenerateCertificates', name)]
      : [...powerOn(seen), ...(isHostGone(failure) ? [] : shellOn(seen))];
    return [{ ...common, kind: 'engineDown', cause: failure, since: last?.at, remedies }];
  },
});

interface MachineStopped {
  readonly kind: 'machineStopped';
  readonly subject: OfMachine;
}

/** Its record has a flag that its engine does not know and exits on. */
interface FlagRefused {
  readonly kind: 'flagRefused';
  readonly subject: OfMachine;
  readonly flag: string;
}

interface EngineDown {
  readonly kind: 'engineDown';
  readonly subject: OfMachine;
  readonly cause: Failure;
  /** Time of its last answer. */
  readonly since: Date | undefined;
}

/** Whether nothing at its address answers. */
const isHostGone = (failure: Failure): boolean =>
  failure.kind === 'engineUnreachable' || (failure.kind === 'engineSilent' && !failure.connected);

const isFixedByCertificates = ({ kind }: Failure): boolean =>
  kind === 'certificateMissing' || kind === 'certificateExpired' || kind === 'certificateForeign';
