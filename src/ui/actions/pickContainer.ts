/** Asking which container is meant, where a command was not told. */
import { ThemeIcon } from 'vscode';
import type { Container } from '../../model/engine.ts';
import { now } from '../../model/seen.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { ContainerPlace } from '../../service/actions.ts';
import { t } from '../localise.ts';
import { containerState } from '../tree/containerRow.ts';
import { window } from '../surface/window.ts';

/** `fits`: which containers may be chosen, of those whose engine answers. Undefined: none was. */
export async function pickContainer(
  snapshot: Snapshot,
  fits: (container: Container) => boolean = () => true,
): Promise<ContainerPlace | undefined> {
  const choices = snapshot.machines.flatMap((seen) =>
    (now(seen.engine)?.containers ?? []).filter(fits).map((container) => ({
      label: container.name,
      description: [seen.name, containerState(container, t), container.image].join(' · '),
      iconPath: new ThemeIcon('package'),
      place: { machine: seen.name, container: container.name },
    })),
  );
  const placeHolder = choices.length > 0 ? t('Which container?') : t('No container supports this action.');
  return (await window.showQuickPick(choices, { placeHolder, matchOnDescription: true }))?.place;
}
