// The demo's own commands, "Break Something…" and "Fix…". They know no faults: they ask the control program named in the demo's folder for
// the choices (`question`) until the command line is complete, then run it.
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import type { Question } from '../../src/simulator/world/choices.ts';

type Verb = 'fault' | 'mend';

const breakCommand = 'dockerOverlayDemo.break';
const mendCommand = 'dockerOverlayDemo.mend';

/** Called by VS Code after startup. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(breakCommand, () => runShown('fault')),
    vscode.commands.registerCommand(mendCommand, () => runShown('mend')),
  );
  if (controlProgram().length > 0) void tellOnce(context);
}

async function tellOnce({ globalState }: vscode.ExtensionContext): Promise<void> {
  const key = 'told';
  if (globalState.get<boolean>(key) === true) return;
  await globalState.update(key, true);
  const button = 'Break Something…';
  const text = 'This is a demo: nothing of yours can be harmed. Break something in its cluster and see how that looks.';
  if ((await vscode.window.showInformationMessage(text, button)) === button) await runShown('fault');
}

async function runShown(verb: Verb): Promise<void> {
  try {
    const words = await askForWords(verb);
    if (words) await told(verb, await control(...words));
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** @returns undefined if nothing was chosen or there is nothing to choose */
async function askForWords(verb: Verb): Promise<readonly string[] | undefined> {
  const words: string[] = [verb];
  for (;;) {
    const question = JSON.parse(await control('question', ...words)) as Question | null;
    if (question === null) return words;
    if (question.choices.length === 0) {
      void vscode.window.showInformationMessage(question.title);
      return undefined;
    }
    const items = question.choices.map((choice) => ({ ...choice }));
    const chosen = await vscode.window.showQuickPick(items, { title: question.title, matchOnDetail: true });
    if (!chosen) return undefined;
    words.push(...chosen.words);
  }
}

async function told(verb: Verb, said: string): Promise<void> {
  const button = 'Fix…';
  const buttons = verb === 'fault' ? [button] : [];
  if ((await vscode.window.showInformationMessage(said.trim(), ...buttons)) === button) await runShown('mend');
}

function controlProgram(): readonly string[] {
  return vscode.workspace.getConfiguration('dockerOverlayDemo').get<readonly string[]>('control') ?? [];
}

/** @returns its output @throws its error message */
function control(...words: readonly string[]): Promise<string> {
  const [program, ...first] = controlProgram();
  if (program === undefined) return Promise.reject(new Error('This folder is not a demo folder.'));
  return new Promise((resolve, reject) => {
    execFile(program, [...first, '--', ...words], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
  });
}
