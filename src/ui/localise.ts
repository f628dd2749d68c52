/** `vscode.l10n.t` as the Translate that the extension's functions take. */
import { l10n } from 'vscode';
import { filling, type Translate } from '../base/text.ts';

export const t: Translate = (message, ...values) => l10n.t(message, ...values.map(filling));
