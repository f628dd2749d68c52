/** Forgets the kept secrets that `machine.environment` names: they are asked for again when they are needed. */
import { ok } from '../../base/result.ts';
import { named } from '../../base/text.ts';
import { t } from '../localise.ts';
import { tell } from '../tell.ts';
import { command } from './command.ts';

export const forgetSecrets = command('forgetSecrets', async (shell) => {
  const forgotten = await shell.settings.forgetSecrets();
  tell(
    shell,
    'info',
    forgotten.length === 0
      ? t('The setting dockerOverlay.machine.environment names no secrets.')
      : t('Forgotten: {0}. You are asked again when they are needed.', named(forgotten, t)),
  );
  return ok({ forgotten });
});
