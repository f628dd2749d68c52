/** Plans as read-only documents that do not change once created. */
import { EventEmitter, Uri, workspace, type TextDocumentContentProvider } from 'vscode';
import type { Disposable } from '../../base/lifetime.ts';
import { t } from '../localise.ts';

const scheme = 'docker-overlay-plan';

export class PlanDocuments implements Disposable, TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changes = new EventEmitter<Uri>();
  readonly #registered: Disposable;

  constructor() {
    this.#registered = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  readonly onDidChange = this.#changes.event;

  /** Sets the text of the document with that name. */
  put(name: string, text: string): Uri {
    const uri = Uri.from({ scheme, path: `/${name}` });
    this.#texts.set(uri.toString(), text);
    this.#changes.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    // A reopened window has the tab but not the plan.
    return this.#texts.get(uri.toString()) ?? t('This plan is outdated: show it again.');
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changes.dispose();
    this.#texts.clear();
  }
}
