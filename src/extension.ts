// The extension's entry point: builds the services and hands them to the user interface.
import type * as vscode from 'vscode';

/** Called by VS Code once; everything that must end with the extension goes into `context.subscriptions`. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push();
}
