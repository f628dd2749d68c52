// The extension's entry point: passes the user interface a function that creates the services.
import type { ExtensionContext } from 'vscode';
import { startUi, type MakeServices } from './ui/startUi.ts';

/** Called once by VS Code. Loads nothing heavy: the services, the docker-machine and Docker clients and YAML load on first use. */
export function activate(context: ExtensionContext): void {
  context.subscriptions.push(startUi(context, makeServices));
}

const makeServices: MakeServices = async (config, log, t) => {
  const { createServices } = await import('./service/createServices.ts');
  return createServices(config, log, t);
};
