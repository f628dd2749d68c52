/** Registers the commands that package.json names; what they do is loaded with the first that is run. */
import { commands, type ExtensionContext } from 'vscode';
import { Lifetime, type Disposable } from '../base/lifetime.ts';
import type { Shell } from './shell.ts';

export function registerCommands({ extension }: ExtensionContext, shell: Shell): Disposable {
  const lifetime = new Lifetime();
  const { contributes } = extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  for (const { command: id } of contributes.commands) {
    const run = async (argument: unknown, selected: unknown): Promise<unknown> => {
      const { runCommand } = await import('./later.ts');
      return runCommand(id, shell, argument, selected);
    };
    lifetime.add(commands.registerCommand(id, run));
  }
  return lifetime;
}
