/** Names of a verb on its button, in its confirmation, progress and result. Pure. */
import type { Translate } from '../../base/text.ts';

export interface VerbTexts {
  readonly button: (t: Translate) => string;
  /** `what`: the target's name, or the number of targets. */
  readonly question: (what: string, t: Translate) => string;
  readonly progress: (what: string, t: Translate) => string;
  readonly done: (what: string, t: Translate) => string;
}

/** Verbs that machines and containers share. */
export const commonVerbs = {
  start: {
    button: (t) => t('Start'),
    question: (what, t) => t('Start {0}?', what),
    progress: (what, t) => t('Starting {0}', what),
    done: (what, t) => t('Started: {0}.', what),
  },
  stop: {
    button: (t) => t('Stop'),
    question: (what, t) => t('Stop {0}?', what),
    progress: (what, t) => t('Stopping {0}', what),
    done: (what, t) => t('Stopped: {0}.', what),
  },
  restart: {
    button: (t) => t('Restart'),
    question: (what, t) => t('Restart {0}?', what),
    progress: (what, t) => t('Restarting {0}', what),
    done: (what, t) => t('Restarted: {0}.', what),
  },
  remove: {
    button: (t) => t('Remove'),
    question: (what, t) => t('Remove {0}?', what),
    progress: (what, t) => t('Removing {0}', what),
    done: (what, t) => t('Removed: {0}.', what),
  },
} as const satisfies Readonly<Record<string, VerbTexts>>;
