// The extension's entry point: hands the user interface the way to the services.
import type { ExtensionContext } from 'vscode';
import { startUi, type MakeServices } from './ui/startUi.ts';

/** Called by VS Code once. Nothing heavy happens here: services, docker-machine's and Docker's clients and YAML are loaded when first needed. */
export function activate(context: ExtensionContext): void {
  context.subscriptions.push(startUi(context, makeServices));
}

const makeServices: MakeServices = async (config, log, t) => {
  const { createServices } = await import('./service/createServices.ts');
  return createServices(config, log, t);
};
