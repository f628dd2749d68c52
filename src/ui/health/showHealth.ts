/** Lists every problem with its remedies as buttons; Enter runs the best one. */
import { QuickPickItemKind, ThemeIcon, type QuickInputButton } from 'vscode';
import { Lifetime } from '../../base/lifetime.ts';
import { ok } from '../../base/result.ts';
import type { Outcome } from '../../model/failure.ts';
import { actionIcon } from '../explain/actionIcon.ts';
import type { RemedyAction } from '../explain/explanation.ts';
import { problemChoices, type Choice, type Heading } from './problemChoices.ts';
import { healthCountWords, problemList } from './problemList.ts';
import { t } from '../localise.ts';
import type { Shell } from '../shell.ts';
import { doAction } from '../tell.ts';
import { asLabel } from '../surface/labels.ts';
import { window, type LabelledItem } from '../surface/window.ts';

export function showHealth({ current, log }: Shell): Outcome<unknown> {
  const groups = problemList(current.clusters.snapshot, t);
  // The list stays open until the user closes it; the caller gets the result at once.
  showChoices(problemChoices(groups, t), healthCountWords(groups, t), log);
  return ok(
    groups.map(({ cluster, level, healthy, of, problems }) => ({
      cluster,
      level,
      healthy,
      of,
      problems: problems.map(({ kind, machine, what, why, remedy }) => ({ kind, machine, what, why, remedy })),
    })),
  );
}

interface Item extends LabelledItem {
  readonly buttons?: readonly ActionButton[];
}

interface ActionButton extends QuickInputButton {
  readonly action: RemedyAction;
}

function showChoices(choices: readonly (Heading | Choice)[], placeholder: string, log: Shell['log']): void {
  const lifetime = new Lifetime();
  const pick = lifetime.add(window.createQuickPick<Item>());
  pick.title = asLabel(t('Cluster Health'));
  pick.placeholder = asLabel(placeholder);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices.length === 0 ? [{ label: asLabel(t('There is no cluster.')) }] : choices.map(item);
  const take = (button: ActionButton | undefined): void => {
    pick.hide();
    if (!button) return;
    doAction(button.action).catch((error: unknown) => {
      log.error('showHealth', error);
    });
  };
  lifetime.add(pick.onDidAccept(() => take(pick.activeItems[0]?.buttons?.[0])));
  lifetime.add(
    pick.onDidTriggerItemButton(({ item: { buttons }, button }) => take(buttons?.find((each) => each === button))),
  );
  lifetime.add(pick.onDidHide(() => lifetime.dispose()));
  pick.show();
}

function item(choice: Heading | Choice): Item {
  if ('heading' in choice) return { label: asLabel(choice.heading), kind: QuickPickItemKind.Separator };
  const { label, description, detail, icon, actions } = choice;
  return {
    label: asLabel(label),
    description: asLabel(description),
    detail: asLabel(detail),
    iconPath: new ThemeIcon(icon),
    buttons: actions.map((action) => ({
      action,
      iconPath: new ThemeIcon(actionIcon(action)),
      tooltip: asLabel(action.title),
    })),
  };
}
