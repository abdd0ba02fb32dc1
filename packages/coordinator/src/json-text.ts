import type { Json } from '@codegenie/core'

/**
 * What JSON leaves as it is and some YAML reader rejects, folds or drops, or a terminal obeys: DEL, C1, bidi controls, line separators,
 * byte order mark, U+FFFE and U+FFFF.
 */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

/** JSON of one line that is safe to print, and a valid flow node of YAML. Outside of strings JSON has none of these characters. */
export function jsonText(value: Json): string {
  return JSON.stringify(value).replace(UNSAFE, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
