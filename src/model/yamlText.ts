/** Formats a value as YAML: plain if that is unambiguous, else double-quoted. */

/** Valid in a block, in a list and in a flow mapping. */
export function yamlText(value: string | number | boolean): string {
  return typeof value !== 'string' || isPlain(value) ? String(value) : JSON.stringify(value);
}

/** Whether the text needs no quotes: words, paths and addresses. YAML's present and former booleans, nulls and numbers need them. */
function isPlain(text: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return true;
  return /^[a-zA-Z/][a-zA-Z0-9._/~@%+=-]*$/.test(text) && !/^(true|false|yes|no|on|off|y|n|null)$/i.test(text);
}
