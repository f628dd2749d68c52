/** Writes the events of a run to the log. */
import type { Log } from '../base/log.ts';
import type { StepEvent } from '../model/runEvents.ts';

export function logRunEvent(event: StepEvent, log: Log): void {
  switch (event.kind) {
    case 'began':
    case 'done':
      log.info(`${event.step}: ${event.kind}`);
      return;
    case 'waiting':
      log.info(`${event.step}: waits for ${event.behind}, which another window creates`);
      return;
    case 'stage':
      log.info(`${event.step}: stage ${event.stage}`);
      return;
    case 'made':
      log.debug(`${event.step}: made ${JSON.stringify(event.identity)}`);
      return;
    case 'madeObject':
      log.debug(`${event.step}: made ${event.id}`);
      return;
    case 'said':
      log.info(`${event.step}: ${event.line}`);
      return;
    case 'failed':
      log.warn(`${event.step}: failed, ${JSON.stringify(event.failure)}`);
      return;
    case 'skipped':
      log.warn(`${event.step}: left out because of ${event.because}`);
      return;
  }
}
