/** `vscode.l10n.t` as the Translate that everything of ours takes. */
import { l10n } from 'vscode';
import { filling, type Translate } from '../base/text.ts';

export const t: Translate = (message, ...values) => l10n.t(message, ...values.map(filling));
