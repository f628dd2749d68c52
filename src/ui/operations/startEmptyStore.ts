/** Continues with an empty machine store after the user removed its folder on purpose. Its machines are no longer shown. */
import { err, ok } from '../../base/result.ts';
import { listed } from '../../base/text.ts';
import type { Outcome } from '../../model/failure.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { window } from '../surface/window.ts';

export async function startEmptyStore(shell: Shell): Promise<Outcome<unknown>> {
  const { clusters } = shell.current;
  const { storePath, machines } = await clusters.refresh();
  // It came back, or was never lost.
  if (!clusters.snapshot.lostAt) {
    window.setStatusBarMessage(t('The machine store {0} is not lost: nothing to do.', storePath), 5000);
    return ok({ forgotten: [] });
  }
  const verb = t('Start with Empty Store');
  const pressed = await window.showWarningMessage(
    t('Start with an empty machine store at {0}?', storePath),
    {
      modal: true,
      detail: t(
        'These machines are no longer shown: {0}. Their hosts are not removed: they keep running and may cost money.',
        listed(
          machines.map(({ name }) => name),
          t,
        ),
      ),
    },
    verb,
  );
  if (pressed !== verb) return err({ kind: 'cancelled', what: t('Starting with an empty store') });
  await clusters.startEmpty();
  return ok({ forgotten: machines.map(({ name }) => name) });
}
