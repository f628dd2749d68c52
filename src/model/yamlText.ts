/** A value as YAML: plain where it can only be read as the text that it is, else in double quotes. */

/** The same text in a block, in a list and between braces. */
export function yamlText(value: string | number | boolean): string {
  return typeof value !== 'string' || isPlain(value) ? String(value) : JSON.stringify(value);
}

/** Words, paths and addresses. What is or was YAML's for yes, no or nothing is no text when it stands bare, nor is a number. */
function isPlain(text: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return true;
  return /^[a-zA-Z/][a-zA-Z0-9._/~@%+=-]*$/.test(text) && !/^(true|false|yes|no|on|off|y|n|null)$/i.test(text);
}
