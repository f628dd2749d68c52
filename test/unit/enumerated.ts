/** A language that puts another comma between names, as Chinese does. */
import { english, type Translate } from '../../src/base/text.ts';

export const enumerated: Translate = (message, ...values) => (message === ', ' ? '、' : english(message, ...values));
