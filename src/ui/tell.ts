/** Messages to the user with working buttons. None of them blocks its caller. */
import { commands, Uri } from 'vscode';
import type { Failure } from '../model/failure.ts';
import { explainFailure } from './explain/explainFailure.ts';
import { sentence, type RemedyAction } from './explain/explanation.ts';
import { t } from './localise.ts';
import type { Shell } from './shell.ts';
import { window } from './surface/window.ts';

/** A button: its title and its action. */
export interface Button {
  readonly title: string;
  readonly press: () => unknown;
}

export type Severity = 'info' | 'warning' | 'error';

/** `onClosed`: a button was pressed or the message dismissed, which VS Code may also do while it closes. */
export function tell(
  { log }: Pick<Shell, 'log'>,
  severity: Severity,
  text: string,
  buttons: readonly Button[] = [],
  onClosed?: (pressed: Button | undefined) => void,
): void {
  log[severity === 'warning' ? 'warn' : severity](text);
  const titles = buttons.map(({ title }) => title);
  void show(severity, text, titles).then((chosen) => {
    const pressed = buttons.find(({ title }) => title === chosen);
    onClosed?.(pressed);
    return pressed?.press();
  });
}

function show(severity: Severity, text: string, titles: readonly string[]): Thenable<string | undefined> {
  switch (severity) {
    case 'info':
      return window.showInformationMessage(text, ...titles);
    case 'warning':
      return window.showWarningMessage(text, ...titles);
    case 'error':
      return window.showErrorMessage(text, ...titles);
  }
}

/** What happened, to which machine, why, and what to do. Silent if the user cancelled. */
export function tellFailure(shell: Pick<Shell, 'log'>, failure: Failure, more: readonly Button[] = []): void {
  if (failure.kind === 'cancelled') {
    shell.log.info(explainFailure(failure, t).what);
    return;
  }
  tell(shell, 'error', sentence(explainFailure(failure, t)), [...more, ...remedyButtons(failure, more)]);
}

export const button = (action: RemedyAction): Button => ({ title: action.title, press: () => doAction(action) });

/** Remedies for a failure, without those already among the buttons. */
export const remedyButtons = (failure: Failure, beside: readonly Button[]): readonly Button[] =>
  explainFailure(failure, t)
    .actions.map(button)
    .filter(({ title }) => beside.every((each) => each.title !== title));

export async function doAction({ command, args }: RemedyAction): Promise<void> {
  // `vscode.open` takes only URIs; explanations contain paths.
  const given = command === 'vscode.open' ? args.map((each) => Uri.file(String(each))) : args;
  await commands.executeCommand(command, ...given);
}
